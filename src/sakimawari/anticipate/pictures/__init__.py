"""Pictures of what is coming, from plain numbers: fans, pyramids, maps, small multiples."""
