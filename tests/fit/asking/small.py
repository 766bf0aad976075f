"""Small catalogues for the tests of asking: few facts, rules written as text or drawn."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sakimawari.fit.asking.choose import Outlook, look_ahead
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import DeclaredFact, Rung, Service
from sakimawari.problems import Place
from sakimawari.rules.brief import Key
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading
from sakimawari.rules.situation import Person, Situation, Sourced
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Award,
    Clause,
    Fact,
    Holder,
    Kind,
    ServiceRule,
    Shape,
    Type,
)
from sakimawari.rules.vocabulary import Vocabulary

ON = date(2026, 11, 25)
YEN = Type(kind=Kind.NUMBER, unit="円")
TRUTHS = tuple(Fact(name=name, type=TRUTH) for name in ("甲", "乙", "丙", "丁"))
FACTS = {
    fact.name: fact
    for fact in (
        *TRUTHS,
        Fact(name="生年月日", type=DATE),
        Fact(name="所得", type=YEN, shape=Shape.YEARLY, high=10**9),
        Fact(name="級", type=Type(kind=Kind.CATEGORY, labels=("なし", "1級", "2級")), absent=0),
        Fact(
            name="認定",
            type=Type(kind=Kind.CATEGORY, labels=("なし", "要支援", "要介護")),
            shape=Shape.SPANS,
            absent=0,
        ),
        Fact(name="端数", type=YEN, high=99),
    )
}
VOCABULARY = Vocabulary(
    facts=FACTS, household_facts={}, variables={}, household_variables={}, parameters={}, tables={}
)
PLACE = Place(file="small.yaml", line=1)


def service(
    slug: str, *conditions: str, amount: str | None = None, events: str = "birth"
) -> Service:
    """A service of some conditions with a monthly amount."""
    clauses = tuple(
        Clause(
            id=f"c{at}",
            text=condition,
            article=f"第{at + 1}条",
            truth=parse_truth(condition, VOCABULARY, holder=Holder.PERSON, place=PLACE),
        )
        for at, condition in enumerate(conditions)
    )
    award = None
    if amount is not None:
        value = parse_value(amount, VOCABULARY, holder=Holder.PERSON, place=PLACE, expected=YEN)
        award = Award(value=value, unit="円/月", article="第9条")
    return Service(
        slug=slug,
        name=slug,
        summary=slug,
        rule=ServiceRule(service=slug, holder=Holder.PERSON, clauses=clauses, amount=award),
        law="試験法",
        department="試験課",
        life_events=(events,),
        rung=Rung.HELP,
    )


def catalogue(*services: Service) -> Catalogue:
    """Services over the small facts; 端数 is nothing a resident knows."""
    return Catalogue(
        packs=(),
        facts={
            name: DeclaredFact(fact=fact, resident_knows=name != "端数", question=f"{name}は？")
            for name, fact in FACTS.items()
        },
        parameters={},
        tables={},
        services={one.slug: one for one in services},
    )


def questionnaire(*services: Service, registered: bool = True) -> Questionnaire:
    return Questionnaire(catalogue(*services), on=ON, registered=registered)


def alone(**facts: int | Mapping[int, int]) -> Situation:
    """One person with these facts."""
    held = {name: Sourced(held=value) for name, value in facts.items()}
    return Situation(people=(Person(id="本人", facts=held),))


def drawn_services(seed: int) -> tuple[Service, ...]:
    """One to three services over four yes-or-no facts, drawn; they share facts."""
    drawn = random.Random(seed)

    def condition(depth: int) -> str:
        if depth == 0 or drawn.random() < 0.25:
            return drawn.choice(["", "not "]) + drawn.choice(TRUTHS).name
        word = drawn.choice([" and ", " or "])
        return f"({condition(depth - 1)}{word}{condition(depth - 1)})"

    return tuple(
        service(
            f"s{at}",
            *(condition(2) for _ in range(drawn.randint(1, 2))),
            amount=f"{drawn.choice([1000, 5000, 20000])} * (2 if {condition(1)} else 1)",
        )
        for at in range(drawn.randint(1, 3))
    )


def states() -> Iterator[dict[str, int]]:
    """Every state of knowledge of the four facts: each no, yes, or left out."""
    for values in itertools.product((0, 1, None), repeat=len(TRUTHS)):
        named = zip((fact.name for fact in TRUTHS), values, strict=True)
        yield {name: value for name, value in named if value is not None}


def completions(known: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Every way to complete a state."""
    left = [fact.name for fact in TRUTHS if fact.name not in known]
    for values in itertools.product((0, 1), repeat=len(left)):
        yield {**known, **dict(zip(left, values, strict=True))}


def seen(given: Questionnaire, known: Mapping[str, int]) -> Outlook:
    return look_ahead(given, alone(**known))


def direct(given: Questionnaire, situation: Situation, slug: str, subject: int = 0) -> Reading:
    """The service read by the interpreter that keeps the proof."""
    return read_service(given.rules[slug], situation, given.figures, subject=subject)


def told(key: Key, known: Mapping[str, int], value: int) -> dict[str, int]:
    return {**known, key[0]: value}


def without(situation: Situation, name: str, at: int) -> Situation:
    """The situation with one fact of one person forgotten."""
    people = list(situation.people)
    facts = {key: held for key, held in people[at].facts.items() if key != name}
    people[at] = replace(people[at], facts=facts)
    return replace(situation, people=tuple(people))
