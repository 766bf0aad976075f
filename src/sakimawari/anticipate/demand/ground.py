"""The city as its snapshot holds it: what projected people are laid out against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sakimawari.fit.frame import Keys, frame_of
from sakimawari.packs.anticipating import Follows
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import fault
from sakimawari.registry.mapped import MappedSnapshot
from sakimawari.rules.population import Int8s, Int32s, Int64s, PlainColumn, Population
from sakimawari.rules.tree import DATE, Fact

# The registry itself makes these facts of the register of residents: a projection changes what they
# say (who is born when, who heads a household, since when somebody lives here).
BIRTH, HEAD, RESIDENT_SINCE = "生年月日", "世帯主", "住民となった日"
CHARACTERISTIC = (BIRTH, HEAD, RESIDENT_SINCE)

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The people of a snapshot on its day, with all facts the services foreseen read.

    `unit` and `person` (keys) are by row of people; `ward` and `town` by unit (-1: none), as `wards`
    and `towns` count them; `head` the row of each unit's head. `follows` says of a fact what of a
    life it follows.
    """

    on: int
    population: Population
    facts: tuple[Fact, ...]
    follows: Mapping[str, Follows]
    person: Keys
    unit: Int32s
    ward: Int32s
    town: Int32s
    wards: tuple[str, ...]
    towns: tuple[str, ...]
    head: Int32s
    read_by: Mapping[str, int] = field(default_factory=dict)

    @property
    def subjects(self) -> Bools:
        """Rows of those registered in the unit they lie in."""
        return np.asarray(self.population.is_subject == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """People linked to a household they are not registered in, with whom they are linked to.

    `row` is their row, `own` the row where they are registered themselves (-1: in no household of
    the city), `host` the row of the member they belong to there.
    """

    row: Int64s
    own: Int64s
    host: Int64s


def ground_of(
    mapped: MappedSnapshot, catalogue: Catalogue, services: Sequence[str], on: int
) -> Ground:
    """The ground of a snapshot for some services of residents. DEMAND002 where nobody is in it."""
    facts = {fact.name: fact for fact in catalogue.facts_needed(services)}
    for name in CHARACTERISTIC:
        declared = catalogue.facts.get(name)
        if declared is not None:
            facts.setdefault(name, declared.fact)
    facts.setdefault(BIRTH, Fact(name=BIRTH, type=DATE))
    population = mapped.population(list(facts.values()))
    if not population.people or not isinstance(population.columns.get(BIRTH), PlainColumn):
        raise fault(
            "DEMAND002",
            "the current snapshot holds no residents with birth dates, so nobody can be projected",
            "load a folder with the resident records (住民記録) in it",
        )
    frame = frame_of(mapped, population, np.zeros(population.units, np.bool_))
    return Ground(
        on=on,
        population=population,
        facts=tuple(facts.values()),
        follows=catalogue.follows(),
        person=frame.person,
        unit=frame.unit,
        ward=frame.ward,
        town=frame.town,
        head=frame.head,
        wards=tuple(frame.wards.to_pylist()),
        towns=tuple(frame.towns.to_pylist()),
        read_by=Counter(f.name for slug in services for f in catalogue.facts_needed([slug])),
    )


def visitors_of(ground: Ground) -> Visitors:
    """The visitors of a snapshot; the host is the ward or guardian, else the spouse, else the head."""
    people = ground.population
    rows = np.flatnonzero(people.is_subject == 0)
    if not len(rows):
        none = np.empty(0, np.int64)
        return Visitors(row=none, own=none, host=none)
    host = ground.head[ground.unit[rows]].astype(np.int64)
    for links in (people.spouse, people.guardian):
        linked = np.flatnonzero((links >= 0) & ground.subjects)
        towards = np.full(people.people, -1, np.int64)
        towards[links[linked]] = linked  # a subject whose spouse or guardian visits
        host = np.where(towards[rows] >= 0, towards[rows], host)
        own_link = links[rows]
        host = np.where(own_link >= 0, own_link, host)
    return Visitors(row=rows, own=_own_rows(ground, rows), host=host)


def _own_rows(ground: Ground, rows: Int64s) -> Int64s:
    subjects = np.flatnonzero(ground.subjects)
    keys = ground.person[subjects]
    order = np.argsort(keys, kind="stable")
    wanted = ground.person[rows]
    at = np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)
    found = subjects[order[at]]
    return np.where(keys[order[at]] == wanted, found, -1)


def flags(population: Population, name: str) -> Int8s:
    """A truth of every row of people; unknown where no register tells."""
    column = population.columns.get(name)
    values = getattr(column, "values", None)
    if values is None or values.ndim != 1:
        return np.full(population.people, 2, np.int8)
    return np.asarray(values, np.int8)
