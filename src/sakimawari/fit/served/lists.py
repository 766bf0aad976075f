"""The lists of a run from its arrays: one service's rows of one list, in the order they are shown.

The same rows as the views of `fit.views`. Kinds are numbered as the list's words are (`KINDS`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.fit.served.keys import Numbers
from sakimawari.fit.served.side import Side
from sakimawari.fit.served.spans import Spans
from sakimawari.fit.served.volume import NO_DAY
from sakimawari.registry.shelf import Item
from sakimawari.rules.figures import days

NEVER = np.iinfo(np.int32).max  # the day of a row without one: it comes last
NO_FORM = np.iinfo(np.uint32).max  # a row that gives nothing
KINDS: Mapping[str, tuple[str, ...]] = {
    "gap": ("unclaimed", "possible", "to_review"),
    "entitlements": ("yes", "unknown"),
    "coming": ("begins", "changes", "ends"),
    "deadlines": ("claim", "renewal"),
}


@dataclass(frozen=True, kw_only=True)
class ListRows:
    """Rows by day, then household, then person; parallel arrays, mapped from disk.

    `row` is a row of people, or a unit; `form` NO_FORM where nothing is given; `what` numbers the
    renewals of the service, -1 for none.
    """

    item: Item

    def __len__(self) -> int:
        return len(self.day)

    @cached_property
    def day(self) -> Numbers:
        return self.item.arrays["day"]

    @cached_property
    def row(self) -> Numbers:
        return self.item.arrays["row"]

    @cached_property
    def form(self) -> npt.NDArray[np.uint32]:
        return self.item.arrays["form"]

    @cached_property
    def kind(self) -> npt.NDArray[np.int8]:
        return self.item.arrays["kind"]

    @cached_property
    def what(self) -> npt.NDArray[np.int16]:
        return self.item.arrays["what"]

    @cached_property
    def received(self) -> npt.NDArray[np.bool_]:
        return self.item.arrays["received"]


@dataclass(frozen=True, slots=True)
class _Some:
    """Rows of one kind; a single day, form or answer stands for all of them."""

    kind: int
    row: Numbers
    day: Numbers | int
    form: npt.NDArray[np.uint32] | int
    received: npt.NDArray[np.bool_] | bool
    what: int = -1


def make_list(name: str, side: Side, service: int, calendar: tuple[int, int]) -> Item:
    """The rows of a list for one service of a side; `calendar` are its first and last day."""
    spans = side.spans(service, calendar)
    renewals = tuple(days(by) for by, _ in side.told[service].renewals)
    parts = _MAKERS[name](spans, side, renewals)
    row = np.concatenate([part.row for part in parts])
    day = np.concatenate([_full(part.day, part.row, np.int32) for part in parts])
    kind = np.concatenate([_full(part.kind, part.row, np.int8) for part in parts])
    order = np.argsort((day.astype(np.int64) << 32) + row, kind="stable")
    columns: dict[str, tuple[Any, list[Any]]] = {
        "form": (np.uint32, [part.form for part in parts]),
        "received": (np.bool_, [part.received for part in parts]),
        "what": (np.int16, [part.what for part in parts]),
    }
    return Item(
        arrays={
            "day": day[order],
            "row": row[order].astype(np.int32),
            "kind": kind[order],
            **{
                name: np.concatenate(
                    [_full(each, part.row, dtype) for each, part in zip(given, parts, strict=True)]
                )[order]
                for name, (dtype, given) in columns.items()
            },
        }
    )


def _full(
    given: npt.NDArray[np.generic] | int, row: Numbers, dtype: type
) -> npt.NDArray[np.generic]:
    if isinstance(given, np.ndarray):
        return given.astype(dtype, copy=False)
    return np.full(len(row), given, dtype)


def _deadline(spans: Spans, at: npt.NDArray[np.int64]) -> Numbers:
    day = spans.rights.form["deadline"][spans.form[at]]
    return np.where(day == NO_DAY, NEVER, day)


def _gap(spans: Spans, side: Side, _: tuple[int, ...]) -> list[_Some]:
    unmet = spans.held & ~spans.received
    found = []
    for kind, mask in enumerate((unmet & spans.yes, unmet & ~spans.yes)):
        at = np.flatnonzero(mask)
        found.append(_Some(kind, spans.row[at], _deadline(spans, at), spans.form[at], False))
    review = spans.to_review() if side.review else spans.row[:0]
    return [*found, _Some(2, review, NEVER, NO_FORM, True)]


def _entitlements(spans: Spans, _: Side, __: tuple[int, ...]) -> list[_Some]:
    found = []
    for kind, mask in enumerate((spans.held & spans.yes, spans.held & ~spans.yes)):
        at = np.flatnonzero(mask)
        day, received = _deadline(spans, at), spans.received[at]
        found.append(_Some(kind, spans.row[at], day, spans.form[at], received))
    return found


def _coming(spans: Spans, _: Side, __: tuple[int, ...]) -> list[_Some]:
    moments = (
        (spans.begins, spans.since),
        (spans.changes, spans.since),
        (spans.ends, spans.until + 1),
    )
    return [
        _Some(kind, spans.row[mask], day[mask], spans.form[mask], spans.received[mask])
        for kind, (mask, day) in enumerate(moments)
    ]


def _deadlines(spans: Spans, _: Side, renewals: tuple[int, ...]) -> list[_Some]:
    row, day = spans.claims()
    found = [_Some(0, row, day, NO_FORM, False)]
    for what, by in enumerate(renewals):
        found.append(_Some(1, spans.renewals(by), by, NO_FORM, True, what))
    return found


_MAKERS: Mapping[str, Callable[[Spans, Side, tuple[int, ...]], list[_Some]]] = {
    "gap": _gap,
    "entitlements": _entitlements,
    "coming": _coming,
    "deadlines": _deadlines,
}
