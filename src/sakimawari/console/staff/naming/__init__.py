"""Naming staff for people under 支援措置: one of the 情報部門 proposes, another one approves.

Kept apart from accounts: a proposal has no effect, and stays readable after it was decided.
"""
