"""What was actually said: subject and text of each message by each medium, sealed for the person.

Written with the mark before the call, in the same change of the store: whatever was called has its
words here, and nothing else has. The address is not kept. It goes with its message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from django.db import connection

from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import open_json, seal_json
from sakimawari.reach.sending.claim_store import Held
from sakimawari.reach.sending.models import SaidRow

# A second call after one that was surely not taken may find other words: the last ones count.
_PUT = """
INSERT INTO sending_saidrow (ours, message_id, person, content) VALUES (%s, %s, %s, %s)
ON CONFLICT (ours) DO UPDATE SET content = excluded.content
"""


class _Kept(TypedDict):
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words as they went out. Personal data: never logged, never in an error."""

    subject: str = field(repr=False)
    text: str = field(repr=False)


def sealed(keys: Keys, person: str, *, subject: str, text: str) -> bytes:
    """Words under the seal of whom they are for."""
    kept: _Kept = {"subject": subject, "text": text}
    return seal_json(keys, person, kept)


def put(held: Iterable[Held], said: Mapping[str, bytes]) -> None:
    """Keep what is being said, by our id; within the transaction that marks the calls."""
    rows = [
        (each.ours, each.message.id, each.message.person, said[each.ours])
        for each in held
        if each.ours in said
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, rows)


def said_to(person: str, messages: Iterable[str], keys: Keys) -> dict[str, Said]:
    """What was said to a person in some messages, by our id of each attempt.

    Whoever asks has opened the person's record.
    """
    rows = SaidRow.objects.filter(person=person, message__in=list(messages))
    found = {}
    for ours, content in rows.values_list("ours", "content"):
        kept: _Kept = open_json(keys, person, content)
        found[ours] = Said(subject=kept["subject"], text=kept["text"])
    return found
