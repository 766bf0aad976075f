"""Search first: no resident is browsed, each is looked for."""
