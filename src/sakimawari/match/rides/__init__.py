"""Vehicles to callers: pick-up and drop-off, ride times, an answer while the caller waits."""
