"""The first page of staff: what changes, what waits, what is wrong."""
