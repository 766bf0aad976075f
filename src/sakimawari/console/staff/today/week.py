"""What changes within some days, by service and by ward, from the figures of the night."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sakimawari.fit.compare.suppression import Veil
from sakimawari.fit.served.figures import TURNS, Figures, Turns

SPANS = (7, 14, 31)  # days one may look ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How much of each kind changes in one row; None where so few stand behind it that it is hidden.

    `key` is a service's slug or a ward.
    """

    key: str
    name: str
    begins: int | None
    ends: int | None
    changes: int | None
    claims: int | None
    renewals: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Some days ahead: both ends included. `still` is how many services do not change at all."""

    first: date
    last: date
    by_service: tuple[Changes, ...]
    by_ward: tuple[Changes, ...]
    total: Changes
    still: int


def week_of(
    figures: Figures,
    *,
    names: Mapping[str, str],
    wards: Sequence[str],
    first: date,
    days: int,
    exact: bool,
) -> Week:
    """The changes of some services in some wards; small counts are hidden unless `exact`.

    Services with most changes first.
    """
    last = min(first + timedelta(days=days - 1), figures.final)
    of_service: dict[str, list[int]] = {slug: [0] * len(TURNS) for slug in names}
    of_ward: dict[str, list[int]] = {ward: [0] * len(TURNS) for ward in wards}
    for (slug, ward), turns in figures.within(first, last).items():
        if slug in of_service and ward in of_ward:
            for at, number in enumerate(numbers_of(turns)):
                of_service[slug][at] += number
                of_ward[ward][at] += number
    moving = {slug: row for slug, row in of_service.items() if any(row)}
    ordered = sorted(moving, key=lambda slug: (-sum(moving[slug]), names[slug]))
    veil = Veil(exact=exact)
    whole = [sum(column) for column in zip(*of_ward.values(), strict=True)] or [0] * len(TURNS)
    return Week(
        first=first,
        last=last,
        by_service=_rows([(slug, names[slug], moving[slug]) for slug in ordered], veil),
        by_ward=_rows([(ward, ward, of_ward[ward]) for ward in wards], veil),
        total=_rows([("", "", whole)], Veil(exact=True))[0],
        still=len(names) - len(moving),
    )


def numbers_of(turns: Turns) -> tuple[int, ...]:
    """The counts in the order of TURNS."""
    return tuple(getattr(turns, name) for name in TURNS)


def _rows(rows: Iterable[tuple[str, str, Sequence[int]]], veil: Veil) -> tuple[Changes, ...]:
    """Rows with each column veiled as a whole, so that no total gives a small count away."""
    told = list(rows)
    columns = [veil.column([row[2][at] for row in told]) for at in range(len(TURNS))]
    return tuple(
        Changes(
            key=key,
            name=name,
            **{kind: columns[at][place] for at, kind in enumerate(TURNS)},
        )
        for place, (key, name, _) in enumerate(told)
    )
