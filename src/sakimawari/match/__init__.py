"""Brings needs and offers together in time; each result explained, and provable by anyone.

`allocate` gives scarce places by ranked wishes and priorities, `assign` people to near and able
places and helpers, `offers` needs to offers told in free text, `visits` rounds to doors, `rides`
vehicles to callers. `results` is the folder all of them leave behind and its certificate, `reading`
their tables, `positions` where things are, `fairness` how a result fell on groups of people.

A solver never certifies itself: each room has a `verifying` module written apart from its solver.
"""
