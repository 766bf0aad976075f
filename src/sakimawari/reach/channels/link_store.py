"""Which LINE account is whose: tied by a code that my page shows once, untied at any moment."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction

from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import seal_json
from sakimawari.reach.channels.models import LineCodeRow, LineLinkRow

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: they are misread
LENGTH = 12  # 60 bits
_AT_A_TIME = 500
GOOD_FOR = timedelta(minutes=30)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class Linking(Enum):
    """What came of a code: LINKED, or WRONG for one that is unknown, used or too old."""

    LINKED = "linked"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A resident's link: since when, and whether it rests (blocked, or an end asked for)."""

    since: datetime
    is_paused: bool


def issue_code(person: str, keys: Keys, *, at: datetime) -> str:
    """A new code for a resident, shown this once; earlier ones are void."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with transaction.atomic():
        LineCodeRow.objects.filter(person=person, used_at=None).delete()
        LineCodeRow.objects.create(
            person=person, digest=_code_digest(letters, keys), until=at + GOOD_FOR
        )
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def link(code: str, user: str, keys: Keys, *, at: datetime) -> Linking:
    """Tie a LINE user to the resident a code was shown to; the code is used up.

    The user's earlier link, and the resident's earlier account, give way: the last word counts.
    """
    with transaction.atomic():
        row = (
            LineCodeRow.objects.select_for_update()
            .filter(digest=_code_digest(code, keys), used_at=None, until__gt=at)
            .first()
        )
        if row is None:
            return Linking.WRONG
        row.used_at = at
        row.save(update_fields=["used_at"])
        digest = _user_digest(user, keys)
        LineLinkRow.objects.filter(digest=digest).delete()
        LineLinkRow.objects.filter(person=row.person).delete()
        LineLinkRow.objects.create(
            person=row.person,
            digest=digest,
            user=seal_json(keys, row.person, user),
            linked_at=at,
        )
    return Linking.LINKED


def link_of(person: str) -> Link | None:
    """A resident's link; None where there is none."""
    row = LineLinkRow.objects.filter(person=person).first()
    return None if row is None else Link(since=row.linked_at, is_paused=row.paused_at is not None)


def person_of(user: str, keys: Keys) -> str | None:
    """Whose account this is."""
    row = LineLinkRow.objects.filter(digest=_user_digest(user, keys)).first()
    return None if row is None else row.person


def users_of(persons: Collection[str], keys: Keys) -> dict[str, str]:
    """The LINE users of those residents to whom something may be sent; not while a link rests."""
    asked, found = [*persons], dict[str, str]()
    held = LineLinkRow.objects.filter(paused_at=None)
    for first in range(0, len(asked), _AT_A_TIME):
        rows = held.filter(person__in=asked[first : first + _AT_A_TIME])
        for person, sealed in rows.values_list("person", "user"):
            plain = keys.open(person, bytes(sealed)).decode()
            found[person] = plain.strip('"')  # JSON of a text of letters and digits
    return found


def linked_people() -> frozenset[str]:
    """Everybody LINE reaches just now: for whoever plans."""
    rows = LineLinkRow.objects.filter(paused_at=None)
    return frozenset(rows.values_list("person", flat=True))


def pause(user: str, keys: Keys, *, at: datetime) -> None:
    """Nothing is sent to an account from this moment; an older word than the link itself is late."""
    LineLinkRow.objects.filter(
        digest=_user_digest(user, keys), paused_at=None, linked_at__lte=at
    ).update(paused_at=at)


def resume(user: str, keys: Keys, *, at: datetime) -> None:
    """An account follows the city again; what was heard later than that stays."""
    LineLinkRow.objects.filter(digest=_user_digest(user, keys), paused_at__lte=at).update(
        paused_at=None
    )


def unlink(person: str) -> bool:
    """Forget a resident's account and the codes that wait; whether there was a link."""
    with transaction.atomic():
        LineCodeRow.objects.filter(person=person, used_at=None).delete()
        gone, _ = LineLinkRow.objects.filter(person=person).delete()
    return bool(gone)


def _code_digest(code: str, keys: Keys) -> str:
    plain = unicodedata.normalize("NFKC", code).upper()
    letters = "".join(each for each in plain if each.isalnum()).translate(_MISREAD)
    return keys.opaque("line code", letters)


def _user_digest(user: str, keys: Keys) -> str:
    return keys.opaque("line user", user)
