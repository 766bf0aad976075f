"""Who looked at what, when, for what purpose: a chain of hashes with signed checkpoints."""
