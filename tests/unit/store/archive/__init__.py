"""Databases as they were in each form of the store; kept as they are."""
