"""The outcomes worth keeping: subjects whose status is yes or unknown, service by service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from sakimawari.rules.figures import Figures
from sakimawari.rules.kernel import Kernel, run
from sakimawari.rules.outcome import Outcomes, Status
from sakimawari.rules.population import Int8s, Int64s, Population
from sakimawari.rules.tree import Holder

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """One service on one date: the subjects that are not a sure no, in the order of their rows.

    `rows` are rows of people, or unit numbers for services of a household. The other arrays are
    parallel to it and mean what `Outcomes` says.
    """

    service: str
    holder: Holder
    rows: Int64s
    status: Int8s
    undecided: Int64s
    amount_low: Int64s
    amount_high: Int64s
    tier_low: Int64s
    tier_high: Int64s
    deadline: Int64s

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, mask: npt.NDArray[np.bool_]) -> Findings:
        """The findings a mask keeps."""
        kept = {name: getattr(self, name)[mask] for name in ARRAYS}
        return Findings(service=self.service, holder=self.holder, **kept)

    def statuses(self, count: int) -> Int8s:
        """Status of every one of `count` subjects, a sure no included."""
        dense = np.zeros(count, np.int8)
        dense[self.rows] = self.status
        return dense


ARRAYS = tuple(f.name for f in fields(Findings) if f.name not in ("service", "holder"))


def keep(outcomes: Outcomes) -> Findings:
    """The part of a batch that is not a sure no."""
    mask = outcomes.status != Status.NO
    rows = np.flatnonzero(mask).astype(np.int64) + outcomes.first
    taken = {name: getattr(outcomes, name)[mask] for name in ARRAYS if name != "rows"}
    return Findings(service=outcomes.service, holder=outcomes.holder, rows=rows, **taken)


def join(parts: Sequence[Findings]) -> Findings:
    """Findings of one service from several batches, in order of their rows."""
    ordered = sorted(parts, key=lambda part: int(part.rows[0]) if len(part) else -1)
    first = ordered[0]
    if len(ordered) == 1:
        return first
    joined = {name: np.concatenate([getattr(p, name) for p in ordered]) for name in ARRAYS}
    return Findings(service=first.service, holder=first.holder, **joined)


def find(
    kernels: Iterable[Kernel],
    population: Population,
    figures: Figures,
    *,
    threads: int = 1,
    progress: Progress | None = None,
) -> Mapping[str, Findings]:
    """Read every service for the whole population on the date of `figures`.

    Only what is not a sure no is kept, so memory follows the number of rights, not of residents.
    """
    chosen = list(kernels)
    parts: dict[str, list[Findings]] = {}
    done = 0
    total = len(chosen) * population.units
    for outcomes in run(chosen, population, figures, threads=threads):
        parts.setdefault(outcomes.service, []).append(keep(outcomes))
        done += _units_of(outcomes, population)
        if progress is not None:
            progress("rules", min(done, total), total)
    return {service: join(batches) for service, batches in parts.items()}


def _units_of(outcomes: Outcomes, population: Population) -> int:
    if outcomes.holder is not Holder.PERSON:
        return len(outcomes.status)
    last = outcomes.first + len(outcomes.status)
    ends = np.searchsorted(population.offsets, [outcomes.first, last])
    return int(ends[1] - ends[0])
