"""Projected people read by the rules: rights, applications, yen, hours and places by month."""
