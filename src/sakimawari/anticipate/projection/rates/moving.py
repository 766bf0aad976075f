"""At which ages people move: the model schedule of Rogers and Castro with Japan's two steps.

Assumed, from general knowledge of the 住民基本台帳人口移動報告: a peak at 18 (study) and one at 22-23
(first work), children moving with parents in their thirties, and a small rise past 80. The level is
measured: Takamatsu's moves out of the city were 33.1 to 34.7 per thousand residents a year in
2022-2025 and moves in 34.4 to 35.4 (高松市オープンデータ「転入・転出者数」, CC BY 4.0).
"""

from __future__ import annotations

import numpy as np

from sakimawari.anticipate.projection.values import AGES, Floats

OUT_A_THOUSAND = 34.0  # Takamatsu, mean of 2022-2025
WITHIN_A_THOUSAND = 17.0  # assumed: moves between the wards of a city of seven

# Parameters by sex: children, labour (height, peak, rise, fall), steps at 18 and 22, floor, old age.
_MEN = (0.045, 0.10, 0.105, 23.5, 0.42, 0.080, 0.050, 0.045, 0.0060, 0.0045)
_WOMEN = (0.045, 0.10, 0.110, 23.0, 0.42, 0.098, 0.045, 0.040, 0.0050, 0.0070)


def pattern(*, local: bool = False) -> Floats:
    """Chances of moving by sex and age (2, AGES), a person-year, before any scaling.

    `local` moves (within the city) lack the steps of study and first work and are a little older.
    """
    ages = np.arange(AGES) + 0.5
    found = np.empty((2, AGES))
    for sex, given in enumerate((_MEN, _WOMEN)):
        child, fading, labour, peak, rise, fall, study, work, floor, old = given
        later = ages - (peak + (3.0 if local else 0.0))
        bump = labour * np.exp(-fall * later - np.exp(-rise * later))
        steps = study * (ages // 1 == 18) + work * ((ages // 1 == 22) | (ages // 1 == 23)) * 0.7
        elder = old / (1.0 + np.exp(-(ages - 82.0) / 4.0))
        found[sex] = child * np.exp(-fading * ages) + bump + floor + elder
        found[sex] += 0.0 if local else steps
    return found


def at_level(found: Floats, people: Floats, a_thousand: float) -> Floats:
    """The pattern scaled so that `people` (2, AGES) make so many moves per thousand a year."""
    moves = float((found * people).sum())
    return found * (a_thousand / 1000.0 * float(people.sum()) / moves)
