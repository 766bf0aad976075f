"""Intervals that keep what they promise: widths learned on past origins, ranks kept."""
