"""Proofs by CP-SAT: whether a stable plan exists, the best for families, the fewest blocking families."""
