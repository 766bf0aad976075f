"""Brings needs and offers together in time: visits and who makes them, in which order."""
