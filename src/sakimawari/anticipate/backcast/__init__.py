"""From a target back to the yearly path that reaches it, or the reason why none does."""
