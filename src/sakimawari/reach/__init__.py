"""Letters to residents: who gets one, what stands on it, and the sheets of paper themselves.

Here belongs whatever leaves the city for a household. Deciding who is entitled does not (`fit`),
nor does opening sealed identities (`guard`).
"""
