"""Registers of recipients as facts: whether somebody receives a programme, with first and last day.

One person may stand in a register several times (once for each child, or again after a move); the
days are joined, so that each day has one answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.registry.assembling import assemble, unknown_column
from sakimawari.rules.population import Column
from sakimawari.rules.tree import Fact

Array = npt.NDArray[Any]


def receipt_column(
    fact: Fact, rows: int, entries: dict[str, Array], *, told: bool = False
) -> Column:
    """The column of such a fact from entries (`row`, `since`, `until`) in any order.

    Without any entry nobody's receipt is known (the register was not loaded, or is empty), unless
    it is `told` that nobody receives the programme: a register of several programmes lists it, and
    has rows of others.
    """
    if not len(entries["row"]) and not told:
        return unknown_column(fact, rows)
    order = np.lexsort((entries["since"], entries["row"]))
    row, since, until = (entries[name][order] for name in ("row", "since", "until"))
    first = _begins(row, since, until)
    group = np.cumsum(first) - 1
    last = np.full(int(first.sum()), np.iinfo(np.int32).min, np.int32)
    np.maximum.at(last, group, until.astype(np.int32))
    joined = {
        "row": row[first],
        "since": since[first].astype(np.int32),
        "until": last,
        "value": np.ones(len(last), np.int8),
    }
    return assemble(fact, rows, joined)


def _begins(row: Array, since: Array, until: Array) -> npt.NDArray[np.bool_]:
    """Which entries begin a stretch of days that no earlier entry of the same row reaches.

    The last day reached so far is a running maximum; a row's days are lifted above those of all
    rows before it, so that one maximum serves them all.
    """
    lifted = row.astype(np.int64) << 34
    reached = np.maximum.accumulate(lifted + until.astype(np.int64))
    first = np.ones(len(row), np.bool_)
    # The day after the last is still the same stretch.
    first[1:] = (lifted + since.astype(np.int64))[1:] > reached[:-1] + 1
    return first
