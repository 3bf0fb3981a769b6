"""How a database comes to its present form, one step for each form there was.

A step that was released is never changed: archived databases of every form are brought up by tests.
"""
