"""What of the last night still counts tonight, and what must be read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.fit.store import Run
from sakimawari.rules.figures import days

MOST_LAYERS = 60  # then the whole city is read anew, so that lists stay quick
MOST_CHANGED = 0.25  # of the households: beyond this a whole reading costs no more

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """The city as the rules would read it tonight.

    `keys`, `fingerprint` and `closed` are parallel, a household each: a number for its key, one for
    what the rules read of it, whether it stands in no table. `rules` holds for each service a hash
    of everything that decides it.
    """

    on: date
    final: date
    keys: npt.NDArray[np.int64]
    fingerprint: npt.NDArray[np.int64]
    closed: Bools
    rules: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What must be read again.

    `units`     rows of households that changed, are new, or whose date has come
    `settled`   until when each household was settled; far off for those to be read again
    `services`  those read for everyone: new ones, and those whose rule changed
    `kept`      those of which the earlier layers still count
    `vanished`  households of which nothing counts any longer, because they are no more
    """

    layer: int
    units: npt.NDArray[np.int64]
    settled: npt.NDArray[np.int64]
    services: frozenset[str]
    kept: frozenset[str]
    vanished: pa.Array


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The households of the last run, a place each."""

    keys: npt.NDArray[np.int64]
    fingerprint: npt.NDArray[np.int64]
    settled: npt.NDArray[np.int64]
    closed: Bools

    @classmethod
    def of(cls, units: pa.Table) -> _Known:
        held = {name: units[name].combine_chunks() for name in units.column_names}
        return cls(
            keys=np.asarray(held["key"]),
            fingerprint=np.asarray(held["fingerprint"]),
            settled=np.asarray(held["settled"].cast(pa.int32())).astype(np.int64),
            closed=np.asarray(held["closed"]),
        )

    def places(self, keys: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Bools]:
        """The place of each household here, and whether it is here at all (else the place is 0)."""
        if np.array_equal(keys, self.keys):
            return np.arange(len(keys)), np.ones(len(keys), np.bool_)
        order = np.argsort(self.keys)
        at = np.minimum(np.searchsorted(self.keys, keys, sorter=order), len(order) - 1)
        place = order[at]
        known = self.keys[place] == keys
        return np.where(known, place, 0), known


def what_changed(tonight: Tonight, last: Run) -> Again | None:
    """What to read again after a run; None where everything must be."""
    layer = int(last.manifest["layer"]) + 1
    if last.on > tonight.on or last.final > tonight.final or layer > MOST_LAYERS:
        return None
    before = _Known.of(last.units(("key", "fingerprint", "settled", "closed")))
    if not len(before.keys):
        return None
    place, known_before = before.places(tonight.keys)
    same = known_before & (before.fingerprint[place] == tonight.fingerprint)
    same &= before.closed[place] == tonight.closed
    if last.final < tonight.final:
        same &= before.settled[place] > days(tonight.final)
    units = np.flatnonzero(~same)
    if len(units) > MOST_CHANGED * len(same):
        return None
    gone = np.ones(len(before.keys), np.bool_)
    gone[place[known_before]] = False
    vanished = pa.array([], pa.string())
    if gone.any():
        names = last.units(("household",))["household"].combine_chunks()
        vanished = names.filter(pa.array(gone))
    told = last.rules()
    kept = frozenset(slug for slug, rule in tonight.rules.items() if told.get(slug) == rule)
    return Again(
        layer=layer,
        units=units,
        settled=np.where(same, before.settled[place], np.iinfo(np.int32).max),
        services=frozenset(tonight.rules) - kept,
        kept=kept,
        vanished=vanished,
    )
