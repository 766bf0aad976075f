"""Rounds of visits in the console: planned, moved by hand, printed, walked with a telephone."""
