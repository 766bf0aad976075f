"""The pattern of single years of age by sex that fills the gaps between published age groups.

Five-year groups: residents of Takamatsu by sex on 1 January 2026, all 235 towns added up (高松市
オープンデータ, CC BY 4.0). Single years within a group: Kobe's residents by single year of age in June
2015 (神戸市オープンデータ, CC BY 2.1 JP), each cohort moved on eleven years, so that the small year of
1966 and the large ones of 1947-49 stand where they do in 2026; under 15, where no cohort of 2015
helps, each year of age is 3.5 per cent larger than the one below, the pace at which births fell.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

AGES = 110  # single years 0 … 109
GROUPS = (*((low, low + 4) for low in range(0, 85, 5)), (85, AGES - 1))
BROAD = ((0, 14), (15, 64), (65, AGES - 1))

# Persons by five-year group, 0-4 … 80-84 and 85 or over: men, women.
_FIVE = (
    (7052, 8512, 9651, 10191, 10409, 10529, 10344, 11388, 12798, 14751, 17450, 13897, 12109,
     11386, 11797, 13548, 7631, 7344),
    (6741, 8182, 9223, 9536, 9993, 9832, 9845, 11091, 12915, 14748, 17217, 14180, 12880,
     12344, 13425, 16609, 10889, 15281),
)  # fmt: skip

# Per mille of each year within a five-year group from 15-19 to 80-84, then 85, 86 … 100 or over.
_WITHIN = (
    ("197 198 201 201 202/194 193 199 206 207/198 195 203 200 204/197 207 201 196 200/"
     "193 204 197 202 205/193 198 204 207 198/186 193 200 206 216/182 197 206 210 205/"
     "211 206 209 196 177/195 214 198 199 194/203 202 206 195 195/187 194 197 205 217/"
     "182 196 215 218 188/161 187 228 206 218/"
     "194 173 142 122 101 78 55 40 31 20 16 10 7 5 3 5"),
    ("201 198 201 198 202/191 199 198 204 207/194 203 203 198 202/187 197 197 208 211/"
     "196 193 201 203 207/192 196 204 206 203/185 191 199 214 211/186 197 205 208 204/"
     "212 207 207 195 179/196 209 202 202 190/197 207 207 197 191/188 191 200 207 215/"
     "180 196 217 220 188/152 190 223 208 227/"
     "146 141 120 106 99 81 66 54 49 36 30 20 16 10 9 16"),
)  # fmt: skip
_BIRTHS_FALL = 1.035
_CENTENARIANS_LEFT = 0.55  # of each age from 100 on, how many reach the next


def _within(sex: int) -> list[npt.NDArray[np.float64]]:
    young = [_BIRTHS_FALL ** np.arange(5.0)] * 3
    typed = [np.array(part.split(), np.float64) for part in _WITHIN[sex].split("/")]
    old = np.zeros(AGES - 85)
    old[:15] = typed[-1][:15]
    tail = _CENTENARIANS_LEFT ** np.arange(AGES - 100.0)
    old[15:] = typed[-1][15] * tail / tail.sum()
    return [part / part.sum() for part in (*young, *typed[:-1], old)]


def pattern() -> npt.NDArray[np.float64]:
    """Persons by sex (men, women) and single year of age in the model city, shape (2, AGES)."""
    people = np.zeros((2, AGES))
    for sex in (0, 1):
        for (low, high), size, shares in zip(GROUPS, _FIVE[sex], _within(sex), strict=True):
            people[sex, low : high + 1] = size * shares
    return people
