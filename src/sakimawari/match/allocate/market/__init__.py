"""Scarce places as values: places, seats, applicants, families, the strict order among them."""
