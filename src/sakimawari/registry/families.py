"""Families within a household: its head, who is married to whom, who is the main guardian of whom.

The register of residents tells only 続柄 to the head. The main guardian (主たる保護者) of a child is
taken, in this order, from the ledger of 児童手当 or 児童扶養手当; else from 続柄, as the parent with
the higher income (児童手当法 art. 4(3): 生計を維持する程度の高い者). Where 続柄 leaves a choice, the
guardian is unknown, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from sakimawari.registry.dates import day_of
from sakimawari.registry.relations import HEAD, Path, Step, path_of
from sakimawari.rules.population import NOBODY, SOMEBODY_UNKNOWN

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_OLDEST_WARD_AGE = 22  # 児童手当法 art. 3, 4: children are counted to the fiscal year they turn 22
_CHILD_AGE = 18
_ADULT_AGE = 18  # 民法 art. 4
_NO_BIRTH = np.iinfo(np.int64).max
_PAIRS = ((Step.FATHER, Step.MOTHER), (Step.GRANDFATHER, Step.GRANDMOTHER))


def born_after_for_school_year_age(on: date, age: int) -> int:
    """Children born after this day end the fiscal year of `on` at most at this legal age."""
    ends = on.year + (1 if on.month >= 4 else 0)
    return day_of(date(ends - age - 1, 4, 1))


def born_by_for_legal_age(on: date, age: int) -> int:
    """People born by this day have reached the legal age on `on` (年齢計算ニ関スル法律)."""
    morrow = on + timedelta(days=1)
    day = 28 if (morrow.month, morrow.day) == (2, 29) else morrow.day
    return day_of(date(morrow.year - age, morrow.month, day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What families are told from, one entry a person.

    `household` is a dense number; `birth` days since 1970-01-01 or the largest int64 if unknown;
    `sex` 0 男 1 女 -1 unknown; `income` of the latest year, 0 where unknown; `ledger` the guardian
    by a ledger (person) or -1.
    """

    household: Ints
    relation: pl.Series
    birth: Ints
    sex: Ints
    income: Ints
    ledger: Ints
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """Head of each household; spouse and guardian of each person, as persons, NOBODY or unknown.

    `unread` marks people whose 続柄 could not be read, `headless` and `two_heads` people of
    households with no head or two.
    """

    head: Ints
    spouse: Ints
    guardian: Ints
    unread: Bools
    headless: Bools
    two_heads: Bools


class _Occupants:
    """Who stands at a path in each household: how many, and the first of them."""

    def __init__(self, household: Ints, code: Ints, codes: int, among: Bools) -> None:
        self._codes = codes
        people = np.flatnonzero(among)
        self._keys, first, self._counts = np.unique(
            household[people] * codes + code[people], return_index=True, return_counts=True
        )
        self._first = people[first]

    def at(self, household: Ints, code: int) -> tuple[Ints, Ints]:
        """Count and first person at a path, for each household asked."""
        if code < 0 or not len(self._keys):
            return np.zeros(len(household), np.int64), np.full(len(household), -1, np.int64)
        wanted = household * self._codes + code
        place = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        here = self._keys[place] == wanted
        return np.where(here, self._counts[place], 0), np.where(here, self._first[place], -1)


class _Reading:
    """The household table with its paths coded; each question is answered for all people at once."""

    def __init__(self, told: Household) -> None:
        self.told = told
        texts = told.relation.fill_null("")
        distinct = texts.unique().sort()
        self._paths: list[Path] = [HEAD, (Step.OTHER,)]
        unread = [path_of(text) is None for text in distinct]
        codes = [self._code_of(path_of(text) or HEAD) for text in distinct]
        codes = [1 if bad else code for code, bad in zip(codes, unread, strict=True)]
        at = texts.replace_strict(distinct, pl.Series(range(len(distinct))), return_dtype=pl.Int64)
        place = at.to_numpy()
        self.code = np.array(codes, np.int64)[place] if len(distinct) else place
        self.unread = np.array(unread, np.bool_)[place] if len(distinct) else place.astype(bool)
        self.adult = told.birth <= born_by_for_legal_age(told.on, _ADULT_AGE)
        self.adult |= told.birth == _NO_BIRTH
        everyone = np.ones(len(place), np.bool_)
        self.all = self._occupants(everyone)
        self.adults = self._occupants(self.adult)
        self.of_sex = tuple(self._occupants(self.adult & (told.sex == sex)) for sex in (0, 1))

    def _occupants(self, among: Bools) -> _Occupants:
        return _Occupants(self.told.household, self.code, 1 + 64 * 64, among)

    def _code_of(self, path: Path) -> int:
        if path not in self._paths:
            self._paths.append(path)
        return self._paths.index(path)

    def code_if_known(self, path: Path) -> int:
        """The code of a path at which somebody stands, -1 for any other."""
        return self._paths.index(path) if path in self._paths else -1

    def people_by_path(self) -> list[tuple[Path, Ints]]:
        """Each path with the people who stand there."""
        return [(path, np.flatnonzero(self.code == code)) for code, path in enumerate(self._paths)]


def _heads(reading: _Reading, households: int) -> tuple[Ints, Bools, Bools]:
    told = reading.told
    everyone = np.arange(households)
    count, head = reading.all.at(everyone, 0)
    spouses, spouse = reading.all.at(everyone, reading.code_if_known((Step.SPOUSE,)))
    order = np.lexsort((told.birth, told.household))
    first = np.searchsorted(told.household[order], everyone)
    oldest = order[first]
    head = np.where(count > 0, head, np.where(spouses == 1, spouse, oldest))
    return head, (count == 0)[told.household], (count > 1)[told.household]


def _pair(spouse: Ints, one: Ints, other: Ints) -> None:
    spouse[one], spouse[other] = other, one


def _spouses(reading: _Reading) -> Ints:
    """Spouses as 続柄 tells them; a marriage that fits several people is unknown for all of them."""
    told = reading.told
    spouse = np.full(len(told.household), NOBODY, np.int64)
    for path, people in reading.people_by_path():
        if not len(people) or not path:
            continue
        household = told.household[people]
        if path[-1] is Step.SPOUSE:
            own_count, _ = reading.all.at(household, reading.code_if_known(path))
            count, partner = _partners(reading, path[:-1], people)
            sure = (own_count == 1) & (count == 1) & (partner != people)
            _pair(spouse, people[sure], partner[sure])
            spouse[people[~sure & (count != 0)]] = SOMEBODY_UNKNOWN
            _unsure_partners(reading, spouse, path[:-1], household[~sure])
        for man, woman in _PAIRS:
            if path[-1] is man:
                own_count, _ = reading.all.at(household, reading.code_if_known(path))
                wife = reading.code_if_known((*path[:-1], woman))
                count, partner = reading.all.at(household, wife)
                sure = (own_count == 1) & (count == 1)
                _pair(spouse, people[sure], partner[sure])
    return spouse


def _partners(reading: _Reading, base: Path, people: Ints) -> tuple[Ints, Ints]:
    """Who may be married to the person described as the spouse of `base`."""
    told = reading.told
    household = told.household[people]
    if base == HEAD:
        return reading.all.at(household, 0)
    code = reading.code_if_known(base)
    any_count, any_person = reading.adults.at(household, code)
    of_men = reading.of_sex[0].at(household, code)
    of_women = reading.of_sex[1].at(household, code)
    sex = told.sex[people]
    count = np.where(sex == 1, of_men[0], np.where(sex == 0, of_women[0], any_count))
    person = np.where(sex == 1, of_men[1], np.where(sex == 0, of_women[1], any_person))
    return count, person


def _unsure_partners(reading: _Reading, spouse: Ints, base: Path, households: Ints) -> None:
    code = reading.code_if_known(base)
    told = reading.told
    there = (reading.code == code) & np.isin(told.household, households) & reading.adult
    spouse[there & (spouse == NOBODY)] = SOMEBODY_UNKNOWN


def _parents(path: Path) -> tuple[Path, Path | None] | None:
    """The paths at which the parents of a person at this path stand, or None if nowhere."""
    if path in (HEAD, (Step.SIBLING,)):
        return (Step.FATHER,), (Step.MOTHER,)
    if path[-1] is not Step.CHILD:
        return None
    base = path[:-1]
    if base and base[-1] is Step.SPOUSE:
        return base, None  # 妻の子: the head is not a parent
    return base, (*base, Step.SPOUSE)


def _guardians(reading: _Reading, spouse: Ints) -> Ints:
    told = reading.told
    guardian = np.full(len(told.household), NOBODY, np.int64)
    known = told.birth != _NO_BIRTH
    ward = told.birth > born_after_for_school_year_age(told.on, _OLDEST_WARD_AGE)  # unknown too
    ward &= spouse == NOBODY
    child = known & (told.birth > born_after_for_school_year_age(told.on, _CHILD_AGE))
    for path, everyone in reading.people_by_path():
        people = everyone[ward[everyone]]
        if not len(people):
            continue
        found = np.full(len(people), NOBODY, np.int64)
        parents = _parents(path)
        if parents is not None:
            found = _better_earner(reading, people, *parents)
        unsure = (found == NOBODY) & (child[people] | _is_undated_child(path, known[people]))
        guardian[people] = np.where(unsure, SOMEBODY_UNKNOWN, found)
    return guardian


def _is_undated_child(path: Path, known: Bools) -> Bools:
    return ~known & (len(path) > 0 and path[-1] is Step.CHILD)


def _better_earner(reading: _Reading, people: Ints, base: Path, partner: Path | None) -> Ints:
    """The parent with the higher income; the one at `base` on equal incomes; unknown if several."""
    told = reading.told
    household = told.household[people]
    occupants = reading.all if base == HEAD else reading.adults
    count, one = occupants.at(household, reading.code_if_known(base))
    code = -1 if partner is None else reading.code_if_known(partner)
    partners, other = reading.adults.at(household, code)
    count, one = np.where(one == people, 0, count), np.where(one == people, -1, one)
    income = np.append(told.income, np.iinfo(np.int64).min)  # place -1: nobody
    chosen = np.where((partners == 1) & (income[other] > income[one]), other, one)
    chosen = np.where((count == 0) & (partners == 1), other, chosen)
    nobody = (count == 0) & (partners == 0)
    several = (count > 1) | (partners > 1)
    return np.where(several, SOMEBODY_UNKNOWN, np.where(nobody, NOBODY, chosen))


def tell_families(told: Household, households: int) -> Families:
    """Heads, spouses and guardians of all households.

    A guardian by ledger who lives in another household leaves the guardian within this household
    unknown while the child is of school age (to the fiscal year of 18), and nobody after that. A
    ledger that names somebody's own spouse as guardian is not believed: a married person is nobody's
    ward.
    """
    reading = _Reading(told)
    head, headless, two_heads = _heads(reading, households)
    spouse = _spouses(reading)
    guardian = _guardians(reading, spouse)
    linked = (told.ledger >= 0) & (told.ledger != spouse)
    together = linked & (told.household[np.maximum(told.ledger, 0)] == told.household)
    child = told.birth > born_after_for_school_year_age(told.on, _CHILD_AGE)
    guardian = np.where(together, told.ledger, guardian)
    apart = linked & ~together
    guardian = np.where(apart, np.where(child, SOMEBODY_UNKNOWN, NOBODY), guardian)
    return Families(
        head=head,
        spouse=spouse,
        guardian=guardian,
        unread=reading.unread,
        headless=headless,
        two_heads=two_heads,
    )
