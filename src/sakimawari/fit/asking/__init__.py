"""Asking: which missing fact to ask of a resident or visitor next, so that few questions settle much.

Belongs here: what an answer may be, what it would change, whom to ask what. Not here: any rule, any
result of its own (results are those of the rules), anything written to a snapshot.
"""
