"""Calls of providers that were heard before, so that none is acted on twice."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from sakimawari.reach.channels.models import HeardRow


def first_time(provider: str, what: bytes, *, at: datetime) -> bool:
    """Whether this is heard for the first time; it is noted in the transaction that acts on it."""
    digest = hashlib.sha256(provider.encode() + b"\x00" + what).hexdigest()
    try:
        with transaction.atomic():
            HeardRow.objects.create(digest=digest, at=at)
    except IntegrityError:
        return False
    return True
