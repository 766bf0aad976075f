"""The figures of the night, kept in the process: every page of the staff asks for them."""

from __future__ import annotations

from threading import Lock

from sakimawari.console.city import City
from sakimawari.fit.served.figures import Figures
from sakimawari.fit.served.run import figures_of

_lock = Lock()
_known: dict[str, Figures] = {}


def figures(there: City) -> Figures:
    """The counts of the city's run."""
    key = str(there.run.folder)
    with _lock:
        if key not in _known:
            found = figures_of(there.run)
            _known.clear()
            _known[key] = found
        return _known[key]
