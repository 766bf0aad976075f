"""Near and able: people to shelters and helpers, volunteers to elders, sites to towns."""
