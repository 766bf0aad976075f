"""Sending exactly once: record, claim, call with our own id; reports, fallback, opt-out."""
