"""Problems of matches drawn from the city's own registers: who is owed what, where, beside which places.

Packs say in `match.yaml` which tables of which kind the registers fill; nothing here names a service.
A problem drawn is a folder of plain tables as anybody would give them. Its people are opaque keys.
"""
