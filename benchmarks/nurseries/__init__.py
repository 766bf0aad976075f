"""Invented markets of nursery places, for measuring."""
