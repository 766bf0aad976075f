"""Answers lists of a run from the arrays it is laid out in: counted, cut by filters, page by page.

The rows of a service stand by day, then household, then person; a page looks at no more of them than
it shows, unless the filters let few through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Literal

import numpy as np

from sakimawari.fit.listed.sieve import Sieve
from sakimawari.fit.listed.values import Count, Cursor, Listing, ListName, Page, Row
from sakimawari.fit.served.lists import KINDS, NO_FORM, ListRows
from sakimawari.fit.served.lists import NEVER as NO_DAY
from sakimawari.fit.served.run import open_served
from sakimawari.fit.store import Run
from sakimawari.rules.figures import day_of

_FIRST_LOOK, _LONGEST_LOOK = 1 << 13, 1 << 18  # rows sieved at once


def _kept_as(name: ListName) -> str:
    """The list whose rows answer for a list: questions are among the entitlements."""
    kept = ListName.ENTITLEMENTS if name is ListName.QUESTIONS else name
    return str(kept.value)


def prepare(run: Run, name: ListName, services: Iterable[str]) -> None:
    """Make the rows of a list for some services now, so that no page has to wait for them."""
    served = open_served(run)
    for slug in services:
        served.list_rows(_kept_as(name), slug)


def count(run: Run, listing: Listing) -> tuple[Count, ...]:
    """How many rows the list has, by service, ward and kind."""
    found = []
    for slug, sieve, rows in _looked_at(run, listing):
        first, last = sieve.days(rows)
        kept = np.flatnonzero(sieve.passes(rows, slice(first, last))) + first
        kinds = KINDS[_kept_as(listing.name)]
        codes = (sieve.wards(rows.row[kept]) + 1) * len(kinds) + rows.kind[kept]
        for code, number in enumerate(np.bincount(codes).tolist()):
            if number:
                ward = sieve.word(code // len(kinds) - 1)
                kind = kinds[code % len(kinds)]
                found.append(Count(service=slug, ward=ward, kind=kind, rows=number))
    return tuple(sorted(found, key=lambda each: (each.service, each.ward, each.kind)))


def page(run: Run, listing: Listing, *, after: Cursor | None, size: int) -> Page:
    """The rows that follow a cursor, by day, then service, ward, town and household.

    A cursor of another run begins at the first row.
    """
    begun = after if after is not None and after.run == run.folder.name else None
    looked = list(_looked_at(run, listing))
    sieves = {slug: (sieve, rows) for slug, sieve, rows in looked}
    places = merge(*(_places(slug, sieve, rows, begun) for slug, sieve, rows in looked))
    found = list(islice(places, size + 1))
    kept = _kept_as(listing.name)
    shown = tuple(_row(kept, slug, *sieves[slug], place) for _, slug, place in found[:size])
    if len(found) <= size:
        return Page(rows=shown, following=None)
    day, service, place = found[size - 1]
    cursor = Cursor(run=run.folder.name, day=day, service=service, place=place)
    return Page(rows=shown, following=cursor)


def towns(run: Run, wards: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The wards and towns of the city in order, of some wards where they are named."""
    who = open_served(run).residents.who
    pairs = np.unique(np.column_stack([who.ward, who.town]), axis=0).tolist()
    named = sorted((who.word(ward) or "", who.word(town) or "") for ward, town in pairs)
    return tuple(
        (ward, town) for ward, town in named if ward and town and (not wards or ward in wards)
    )


def _looked_at(run: Run, listing: Listing) -> Iterator[tuple[str, Sieve, ListRows]]:
    """The services of a listing that the run has read, with their rows."""
    served = open_served(run)
    for slug in dict.fromkeys(listing.services):
        stands = served.side_of(slug)
        rows = served.list_rows(_kept_as(listing.name), slug)
        if stands is not None and rows is not None:
            yield slug, Sieve.of(served, *stands, listing), rows


def _places(
    slug: str, sieve: Sieve, rows: ListRows, after: Cursor | None
) -> Iterator[tuple[int, str, int]]:
    """Day, service and place of each row that passes and follows a cursor."""
    first, last = sieve.days(rows)
    if after is not None:
        first = max(first, _following(slug, rows, after))
    step = _FIRST_LOOK
    while first < last:
        own = slice(first, min(first + step, last))
        for at in np.flatnonzero(sieve.passes(rows, own)).tolist():
            yield int(rows.day[first + at]), slug, first + at
        first, step = own.stop, min(step * 2, _LONGEST_LOOK)


def _following(slug: str, rows: ListRows, after: Cursor) -> int:
    """The first place of a service that follows a cursor."""
    if slug == after.service:
        return after.place + 1
    side: Literal["left", "right"] = "left" if slug > after.service else "right"
    return int(np.searchsorted(rows.day, after.day, side=side))


def _row(kept: str, slug: str, sieve: Sieve, rows: ListRows, place: int) -> Row:
    row, day, form = int(rows.row[place]), int(rows.day[place]), int(rows.form[place])
    told, gives = sieve.told, form != NO_FORM
    what = int(rows.what[place])
    return Row(
        service=slug,
        **sieve.who(row),
        age=sieve.age(row),
        kind=KINDS[kept][int(rows.kind[place])],
        day=None if day == NO_DAY else day_of(day),
        what=told.renewals[what][1] if what >= 0 else "",
        amount_low=int(sieve.form["amount_low"][form]) if gives else None,
        amount_high=int(sieve.form["amount_high"][form]) if gives else None,
        unit=told.unit_of_amount if gives else "",
        missing=sieve.missing(form) if gives and kept != "coming" else (),
        receives=bool(rows.received[place]),
    )
