"""Whatever leaves the city for a resident: planned, worded, sent, printed, and what comes back.

Deciding who is entitled belongs to `fit`, opening sealed identities to `guard`.
"""
