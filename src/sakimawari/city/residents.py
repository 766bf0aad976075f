"""The residents of one part of the city: who they are and where, before any money or right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.city.assembly import Bools, Kind, Tier
from sakimawari.city.composition import Counts
from sakimawari.city.days import Days, birthdays, shift_years, split
from sakimawari.city.homes import Homes, make_homes
from sakimawari.city.matching import Rows
from sakimawari.city.names import family_codes, given_codes
from sakimawari.city.streams import Stream

_FOREIGN_SINGLE, _FOREIGN_FAMILY = 0.09, 0.013
_MOVED_WITHIN_A_YEAR = 0.04
_DIGITS = 10**10  # 宛名番号 and 世帯番号 have ten digits, leading zeros kept
_PERSON_STEP, _PERSON_START = 6_180_339_887, 2_718_281_829  # odd and not a multiple of 5
_HOUSE_STEP, _HOUSE_START = 4_142_135_623, 1_618_033_989


@dataclass(frozen=True, slots=True, kw_only=True)
class Residents:
    """People of one part of the city, household by household, the head first.

    `on` is the day the city is seen; `since` is 住民となった日; `number` and `house` are running
    numbers of the city from which 宛名番号 and 世帯番号 are made.
    """

    on: int
    homes: Homes
    town: npt.NDArray[np.int16]
    sex: npt.NDArray[np.int8]  # 0 man, 1 woman
    age: npt.NDArray[np.int16]  # in whole years by the birthday
    birth: Days
    since: Days
    foreign: Bools
    family: Rows
    given: Rows
    number: Rows

    @property
    def count(self) -> int:
        return len(self.birth)

    @property
    def households(self) -> int:
        return len(self.homes.starts) - 1

    def per_household(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
        """Sum over the people of each household."""
        weights = values.astype(np.float64)
        return np.bincount(self.homes.household, weights, self.households).astype(np.float64)

    def in_home(self, per_household: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """A value of each household, repeated for its people."""
        return per_household[self.homes.household]

    def ids(self, rows: Rows | None = None) -> pa.Array:
        """宛名番号 of some rows, or of all."""
        return person_ids(self.number if rows is None else self.number[rows])


def person_ids(numbers: Rows) -> pa.Array:
    """宛名番号 of running numbers: ten digits, none given twice."""
    return _ten_digits((numbers * _PERSON_STEP + _PERSON_START) % _DIGITS)


def house_ids(numbers: Rows) -> pa.Array:
    """世帯番号 of the running number of a household's head."""
    return _ten_digits((numbers * _HOUSE_STEP + _HOUSE_START) % _DIGITS)


def _ten_digits(values: Rows) -> pa.Array:
    digits = np.empty((len(values), 10), np.uint8)
    left = values.copy()
    for place in range(9, -1, -1):
        left, digits[:, place] = left // 10, left % 10 + 48
    offsets = np.arange(0, 10 * len(values) + 1, 10, dtype=np.int32)
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets), pa.py_buffer(digits.tobytes())
    )


def make_residents(
    counts: Counts, first_town: int, first_number: int, *, on: int, stream: Stream
) -> Residents:
    """People of some towns, from their counts by town, sex and single year of age."""
    cells = np.repeat(np.arange(counts.size), counts.ravel())
    town, sex, age = (
        part.astype(kind)
        for part, kind in zip(
            np.unravel_index(cells, counts.shape), (np.int16, np.int8, np.int16), strict=True
        )
    )
    homes = make_homes(town, sex, age, rng=stream("homes"))
    town, sex, age = town[homes.origin], sex[homes.origin], age[homes.origin]
    rng = stream("people")
    birth = birthdays(age, on, rng.random(len(age)))
    birth = _spaced(homes, age, birth)
    foreign = _foreign(homes, age, rng)
    return Residents(
        on=on,
        homes=homes,
        town=(town + first_town).astype(np.int16),
        sex=sex,
        age=age,
        birth=birth,
        since=_since(homes, age, birth, on=on, rng=rng),
        foreign=foreign,
        family=_families(homes, foreign, rng),
        given=given_codes(sex, split(birth)[0], foreign, rng=rng),
        number=first_number + np.arange(len(age), dtype=np.int64),
    )


def _spaced(homes: Homes, age: npt.NDArray[np.int16], birth: Days) -> Days:
    """Brothers and sisters are born at least ten months apart; of one age in years, they are twins."""
    birth = birth.copy()
    child = (homes.tier == Tier.CHILD) | (homes.tier == Tier.GRANDCHILD)
    younger = (
        np.flatnonzero(child[1:] & child[:-1] & (homes.household[1:] == homes.household[:-1])) + 1
    )
    for row in younger:  # children follow each other from the eldest down
        gap = age[row - 1] - age[row]
        if gap == 0:
            birth[row] = birth[row - 1]
        elif gap == 1 and birth[row] - birth[row - 1] < 300:
            birth[row] = shift_years(birth[row - 1 : row], 1)[0]
    return birth


def _foreign(homes: Homes, age: npt.NDArray[np.int16], rng: np.random.Generator) -> Bools:
    head_age = age[homes.starts[:-1]]
    alone = np.diff(homes.starts) == 1
    share = np.where(alone & (head_age >= 18) & (head_age < 45), _FOREIGN_SINGLE, _FOREIGN_FAMILY)
    share = np.where(head_age >= 70, 0.003, share)
    return (rng.random(len(head_age)) < share)[homes.household]


def _families(homes: Homes, foreign: Bools, rng: np.random.Generator) -> Rows:
    """Family names: one a household, except lodgers, in-laws and partners without marriage."""
    heads = homes.starts[:-1]
    shared = family_codes(len(heads), foreign[heads], rng)[homes.household]
    own = family_codes(len(homes.household), foreign, rng)
    differs = np.isin(homes.relation, (8, 9, 10, 11, 19, 20, 21, 22, 23))
    return np.where(differs, own, shared)


def _since(
    homes: Homes, age: npt.NDArray[np.int16], birth: Days, *, on: int, rng: np.random.Generator
) -> Days:
    """住民となった日: the household's move into the city, or birth for those born here."""
    heads = homes.starts[:-1]
    young = (age[heads] >= 18) & (age[heads] < 32)
    moved = rng.random(len(heads))
    recent = moved < np.where(young, 3 * _MOVED_WITHIN_A_YEAR, _MOVED_WITHIN_A_YEAR)
    years = np.where(young, rng.exponential(4, len(heads)), rng.exponential(22, len(heads)))
    long_ago = on - 365 - (years * 365.25).astype(np.int32)
    last_year = on - rng.integers(0, 365, len(heads))
    household = np.where(recent, last_year, long_ago)[homes.household]
    in_home = homes.kind == Kind.HOME
    household = np.where(in_home, household, np.maximum(household, on - 3000))
    return np.maximum(household, birth).astype(np.int32)
