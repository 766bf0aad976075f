"""The engine: families propose whole tuples; re-runs, and what one more seat is worth."""
