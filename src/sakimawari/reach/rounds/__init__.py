"""Visits to the door: lists become rounds of the staff on duty, a sheet, a page without network."""
