"""How many questions are still to be expected, if one of the missing facts is asked first.

A question spares others: it closes a service, or makes a fact of it superfluous. How often one
answer does so is known from the trials (`choose`); what several answers do together is estimated as
if they did it independently of each other. An estimate orders questions and touches no result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sakimawari.rules.brief import Key

Pair = tuple[str, int]  # a service and the position of its subject (0: the household)
Floats = npt.NDArray[np.float32]

MOST_TRIED_FIRST = 16  # facts compared as the first question; the others come later


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One supposed answer to a question: its chance, and what each service it touches then misses.

    A service that is settled by the answer misses nothing.
    """

    chance: float
    left: Mapping[Pair, frozenset[Key]]


def expected_questions(
    missing: Mapping[Pair, frozenset[Key]], trials: Mapping[Key, Sequence[Trial]]
) -> dict[Key, float]:
    """The questions to expect in all, by the fact asked first; of those best placed to be first.

    `missing`: what may be asked about each open service. Facts without trials spare nothing.
    """
    keys = sorted({key for of_pair in missing.values() for key in of_pair}, key=str)
    tried = [at for at, key in enumerate(keys) if trials.get(key)]
    if not tried:
        return {}
    table = _Table(missing, keys)
    after = [
        (at, trial.chance, table.needed(trial.left)) for at in tried for trial in trials[keys[at]]
    ]
    sparing = table.sparing(after)
    order, precedence = _order(table.base, sparing, tried)
    first = set(sorted(tried, key=lambda at: (-precedence[at], at))[:MOST_TRIED_FIRST])
    after = [one for one in after if one[0] in first]
    counts = _rollout(np.stack([needed for _, _, needed in after]), sparing, order)
    found = dict.fromkeys(sorted(first), 1.0)
    for (at, chance, _), count in zip(after, counts, strict=True):
        found[at] += chance * float(count)
    return {keys[at]: count for at, count in found.items()}


class _Table:
    """Open services by facts: which fact each still needs (1) or not (0)."""

    def __init__(self, missing: Mapping[Pair, frozenset[Key]], keys: Sequence[Key]) -> None:
        self._at = {key: at for at, key in enumerate(keys)}
        self._row = {pair: row for row, pair in enumerate(missing)}
        self.base: Floats = np.zeros((len(missing), len(keys)), np.float32)
        for pair, of_pair in missing.items():
            self.base[self._row[pair], [self._at[key] for key in of_pair]] = 1

    def needed(self, left: Mapping[Pair, frozenset[Key]]) -> Floats:
        """The table after an answer; a fact that was not asked for before is left out."""
        after = self.base.copy()
        for pair, of_pair in left.items():
            row = self._row[pair]
            kept = np.zeros(after.shape[1], np.float32)
            kept[[self._at[key] for key in of_pair if key in self._at]] = 1
            after[row] *= kept
        return after

    def sparing(self, after: Sequence[tuple[int, float, Floats]]) -> Floats:
        """How likely the answer to one fact spares another, by service: [fact, service, other]."""
        pairs, keys = self.base.shape
        found: Floats = np.zeros((keys, pairs, keys), np.float32)
        for at, chance, needed in after:
            found[at] += chance * (self.base - needed)
        for at in range(keys):
            found[at, :, at] = self.base[:, at]
        return found


def _union(needed: Floats) -> Floats:
    """How likely each fact is still needed by one service at least."""
    return np.asarray(1 - np.prod(1 - needed, axis=-2), np.float32)


def _order(base: Floats, sparing: Floats, tried: Sequence[int]) -> tuple[list[int], Floats]:
    """An order that puts before others what spares them more often than they spare it.

    And how much each fact spares the others, less how much they spare it, before any question.
    """
    needed, left, order = base.copy(), list(tried), list[int]()
    at_first: Floats = np.zeros(base.shape[1], np.float32)
    while left:
        spared = _union(needed) - _union(needed * (1 - sparing[left]))  # [left, fact]
        among = spared[:, left]
        precedence = (
            spared.sum(axis=1) - np.diagonal(among) - (among.sum(axis=0) - np.diagonal(among))
        )
        if not order:
            at_first[left] = precedence
        at = left[int(np.argmax(precedence))]
        needed *= 1 - _union(needed)[at] * sparing[at]
        needed[:, at] = 0
        order.append(at)
        left.remove(at)
    return order, at_first


def _rollout(needed: Floats, sparing: Floats, order: Sequence[int]) -> Floats:
    """The questions to expect when the facts are asked in an order, for a batch of tables."""
    count: Floats = np.zeros(len(needed), np.float32)
    for at in order:
        asked = _union(needed[:, :, at : at + 1])[:, 0]
        count += asked
        needed = needed * (1 - asked[:, None, None] * sparing[at])
        needed[:, :, at] = 0
    return np.asarray(count + _union(needed).sum(axis=-1), np.float32)
