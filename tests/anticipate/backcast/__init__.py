"""From a target back to the path that reaches it."""
