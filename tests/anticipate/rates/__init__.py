"""Rates of what happens to people."""
