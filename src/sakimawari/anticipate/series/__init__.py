"""Forecasts of the series a city lives by: sample paths, calibrated, that add up."""
