"""Where reality leaves the forecast: counts above their threshold, levels that shift, in words."""
