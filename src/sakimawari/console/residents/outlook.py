"""The first page: what to do now, what comes, what could be asked for, what is received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sakimawari.console.residents.cards import (
    Bundle,
    Card,
    Line,
    Reader,
    Reason,
    bundles_of,
    card_of,
    lines_of,
)
from sakimawari.console.residents.moments import Kind, Moment, moments_of
from sakimawari.console.residents.rights import SOON_DAYS, Right, Standing, by_worth, standing_as

_TASKS, _ASKED, _POSSIBLE, _COMING = 4, 3, 2, 5
_LOOKED_AT = 6  # possible rights explained to find those one answer decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do now: `badge` says by when, or what is waited for."""

    title: str
    detail: str
    badge: str
    address: str
    whose: str
    by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What stands on the first page; the `…_in_all` count what did not find room."""

    tasks: tuple[Task, ...]
    more_tasks: int
    asked: tuple[Card, ...]
    asked_in_all: int
    possible: tuple[Card, ...]
    possible_in_all: int
    usable: tuple[Bundle, ...]
    coming: tuple[Line, ...]
    received: tuple[Card, ...]
    applies: tuple[Card, ...]

    @property
    def can_send_together(self) -> tuple[Card, ...]:
        """What could be asked for at once: two or more of one person."""
        ready = [card for card in self.asked if card.can_apply]
        return tuple(ready) if len(ready) > 1 and len({card.token for card in ready}) == 1 else ()


def home_of(
    rights: Sequence[Right],
    reader: Reader,
    reason: Reason,
    packs: Mapping[str, str],
    *,
    final: date,
    waiting: Sequence[Task] = (),
    addresses: Mapping[tuple[str, str], str],
) -> Home:
    """The first page of some rights.

    `waiting` are tasks that come from applications (a reply is asked for). `addresses` lead to the
    page of a right, by token and slug.
    """
    moments = moments_of(rights, on=reader.today, final=final)
    due = [*waiting, *_tasks(moments, reader, addresses)]
    asked = by_worth(standing_as(rights, Standing.OPEN))
    possible = standing_as(rights, Standing.POSSIBLE)
    return Home(
        tasks=tuple(due[:_TASKS]),
        more_tasks=max(len(due) - _TASKS, 0),
        asked=tuple(card_of(right, reader, reason) for right in asked[:_ASKED]),
        asked_in_all=len(asked),
        possible=_worth_asking(possible, reader, reason),
        possible_in_all=len(possible),
        usable=bundles_of(standing_as(rights, Standing.USABLE), reader, packs),
        coming=lines_of(_coming(moments), reader, packs)[:_COMING],
        received=tuple(
            card_of(right, reader) for right in by_worth(_of(rights, Standing.RECEIVED))
        ),
        applies=tuple(card_of(right, reader) for right in _of(rights, Standing.APPLIES)),
    )


def _of(rights: Iterable[Right], standing: Standing) -> tuple[Right, ...]:
    return standing_as(rights, standing)


def _tasks(
    moments: Iterable[Moment], reader: Reader, addresses: Mapping[tuple[str, str], str]
) -> Iterable[Task]:
    """What has a last day soon: what could be asked for, and what a recipient hands in.

    What there is only to use (a check-up until March) is no task: nobody is hurried to it.
    """
    until = reader.today + timedelta(days=SOON_DAYS)
    for moment in moments:
        hurried = moment.kind is Kind.RENEWAL or (
            moment.kind is Kind.DEADLINE and moment.service.form is not None and _is_asked(moment)
        )
        if not hurried or moment.on > until:
            continue
        [line] = lines_of([moment], reader, {})
        yield Task(
            title=line.text,
            detail=line.day,
            badge=line.left,
            address=addresses.get((line.token, line.slug), ""),
            whose=line.whose,
            by=moment.on,
        )


def _is_asked(moment: Moment) -> bool:
    return moment.service.rung.value != "inform" or moment.service.is_benefit


def _coming(moments: Sequence[Moment]) -> list[Moment]:
    """What is to come: turns, and the next payment of each; last days stand among the tasks."""
    first: list[Moment] = []
    paid: set[tuple[str, str]] = set()
    for moment in moments:
        if moment.kind in (Kind.DEADLINE, Kind.RENEWAL):
            continue
        if moment.kind is Kind.PAYMENT:
            key = (moment.person, moment.service.slug)
            if key in paid:
                continue
            paid.add(key)
        first.append(moment)
    return first


def _worth_asking(possible: Sequence[Right], reader: Reader, reason: Reason) -> tuple[Card, ...]:
    """Those with something the resident can tell; what one answer decides stands first."""
    cards = [card_of(right, reader, reason) for right in by_worth(possible)[:_LOOKED_AT]]
    asking = [card for card in cards if card.question is not None]
    return tuple(sorted(asking, key=lambda card: card.questions)[:_POSSIBLE])
