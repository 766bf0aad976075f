"""The search: lists of rows that agree with each part of a query, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sakimawari.registry.directory.folding import (
    as_written,
    digits_of,
    folded,
    numbers_of,
    words_of,
)
from sakimawari.registry.directory.making import NOBODY, Rows, stream
from sakimawari.registry.directory.tokens import (
    LABEL_BYTES,
    LONGEST_BEGINNING,
    Blind,
    beginning_text,
    lot_text,
    part_text,
    phone_text,
    whole_text,
    written_text,
)
from sakimawari.registry.directory.values import Likeness, Query
from sakimawari.registry.shelf import Item
from sakimawari.rules.figures import days

_NONE: Rows = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The sealed lists of a snapshot, with what opens them."""

    item: Item
    blind: Blind

    def rows(self, text: str) -> Rows:
        """The rows a text stands for, in order."""
        digest = self.blind.digest(text)
        label = np.uint64(int.from_bytes(digest[:LABEL_BYTES], "little"))
        held = self.item.arrays
        at = int(np.searchsorted(held["labels"], label))
        if at >= len(held["labels"]) or held["labels"][at] != label:
            return _NONE
        first, last = int(held["starts"][at]), int(held["starts"][at + 1])
        rows = held["lists"][first:last] ^ stream(digest[LABEL_BYTES:], last - first)
        found: Rows = rows[rows != NOBODY]
        return found

    def named(self, name: str) -> dict[Likeness, Rows]:
        """The rows of a name, or of its reading, by how well it agrees."""
        joined, words = folded(as_written(name)), words_of(name)
        if not joined:
            return {}
        found = {
            Likeness.AS_WRITTEN: self.rows(written_text(name)),
            Likeness.WHOLE: self.rows(whole_text(name)),
        }
        if len(words) == 1:
            found[Likeness.PART] = self.rows(part_text(words[0]))
        else:  # also with the given name first
            found[Likeness.PART] = in_all([self.rows(part_text(word)) for word in words])
        if len(as_written(name)) > 1:
            found[Likeness.BEGINNING] = self.rows(beginning_text(joined[:LONGEST_BEGINNING]))
        return found


def in_all(lists: Iterable[Rows]) -> Rows:
    """What all lists have in common, the shortest first."""
    ordered = sorted(lists, key=len)
    found = ordered[0]
    for other in ordered[1:]:
        found = np.intersect1d(found, other, assume_unique=True)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What the snapshot says of each row in the clear: unit, birth, ward and town, at home or a visit."""

    unit: npt.NDArray[np.int32]
    born: npt.NDArray[np.int32]
    births: npt.NDArray[np.int32]  # in order, with the rows in `by_birth`
    by_birth: npt.NDArray[np.int32]
    ward: npt.NDArray[np.int32]  # by unit, as `town`
    town: npt.NDArray[np.int32]
    words: dict[str, int]

    def born_on(self, day: date) -> Rows:
        """The rows born on a day."""
        first, last = np.searchsorted(self.births, [days(day), days(day) + 1]).tolist()
        return np.sort(self.by_birth[first:last]).astype(np.uint32)

    def within(self, rows: Rows, query: Query) -> npt.NDArray[np.bool_]:
        """Which rows agree with birth date, ward and town."""
        kept = np.ones(len(rows), np.bool_)
        if query.born is not None:
            kept &= self.born[rows] == days(query.born)
        for word, codes in ((query.ward, self.ward), (query.town, self.town)):
            if word is not None:
                kept &= codes[self.unit[rows]] == self.words.get(word, -2)
        return kept


def look(lists: Lists, places: Places, query: Query) -> tuple[Rows, npt.NDArray[np.int8]] | None:
    """The rows that agree with everything asked, and how well; None where nothing narrow is asked.

    Ward and town alone are no question: residents are looked for, not browsed.
    """
    agreeing: list[Rows] = []
    likeness = _NONE
    if query.phone:
        agreeing.append(lists.rows(phone_text(digits_of(query.phone))))
    if query.lot:
        agreeing.append(lists.rows(lot_text(numbers_of(query.lot)[:3])))
    if query.name:
        named = lists.named(query.name)
        ranked = [rows for _, rows in sorted(named.items())]
        likeness = np.concatenate(
            [np.full(len(rows), kind, np.uint32) for kind, rows in sorted(named.items())] or [_NONE]
        )
        together = np.concatenate(ranked or [_NONE])
        names, first = np.unique(together, return_index=True)
        agreeing.append(names)
        likeness = likeness[first]
    if query.born is not None and not agreeing:
        agreeing.append(places.born_on(query.born))
    if not agreeing or (query.lot and len(agreeing) == 1 and query.town is None):
        return None
    rows = in_all(agreeing)
    rows = rows[places.within(rows, query)]
    if not query.name:
        return rows, np.full(len(rows), Likeness.UNNAMED, np.int8)
    found = likeness[np.searchsorted(agreeing[-1], rows)].astype(np.int8)
    order = np.lexsort((rows, found))
    return rows[order], found[order]
