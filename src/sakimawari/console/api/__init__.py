"""The interface for programs: OpenAPI 3 under /api/v1, for partner bodies and the city's own systems.

scopes.py     what a key may be given          tokens.py      client credentials, access tokens
signing.py    who asks, from the token         limits.py      how often
idempotent.py a request sent twice counts once cursor.py      pages of a long list
refusals.py   problem+json                     hooks/         telling programs what happened
sandbox.py    residents for test keys          routes/        the operations
"""
