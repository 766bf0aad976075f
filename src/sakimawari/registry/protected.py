"""Which units of a snapshot stand under 支援措置, by row numbers: one look for the whole city."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sakimawari.registry.mapped import MappedSnapshot


def protected_units(mapped: MappedSnapshot, on: int) -> npt.NDArray[np.bool_]:
    """Units of every household in which anybody, a linked child included, is protected.

    The same households as `guard.protection.households_of` names, found by row numbers.
    """
    held = mapped.people.arrays
    touched = mapped.rows_of_persons(mapped.snapshot.protected_people(on))
    units = np.zeros(len(held["first_person"]), np.bool_)
    units[held["unit"][touched]] = True
    households = np.zeros(len(held["household_keys"]) + 1, np.bool_)
    households[held["household"][touched]] = True
    households[held["household"][units[held["unit"]]]] = True
    households[-1] = False  # the place of those registered outside the city
    marked = np.zeros(len(units), np.bool_)
    marked[held["unit"][households[held["household"]]]] = True
    return marked
