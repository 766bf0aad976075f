"""Finding a resident by name, birth, number, telephone or address, over sealed identities.

Belongs here: how names are folded, the blind index of a snapshot, and the search in it. Not here:
who may search and what of the answer may be shown (`guard`), nor the opening of an identity for a page.
"""
