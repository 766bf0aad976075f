"""Where reality leaves what was expected: how large, where, since when, what else moved."""
