"""Who may not be listed today: protected people (支援措置), with everyone they live with.

A run is made at night and read during the day. Whoever has come under protection since is closed at
once: the current snapshot is asked beside the one the run was made from. A measure that has not
ended closes a household also before its first day.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.guard.protection import departed_people, households_of
from sakimawari.registry.store import Snapshot


def closed_households(of_run: Snapshot, current: Snapshot, on: int) -> frozenset[str]:
    """Keys of the households that nothing may list, by either snapshot.

    People who died or moved away since the run close the household they were listed in too.
    """
    protected = of_run.protected_people(on) | current.protected_people(on)
    gone = departed_people(current.departed())
    return households_of(of_run.people(), protected | gone) | households_of(
        current.people(), protected
    )


def protected_units(
    snapshot: Snapshot, people: pa.Table, units: int, on: int
) -> npt.NDArray[np.bool_]:
    """Units of every household in which anybody, a linked child included, is protected."""
    households = households_of(people, snapshot.protected_people(on))
    keys = pa.array(sorted(households), pa.string())
    listed = np.asarray(pc.is_in(people["household"].cast(pa.string()), value_set=keys))
    marked = np.zeros(units, np.bool_)
    marked[np.asarray(people["unit"])[listed]] = True
    return marked
