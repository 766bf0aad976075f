"""The explanation of one result: what it rests on, the proof laid open, what would change it.

Belongs here: the one object for clerk, resident, auditor and appeal, its record and its replay.
Does not belong here: where the facts come from (`fit.desk`), and what else to ask.
"""
