"""Blast radius: what a change of rules does to everybody, before it is decided.

Belongs here: which services two sets of packs read differently, who gains and who loses by them,
for whom, how many yen, how much work, and what contradicts itself. Not here: reading packs
(`packs`) or running rules (`rules`).
"""
