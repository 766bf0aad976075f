"""A synthetic city of any size, written as a city's own exports.

Belongs here: people, households, incomes, rights and faults invented by a seed, and their text in
the layouts of `registry/layouts`. Does not belong here: reading exports, or deciding who is owed
what (the ledgers here follow the law only closely enough to look real).
"""
