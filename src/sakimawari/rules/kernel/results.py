"""The arrays one reading writes, and the outcomes made of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sakimawari.rules.kernel.signature import results
from sakimawari.rules.outcome import Outcomes
from sakimawari.rules.population import UNKNOWN_NUMBER, Int8s, Int64s, Population
from sakimawari.rules.tree import Holder, ServiceRule

# What stands for a subject of whom nothing holds, and for what a service does not give.
_BEFORE = {"status": 0, "decided": -1, "undecided": 0, "amount_low": 0, "amount_high": 0}
_BEFORE |= {"tier_low": -1, "tier_high": -1, "deadline": int(UNKNOWN_NUMBER)}
_SMALL = ("status", "decided")


class Results:
    """Room for the outcomes of the subjects of some units.

    `arrays` holds what the kernel writes, by the name of its argument; `first` is the row of the
    first subject.
    """

    def __init__(self, rule: ServiceRule, population: Population, first: int, last: int) -> None:
        self._rule = rule
        self.first, end = first, last
        if rule.holder is Holder.PERSON:
            self.first, end = int(population.offsets[first]), int(population.offsets[last])
        self._count = end - self.first
        self.arrays: dict[str, npt.NDArray[np.generic]] = {
            argument.name: self._room(argument.name) for argument in results(rule)
        }

    def _room(self, name: str) -> npt.NDArray[np.generic]:
        dtype: npt.DTypeLike = np.int8 if name in _SMALL else np.int64
        before = _BEFORE[name]
        # Zeros cost nothing until they are written, so most pages are never touched.
        return np.full(self._count, before, dtype) if before else np.zeros(self._count, dtype)

    def outcomes(self) -> Outcomes:
        """What was written; what the service does not give is one figure for everyone."""
        return Outcomes(
            service=self._rule.service,
            holder=self._rule.holder,
            first=self.first,
            status=self._flags("status"),
            decided_by=self._flags("decided"),
            undecided=self._numbers("undecided"),
            amount_low=self._numbers("amount_low"),
            amount_high=self._numbers("amount_high"),
            tier_low=self._numbers("tier_low"),
            tier_high=self._numbers("tier_high"),
            deadline=self._numbers("deadline"),
        )

    def _flags(self, name: str) -> Int8s:
        return self.arrays[name].astype(np.int8, copy=False)

    def _numbers(self, name: str) -> Int64s:
        written = self.arrays.get(name)
        if written is None:
            return np.broadcast_to(np.int64(_BEFORE[name]), (self._count,))
        return written.astype(np.int64, copy=False)
