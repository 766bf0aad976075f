"""Rounds of visits: who goes where, when, with whom, and why somebody could not be visited."""
