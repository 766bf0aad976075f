"""Scarce places: ranked wishes, priorities, siblings; stable, best for families, each result with a reason."""
