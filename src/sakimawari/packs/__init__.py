"""Domain packs: read a folder of rules an official wrote, check it, and hand over frozen values.

Belongs here: the file formats of a pack, the checks on them, worked examples. Not here: what a
rule means (`rules`), whom it is read for (`fit`), how a notice is laid out (`reach`).
"""
