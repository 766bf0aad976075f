"""The engine of the microsimulation: keyed lots, a month's step over everybody, and its expectation."""
