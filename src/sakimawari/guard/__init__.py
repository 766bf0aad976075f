"""Keys and protection: who may be named, and with which key a name is sealed.

Here belong opaque keys, sealing, and the removal of protected and departed people from whatever is
listed or sent. Reading and writing registers belongs to `registry`, which is handed these
functions as callables.
"""
