"""Forecasts that add up: paths projected onto the hierarchy, never below zero, no level made worse."""
