"""Households drawn by a seed: people of all kinds of families, many of them near a birthday that counts.

They are invented. What a benefit asks of them is added by that benefit's own module; here are age,
family, income and tax, drawn so that limits are met, missed and passed by a yen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sakimawari.rules.columns import Held, Span
from sakimawari.rules.figures import days
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Person, Situation, Sourced, to_population
from sakimawari.rules.tree import Fact, Holder, Kind, Shape

Raw = str | int | bool | date
YEARS = (2024, 2025, 2026)  # one income for every fiscal year that may be asked for
TURNING = (3, 15, 16, 18, 20, 23)
NEAR_A_BIRTHDAY, NEAR_THE_SCHOOL_YEAR = 0.2, 0.1
FAMILIES = ("alone", "couple", "family", "lone", "three generations", "grandparent")
WEIGHTS = (2, 2, 5, 5, 2, 1)


@dataclass(slots=True, kw_only=True)
class Drawn:
    """Somebody of a drawn household, with what is known of them in the words of the packs.

    The first of a household holds what is known of the household itself.
    """

    id: str
    born: date
    grown: bool
    guardian: str | None = None
    spouse: str | None = None
    facts: dict[str, Raw] = field(default_factory=dict)


Household = list[Drawn]
Adding = Callable[[Random, Household, date], None]


def age_on(person: Drawn, on: date) -> int:
    """Age by birthdays, for drawing only."""
    born = person.born
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def draw(
    count: int, on: date, adding: Iterable[Adding], facts: Sequence[Fact], *, seed: int
) -> Population:
    """So many households with every fact a benefit needs; one fact is hidden from one in eight."""
    chance = Random(f"{seed} {on}")
    situations = []
    for _ in range(count):
        household = family(chance, on)
        for add in adding:
            add(chance, household, on)
        if chance.random() < 1 / 8:
            _hide(chance, household, facts)
        situations.append(_situation(household, facts))
    return to_population(situations, facts)


def family(chance: Random, on: date) -> Household:
    """A household of one of six kinds."""
    kind = chance.choices(FAMILIES, WEIGHTS)[0]
    first = Drawn(id="a", born=_aged(chance, on, chance.randint(19, 80)), grown=True)
    if kind in ("family", "lone", "three generations"):
        first.born = _aged(chance, on, chance.randint(24, 55))
    home = [first]
    if kind in ("couple", "family", "three generations"):
        home.append(Drawn(id="b", born=_aged(chance, on, chance.randint(22, 60)), grown=True))
        first.spouse, home[1].spouse = "b", "a"
    if kind in ("family", "lone", "three generations"):
        for number in range(chance.choice((1, 1, 2, 2, 3, 4))):
            home.append(Drawn(id=f"c{number}", born=_young(chance, on), grown=False, guardian="a"))
    if kind in ("three generations", "grandparent"):
        home.append(Drawn(id="g", born=_aged(chance, on, chance.randint(60, 95)), grown=True))
    for person in home:
        person.facts["生年月日"] = person.born
    return home


def _aged(chance: Random, on: date, years: int) -> date:
    return on - timedelta(days=years * 365 + years // 4 + chance.randrange(365))


def _young(chance: Random, on: date) -> date:
    """A birth day from nothing to 22 years back; often a day before, of or after one that counts."""
    drawn = chance.random()
    if drawn < NEAR_A_BIRTHDAY:
        return on.replace(year=on.year - chance.choice(TURNING)) + timedelta(
            days=chance.randint(-1, 2)
        )
    if drawn < NEAR_A_BIRTHDAY + NEAR_THE_SCHOOL_YEAR:
        return date(on.year - chance.randint(1, 20), 4, 1) + timedelta(days=chance.randint(-1, 2))
    return on - timedelta(days=chance.randrange(365 * 22))


def _hide(chance: Random, household: Household, facts: Sequence[Fact]) -> None:
    """One fact of one person is not known (a fact with a meaning for no entry is left)."""
    open_to_it = {fact.name for fact in facts if fact.absent is None}
    person = chance.choice(household)
    held = sorted(open_to_it & person.facts.keys())
    if held:
        del person.facts[chance.choice(held)]


def _situation(household: Household, facts: Sequence[Fact]) -> Situation:
    of_people = [fact for fact in facts if fact.holder is Holder.PERSON]
    of_household = [fact for fact in facts if fact.holder is not Holder.PERSON]
    return Situation(
        people=tuple(
            Person(
                id=person.id,
                guardian=person.guardian,
                spouse=person.spouse,
                facts=dict(_held(person.facts, of_people)),
            )
            for person in household
        ),
        household=dict(_held(household[0].facts, of_household)),
    )


def _held(told: Mapping[str, Raw], facts: Sequence[Fact]) -> Iterable[tuple[str, Sourced]]:
    for fact in facts:
        raw = told.get(fact.name)
        if raw is not None:
            yield fact.name, Sourced(held=_coded(fact, raw))
        elif fact.absent is not None and fact.shape is Shape.PLAIN:
            yield fact.name, Sourced(held=fact.absent)


def _coded(fact: Fact, raw: Raw) -> Held:
    """As the kernel holds it: a label by its position, a date by its day number."""
    if fact.type.kind is Kind.CATEGORY:
        value = fact.type.labels.index(str(raw))
    elif isinstance(raw, date):
        value = days(raw)
    else:
        value = int(raw)
    match fact.shape:
        case Shape.PLAIN:
            return value
        case Shape.YEARLY:
            return dict.fromkeys(YEARS, value)
        case Shape.SPANS:
            return (Span(value=value),)
