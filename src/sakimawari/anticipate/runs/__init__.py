"""Folders of results under a city: published whole by one rename, found again by kind and name."""
