"""One resident among a million, answered at once; and the figures of the whole city, kept ready.

Belongs here: arrays laid out by household from a finished run, and what pages ask of them. Not here:
what a right is (`rules`), what a run holds (`fit.store`), who may see it (`guard`).
"""
