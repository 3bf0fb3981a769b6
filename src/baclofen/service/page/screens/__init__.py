"""The screens: each file gives the routes of one."""
