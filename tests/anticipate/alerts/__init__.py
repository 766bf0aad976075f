"""Where reality leaves the forecast, and where it does not."""
