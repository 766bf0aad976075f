"""The figures of the night, kept in the process: every page of the staff asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

import numpy as np

from sakimawari.console.city import City
from sakimawari.fit.served.figures import TURNS, Figures, Turns
from sakimawari.fit.served.run import figures_of

_lock = Lock()
_known: dict[str, Figures] = {}
_turned: dict[str, Mapping[tuple[str, str], Turns]] = {}


def figures(there: City) -> Figures:
    """The counts of the city's run."""
    key = str(there.run.folder)
    with _lock:
        if key not in _known:
            found = figures_of(there.run)
            _known.clear()
            _known[key] = found
        return _known[key]


def turned(there: City) -> Mapping[tuple[str, str], Turns]:
    """What happens over the whole calendar, by service and ward; nothing where nothing does."""
    night, key = figures(there), str(there.run.folder)
    with _lock:
        if key not in _turned:
            _turned.clear()
            _turned[key] = _summed(night)
        return _turned[key]


def _summed(night: Figures) -> dict[tuple[str, str], Turns]:
    slugs, wards = list(night.services), list(night.wards)
    sums = np.zeros((len(slugs), len(wards) + 1, len(TURNS)), np.int64)  # the last: no ward
    np.add.at(sums, (night.turns[:, 0], night.turns[:, 1]), night.turned)
    return {
        (slug, ward): Turns(**dict(zip(TURNS, sums[at, place].tolist(), strict=True)))
        for at, slug in enumerate(slugs)
        for place, ward in enumerate(wards)
        if sums[at, place].any()
    }
