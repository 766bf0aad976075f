"""Whose page is shown: oneself, children in one's care, and whoever gave a delegation.

Addresses never hold the key of a person. A *token* stands for somebody in the eyes of one reader:
it is made from both keys and the server's secret, means nothing to anybody else, and is looked for
among the people the reader may see at this moment; any other token is of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.crypto import constant_time_compare, salted_hmac

_DIGITS = 12
ALL, ME = "all", "me"


class Tie(Enum):
    """How somebody on my page belongs to me."""

    SELF = "self"
    CHILD = "child"
    DELEGATED = "delegated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """One person of a page. `token` is ME for the reader; `name` as far as it was opened.

    `scope` and `until` are a delegation's in words, `services` what it is limited to (empty: nothing
    in particular), `basis` names what it rests on.
    """

    person: str
    tie: Tie
    token: str
    name: str
    scope: str = ""
    until: str = ""
    services: frozenset[str] = frozenset()
    basis: str = ""

    @property
    def delegated(self) -> bool:
        return self.tie is Tie.DELEGATED

    def covers(self, service: str) -> bool:
        """Whether the reader may deal with a service for them."""
        return not self.services or service in self.services

    @property
    def short_name(self) -> str:
        """The given name, as a family calls its own; the whole name of whoever one acts for."""
        parts = self.name.replace("　", " ").split()
        return self.name if self.delegated or len(parts) != 2 else parts[-1]

    @property
    def purpose(self) -> str:
        """Why the record is opened, as the audit names it."""
        return "own" if self.tie is Tie.SELF else "proxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The people a reader may choose from, and who is chosen: one, or all of the own family.

    `choice` is a token, or ALL for the reader with the children in care. Whoever was delegated is
    never shown beside others: their page is theirs.
    """

    people: tuple[Someone, ...]
    choice: str

    @property
    def reader(self) -> Someone:
        return self.people[0]

    @property
    def chosen(self) -> tuple[Someone, ...]:
        """Whose rights the page shows."""
        if self.choice == ALL:
            return tuple(one for one in self.people if not one.delegated)
        return tuple(one for one in self.people if one.token == self.choice)

    @property
    def acting(self) -> Someone | None:
        """For whom the reader acts on this page, if for anybody else alone."""
        one = self.chosen[0]
        return None if self.choice == ALL or one.tie is Tie.SELF else one

    @property
    def has_children(self) -> bool:
        return any(one.tie is Tie.CHILD for one in self.people)

    @property
    def several(self) -> bool:
        """Whether rights of several people stand on the page, so that each says whose it is."""
        return len(self.chosen) > 1

    def called(self, token: str) -> Someone | None:
        """The person a token stands for, if the reader may see them."""
        return next((one for one in self.people if one.token == token), None)


def token_of(reader: str, person: str) -> str:
    """What stands for a person in the addresses of a reader."""
    if person == reader:
        return ME
    digest = salted_hmac("sakimawari.residents", f"{reader}\0{person}", algorithm="sha256")
    return digest.hexdigest()[:_DIGITS]


def choice_among(people: Iterable[Someone], asked: str) -> str | None:
    """The choice an address asks for; None where it names nobody the reader may see.

    Whoever asks for nobody in particular sees themselves, with the children they care for.
    """
    listed = tuple(people)
    if asked in ("", ALL):
        return ALL if any(one.tie is Tie.CHILD for one in listed) else ME
    for one in listed:
        if constant_time_compare(one.token, asked):
            return one.token
    return None
