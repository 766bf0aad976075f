"""Changing a rule: drafted by one person, approved by another, in effect from a day, taken back."""
