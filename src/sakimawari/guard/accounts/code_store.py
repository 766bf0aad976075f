"""Codes on paper that tie a provider's account to a resident, or let staff add their first passkey.

Kept is a keyed hash of the code alone. A code works once, until its last day, and not at all after
a few wrong answers to the question that goes with it.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sakimawari.guard.accounts.models import LinkCode
from sakimawari.guard.keys import Keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: they are misread on paper
LENGTH = 12  # 60 bits
MOST_TRIES = 5
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def issue(person: str, keys: Keys, *, until: datetime) -> str:
    """A new code for a resident (or a member of staff, by account id); earlier ones are void."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with transaction.atomic():
        LinkCode.objects.filter(person=person, used=None).delete()
        LinkCode.objects.create(person=person, digest=_digest(letters, keys), until=until)
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def holder(code: str, keys: Keys) -> str | None:
    """For whom a code was issued, if it still works."""
    found = LinkCode.objects.filter(
        digest=_digest(written(code), keys),
        used=None,
        until__gt=timezone.now(),
        tries__lt=MOST_TRIES,
    ).first()
    return None if found is None else found.person


def missed(code: str, keys: Keys) -> None:
    """The question that goes with a code was answered wrongly."""
    LinkCode.objects.filter(digest=_digest(written(code), keys)).update(tries=F("tries") + 1)


def use(code: str, keys: Keys) -> bool:
    """Use a code up; False if somebody else just did."""
    return bool(
        LinkCode.objects.filter(digest=_digest(written(code), keys), used=None).update(
            used=timezone.now()
        )
    )


def written(code: str) -> str:
    """A code as it was meant: full-width letters, small ones, hyphens and misread ones put right."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(letter for letter in plain if letter.isalnum()).translate(_MISREAD)


def _digest(letters: str, keys: Keys) -> str:
    return keys.opaque("link code", letters)
