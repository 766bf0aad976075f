"""Backcasting (バックキャスティング): from a target back to the yearly path that reaches it."""
