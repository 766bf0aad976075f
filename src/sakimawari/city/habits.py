"""Who does a thing that the same people do again and again: vaccinations, check-ups, claims.

Each person has a habit in [0, 1); each occasion adds chance of its own. So of two things that 40 in
a hundred do, more than 16 in a hundred do both, and the published share of each still holds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sakimawari.city.assembly import Bools, Floats


def limit_of(share: npt.ArrayLike, weight: float) -> Floats:
    """The value below which a share of `weight` habits and `1 - weight` chances lies.

    Both are even in [0, 1), so that their sum has a trapezoid for its density.
    """
    share = np.asarray(share, np.float64)
    wide, narrow = max(weight, 1 - weight), min(weight, 1 - weight)
    area = 2 * wide * narrow
    result: Floats = np.select(
        [share * 2 * wide < narrow, (1 - share) * 2 * wide < narrow],
        [np.sqrt(area * share), 1 - np.sqrt(area * (1 - share))],
        wide * share + narrow / 2,
    )
    return result


def does(
    habit: Floats, share: npt.ArrayLike, rng: np.random.Generator, *, weight: float = 0.6
) -> Bools:
    """Who does what a share of people does; the lower the habit, the likelier."""
    mixed = weight * habit + (1 - weight) * rng.random(len(habit))
    result: Bools = mixed < limit_of(share, weight)
    return result
