"""Our own id of one message by one medium: the same for ever, whoever computes it, and says nothing."""

from __future__ import annotations

import hashlib

from sakimawari.reach.medium import Medium


def own_id(message: str, medium: Medium) -> str:
    """32 hexadecimal digits (128 bits): also a UUID, for providers that want one."""
    return hashlib.blake2b(f"{message} {medium.value}".encode(), digest_size=16).hexdigest()


def batch_id(worker: str, medium: Medium, number: int) -> str:
    """The id of a batch one worker claims: no two workers' are alike."""
    return hashlib.blake2b(f"{worker} {medium.value} {number}".encode(), digest_size=16).hexdigest()
