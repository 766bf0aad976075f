"""The catalogue with its figures, maps and trends, and changing a rule."""
