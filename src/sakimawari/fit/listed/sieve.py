"""The filters of a list over the rows of one service: what passes, and what is told of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

from sakimawari.fit.listed.values import KINDS as WORDS
from sakimawari.fit.listed.values import Listing, ListName
from sakimawari.fit.served.keys import Numbers
from sakimawari.fit.served.lists import NEVER, NO_FORM, ListRows
from sakimawari.fit.served.run import Served
from sakimawari.fit.served.side import Side, Told, ages_on, born_by
from sakimawari.fit.served.spans import Flags
from sakimawari.fit.served.volume import UNKNOWN
from sakimawari.rules.figures import days
from sakimawari.rules.population import UNKNOWN_DATE


class Named(TypedDict):
    """Who a row speaks of, by opaque keys, and where they live."""

    subject_kind: str
    subject: str
    household: str
    ward: str
    town: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """A listing, ready for the rows of one service; what is not asked for is None."""

    served: Served
    side: Side
    service: int
    listing: Listing
    shut: Flags  # by unit
    out: frozenset[int]  # rows (or units) left out
    in_wards: Flags | None  # by word, as `in_town`
    in_town: Flags | None
    lacking: Flags | None  # by form

    @staticmethod
    def of(served: Served, side: Side, service: int, listing: Listing) -> Sieve:
        """For a service of a side."""
        who = side.rights.who
        rows = (served.place_of(key) for key in listing.left_out)
        of_person = side.rights.volume.of_person[service]
        return Sieve(
            served=served,
            side=side,
            service=service,
            listing=listing,
            shut=served.units_of(listing.closed),
            out=frozenset(
                place[2] if of_person else place[1]
                for place in rows
                if place is not None and place[0] is side.rights and (place[2] >= 0) is of_person
            ),
            in_wards=_among(who.words, listing.wards) if listing.wards else None,
            in_town=_among(who.words, (listing.town,)) if listing.town else None,
            lacking=_lacking(side, listing),
        )

    @property
    def told(self) -> Told:
        return self.side.told[self.service]

    @property
    def form(self) -> Mapping[str, npt.NDArray[Any]]:
        return self.side.rights.form

    @property
    def of_person(self) -> bool:
        return self.side.rights.volume.of_person[self.service]

    def days(self, rows: ListRows) -> tuple[int, int]:
        """The stretch of rows whose day is asked for; rows without a day pass where none is."""
        first, last = 0, len(rows)
        if self.listing.since is not None:
            first = int(np.searchsorted(rows.day, days(self.listing.since)))
            last = int(np.searchsorted(rows.day, NEVER))
        if self.listing.until is not None:
            last = int(np.searchsorted(rows.day, days(self.listing.until), side="right"))
        return first, last

    def passes(self, rows: ListRows, own: slice) -> Flags:
        """Which rows of a stretch pass."""
        listing, row, form = self.listing, rows.row[own], rows.form[own]
        units = self._units(row)
        kept = np.ones(len(row), np.bool_)
        if self.side.review:  # residents
            kept &= ~self.shut[units]
        if self.out:
            kept &= ~np.isin(row, list(self.out))
        for chosen, codes in ((self.in_wards, "ward"), (self.in_town, "town")):
            if chosen is not None:
                kept &= chosen[getattr(self.side.rights.who, codes)[units]]
        if listing.kind and listing.name is not ListName.QUESTIONS:
            kinds = WORDS[listing.name]
            kept &= rows.kind[own] == (kinds.index(listing.kind) if listing.kind in kinds else -1)
        if listing.receiving is not None:
            kept &= rows.received[own] == listing.receiving
        if listing.youngest is not None or listing.oldest is not None:
            kept &= self._aged(row)
        if listing.least is not None:
            kept &= self._gives(form, self.form["amount_low"] >= listing.least, kept)
        if self.lacking is not None:
            kept &= self._gives(form, self.lacking, kept)
        return kept

    @staticmethod
    def _gives(form: npt.NDArray[np.uint32], wanted: Flags, kept: Flags) -> Flags:
        """Of the rows kept so far: whether their form is wanted."""
        found = np.zeros(len(form), np.bool_)
        at = np.flatnonzero(kept & (form != NO_FORM))
        found[at] = wanted[form[at]]
        return found

    def _aged(self, row: Numbers) -> Flags:
        """By birthdays on the day of the run, told by the birth date alone; unknown ages never pass."""
        who, on = self.side.rights.who, self.served.run.on
        if not len(who.person):  # companies
            return np.zeros(len(row), np.bool_)
        born = who.born[row if self.of_person else who.head[row]]
        found: Flags = born != UNKNOWN_DATE
        if self.listing.youngest is not None:
            found &= born <= born_by(self.listing.youngest, on)
        if self.listing.oldest is not None:
            found &= born > born_by(self.listing.oldest + 1, on)
            found &= born <= born_by(0, on)
        return found

    def _units(self, row: Numbers) -> Numbers:
        return self.side.rights.who.unit[row] if self.of_person else row

    def wards(self, row: Numbers) -> Numbers:
        """The number of the word of each row's ward, -1 where it is not known."""
        return self.side.rights.who.ward[self._units(row)].astype(np.int64)

    def word(self, code: int) -> str:
        """The word of a number."""
        return self.side.rights.who.word(code) or ""

    def age(self, row: int) -> int:
        """By birthdays on the day of the run; -1 unknown, or a company; a household's head's."""
        who = self.side.rights.who
        if not len(who.person):
            return -1
        person = row if self.of_person else int(who.head[row])
        return int(ages_on(who.born[person : person + 1], self.served.run.on)[0])

    def who(self, row: int) -> Named:
        """Whom a row speaks of."""
        who = self.side.rights.who
        unit = int(who.unit[row]) if self.of_person else row
        key = str(who.household[unit].decode())
        of_company = not self.side.review
        return Named(
            subject_kind="company" if of_company else "person" if self.of_person else "household",
            subject=str(who.person[row].decode()) if self.of_person else key,
            household="" if of_company else key,
            ward=self.word(int(who.ward[unit])),
            town=self.word(int(who.town[unit])),
        )

    def missing(self, form: int) -> tuple[str, ...]:
        """The facts that are missing in a form."""
        return tuple(name for name in self.side.rights.missing(form).split("・") if name)


def _among(words: tuple[str, ...], chosen: tuple[str, ...]) -> Flags:
    """By word: whether it is chosen; the last place is for no word."""
    return np.array([*(word in chosen for word in words), False], np.bool_)


def _lacking(side: Side, listing: Listing) -> Flags | None:
    """By form: whether the fact asked for is missing (for questions: any, of an unsure right)."""
    of_questions = listing.name is ListName.QUESTIONS
    if not of_questions and not listing.missing:
        return None
    rights = side.rights
    wanted = np.array(
        [
            bool(word) if not listing.missing else listing.missing in word.split("・")
            for word in rights.missing_words
        ]
        + [False],
        np.bool_,
    )
    found: Flags = wanted[rights.missing_code]
    return found & (rights.form["status"] == UNKNOWN) if of_questions else found
