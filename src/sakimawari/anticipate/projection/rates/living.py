"""Partners, leaving home, work, disability and nursery places: the life within a city.

All assumed from general knowledge of the published statistics named at each table, rounded, and
the same in every area: a city replaces them with its own. Ages between the stated ones lie on a
straight line. See docs/explanation/rates-of-people.md.
"""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.rates.care import transitions
from sakimawari.anticipate.projection.values import AGES, Floats, Social

Curve = dict[int, float]

# 人口動態統計 2020-23 (marriages) over the unmarried of the census of 2020, a person without partner.
_PARTNER: tuple[Curve, Curve] = (
    {17: 0, 18: 0.002, 20: 0.012, 23: 0.035, 26: 0.075, 29: 0.092, 32: 0.080, 35: 0.055, 40: 0.027,
     45: 0.013, 50: 0.007, 60: 0.003, 70: 0.001, 85: 0.0},
    {17: 0, 18: 0.005, 20: 0.018, 23: 0.050, 26: 0.105, 29: 0.122, 32: 0.096, 35: 0.058, 40: 0.024,
     45: 0.010, 50: 0.005, 60: 0.0015, 70: 0.0005, 85: 0.0},
)  # fmt: skip
# 人口動態統計 2020-23 (divorces) over the married, a person with partner.
_PART: tuple[Curve, Curve] = (
    {18: 0.05, 22: 0.045, 27: 0.026, 32: 0.018, 37: 0.014, 42: 0.012, 47: 0.010, 52: 0.008,
     57: 0.005, 62: 0.003, 70: 0.001, 80: 0.0004},
    {18: 0.05, 22: 0.045, 27: 0.025, 32: 0.017, 37: 0.014, 42: 0.012, 47: 0.009, 52: 0.006,
     57: 0.003, 62: 0.002, 70: 0.0007, 80: 0.0003},
)  # fmt: skip
# 世帯動態調査 (age at leaving the parents' home), a person living with parents.
_NEST: tuple[Curve, Curve] = (
    {17: 0.005, 18: 0.16, 19: 0.06, 21: 0.06, 22: 0.13, 23: 0.09, 26: 0.085, 30: 0.07, 35: 0.045,
     40: 0.025, 50: 0.010, 60: 0.005},
    {17: 0.005, 18: 0.15, 19: 0.06, 21: 0.07, 22: 0.13, 23: 0.10, 26: 0.105, 30: 0.085, 35: 0.045,
     40: 0.022, 50: 0.009, 60: 0.005},
)  # fmt: skip
# 雇用動向調査 and 労働力調査 2022-23 (entries to and exits from work), by age.
_START: tuple[Curve, Curve] = (
    {14: 0, 15: 0.02, 17: 0.04, 18: 0.28, 20: 0.20, 22: 0.55, 24: 0.40, 30: 0.30, 40: 0.24,
     50: 0.20, 60: 0.14, 65: 0.08, 70: 0.035, 80: 0.005, 90: 0.0},
    {14: 0, 15: 0.02, 17: 0.05, 18: 0.27, 20: 0.22, 22: 0.55, 24: 0.35, 30: 0.19, 40: 0.20,
     50: 0.15, 60: 0.08, 65: 0.045, 70: 0.02, 80: 0.003, 90: 0.0},
)  # fmt: skip
_STOP: tuple[Curve, Curve] = (
    {15: 0.20, 18: 0.12, 22: 0.06, 30: 0.022, 40: 0.016, 50: 0.018, 59: 0.03, 60: 0.10, 62: 0.06,
     65: 0.18, 68: 0.14, 75: 0.18, 85: 0.35},
    {15: 0.20, 18: 0.12, 22: 0.07, 28: 0.085, 33: 0.080, 40: 0.045, 50: 0.040, 59: 0.05, 60: 0.12,
     62: 0.09, 65: 0.18, 68: 0.16, 75: 0.22, 85: 0.40},
)  # fmt: skip
# 福祉行政報告例 (first issues of the three handbooks of disability), a person without one.
_DISABILITY: tuple[Curve, Curve] = (
    {0: 0.0008, 3: 0.0022, 8: 0.0016, 15: 0.0012, 25: 0.0014, 40: 0.0016, 50: 0.0021, 60: 0.0034,
     70: 0.0056, 80: 0.0086, 90: 0.0105},
    {0: 0.0006, 3: 0.0012, 8: 0.0009, 15: 0.0009, 25: 0.0013, 40: 0.0015, 50: 0.0018, 60: 0.0025,
     70: 0.0040, 80: 0.0070, 90: 0.0095},
)  # fmt: skip
# 保育所等関連状況取りまとめ (こども家庭庁, April 2024: about 59 % of those aged 1-2), by age 0 ... 5.
_NURSERY = (0.20, 0.55, 0.62, 0.60, 0.59, 0.58)


def _by_age(curves: tuple[Curve, Curve]) -> Floats:
    ages = np.arange(AGES, dtype=np.float64)
    return np.stack([np.interp(ages, list(curve), list(curve.values())) for curve in curves])


def default_social() -> Social:
    """What happens within the city, the same everywhere, where the city has no figures of its own."""
    return Social(
        partner=_by_age(_PARTNER),
        part=_by_age(_PART),
        nest=_by_age(_NEST),
        start_work=_by_age(_START),
        stop_work=_by_age(_STOP),
        disability=_by_age(_DISABILITY),
        care=transitions(),
        nursery=np.array(_NURSERY),
    )
