"""One rule, several readings: tree, parse, check, kernel (population), person (one case), words.

Belongs here: the language of rules, its values and its readings. Not here: any file format of a
pack (`packs`), any register (`registry`), any result kept over time (`fit`).
"""
