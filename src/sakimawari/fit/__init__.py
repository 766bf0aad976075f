"""Fit: who is owed what, what goes unclaimed, what is coming, and why.

Belongs here: running the rules of the packs over a snapshot, comparing the result with the
registers of recipients, and explaining one result. Not here: the rules themselves (`rules`,
`packs`), reading exports (`registry`), or reaching anyone (`reach`).
"""
