"""Saved lists: a name for a set of filters, kept by one member of staff or shared in a department.

Kept is what is asked for, never who was found.
"""
