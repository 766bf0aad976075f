"""How few questions settle what is missing, and how fast the next one is found.

Residents of a synthetic city are taken from a snapshot, some of what the registers hold of their
households is hidden, and each is asked about every service; the hidden fact is the answer.

python benchmarks/questions.py --residents 20000 --people 300
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from measure.program import DAY
from measure.town import town
from sakimawari.fit.asking.answers import with_answer
from sakimawari.fit.asking.choose import Outlook, look_ahead
from sakimawari.fit.asking.counted import count_sample
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.stakes import at_stake
from sakimawari.fit.lookup import situation_of
from sakimawari.packs.load import load_city
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.brief import Key
from sakimawari.rules.figures import days
from sakimawari.rules.held import read_fact
from sakimawari.rules.person import read_service
from sakimawari.rules.situation import Situation, Sourced, Span
from sakimawari.rules.tree import Fact, Holder, Shape
from sakimawari.settings import Settings

Choose = Callable[[Questionnaire, Situation, int, frozenset[Key]], Key | None]
YEARS = (2025, 2026)
MOST_DRAWN = 10_000_000
HIDDEN = 0.4  # of the facts a register holds of a person
MOST_QUESTIONS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one interview took, and the results reached."""

    questions: int
    milliseconds: tuple[float, ...]
    cpu_milliseconds: tuple[float, ...]
    open_yen: tuple[int, ...]  # a year still open, before the first question and after each
    results: Mapping[Any, Any]
    set_aside: frozenset[Any]


def main() -> None:
    """Interview some residents by three orders of questions and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--residents", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=300, help="residents interviewed")
    parser.add_argument("--dir", default="var/bench", help="where cities are kept")
    parser.add_argument("--home", help="a city's folder that is there already")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--visitors", action="store_true", help="nothing is known of anybody")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    home = Path(asked.home) if asked.home else town(Path(asked.dir), asked.residents).home
    found = measure(home, people=asked.people, seed=asked.seed, visitors=asked.visitors)
    print(
        f"{found['interviews']} interviews: {found['missing']:.1f} facts missing, "
        f"{found['questions']:.1f} questions (clause order {found['clause_order']:.1f}, "
        f"chance {found['chance_order']:.1f}); next question p50 {found['p50_ms']:.1f} "
        f"p95 {found['p95_ms']:.1f} p99 {found['p99_ms']:.1f} ms"
    )
    if asked.json:
        print(json.dumps(found))


def measure(home: Path, *, people: int, seed: int, visitors: bool = False) -> dict[str, Any]:
    """The mean number of questions by each order, and the time to find the next.

    `visitors`: of each household only who lives there is known, and no chances are counted.
    """
    catalogue = load_city(home, Settings.read().municipality).residents
    on = date.fromisoformat(DAY)
    population = open_snapshot(current_snapshot(home)).population(catalogue.facts_needed())
    sample = count_sample(population, catalogue.facts_needed(), on=days(on))
    questionnaire = Questionnaire(catalogue, on=on, registered=True, sample=sample)
    asking = Questionnaire(catalogue, on=on, registered=False) if visitors else questionnaire
    drawn = random.Random(seed)
    facts = {declared.fact.name: declared.fact for declared in catalogue.facts.values()}
    ours: list[Asked] = []
    clauses: list[Asked] = []
    chance: list[Asked] = []
    missing: list[int] = []
    for held, subject in households(home, catalogue, people=people, drawn=drawn):
        whole = completed(questionnaire, held, facts, drawn)
        gaps = unheard_of(whole) if visitors else with_gaps(whole, facts, drawn)
        first = look_ahead(asking, gaps, subjects=(subject,))
        if not first.open_keys:
            continue
        missing.append(len(first.open_keys))
        orders: dict[str, Choose] = {
            "ours": worthiest,
            "clauses": clause_order,
            "chance": lambda q, s, at, left: by_chance(q, s, at, left, drawn),
        }
        came = {
            name: interview(asking, gaps, whole, subject, choose) for name, choose in orders.items()
        }
        if not _agree(came.values()):
            raise SystemExit("the orders of questions reach different results")
        ours.append(came["ours"])
        clauses.append(came["clauses"])
        chance.append(came["chance"])
    times = sorted(ms for one in ours for ms in one.milliseconds)
    works = sorted(ms for one in ours for ms in one.cpu_milliseconds)
    asked, by_clause, by_luck = (
        statistics.mean(one.questions for one in each) for each in (ours, clauses, chance)
    )
    return {
        "interviews": len(ours),
        "missing": statistics.mean(missing),
        "questions": asked,
        "clause_order": by_clause,
        "chance_order": by_luck,
        "ratio_to_missing_facts": asked / statistics.mean(missing),
        "ratio_to_clause_order": asked / by_clause,
        "ratio_to_chance_order": asked / by_luck,
        "ratio_of_open_yen_to_clause_order": waiting(ours) / waiting(clauses),
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[int(len(times) * 0.95)],
        "p99_ms": times[int(len(times) * 0.99)],
        "p99_cpu_ms": works[int(len(works) * 0.99)],
    }


def _agree(interviews: Iterable[Asked]) -> bool:
    """Whether all orders end alike, in all that none of them set aside for somebody's age."""
    each = list(interviews)
    aside = frozenset[Any]().union(*(one.set_aside for one in each))
    return (
        len({frozenset((p, r) for p, r in one.results.items() if p not in aside) for one in each})
        == 1
    )


def households(
    home: Path, catalogue: Any, *, people: int, drawn: random.Random
) -> Iterator[tuple[Situation, int]]:
    """Households of a snapshot, each with the position of the resident who is asked."""
    snapshot = open_snapshot(current_snapshot(home))
    needed = catalogue.facts_needed()
    population = snapshot.population(needed)
    for unit in drawn.sample(range(population.units), min(people, population.units)):
        whole = situation_of(snapshot, unit, needed, population=population, with_sources=False)
        here = [at for at, person in enumerate(whole.people) if person.is_subject]
        if here:
            yield whole, drawn.choice(here)


def completed(
    questionnaire: Questionnaire, held: Situation, facts: Mapping[str, Fact], drawn: random.Random
) -> Situation:
    """The household with an answer to all the registers do not know, drawn by the same chances."""
    situation = held
    on = questionnaire.figures.on
    for person in range(len(held.people)):
        for fact in facts.values():
            years = YEARS if fact.shape is Shape.YEARLY else (None,)
            for year in years if fact.holder is Holder.PERSON else ():
                at = None if year is None else (year, year)
                if all(use.known for use in read_fact(held, fact, person=person, on=on, years=at)):
                    continue
                key = (fact.name, person, year)
                cells = questionnaire.cells(key, held)
                low, high = drawn.choices([c.answer for c in cells], [c.chance for c in cells])[0]
                value = drawn.randint(low, min(high, low + MOST_DRAWN))
                situation = with_answer(
                    situation, key, value, fact=fact, on=on, given=questionnaire.on
                )
    return situation


def with_gaps(whole: Situation, facts: Mapping[str, Fact], drawn: random.Random) -> Situation:
    """The household with some facts hidden; where absence has a meaning, an entry without value."""
    people = []
    for person in whole.people:
        kept: dict[str, Sourced] = {}
        for name, fact in facts.items():
            held = person.facts.get(name)
            if drawn.random() >= HIDDEN:
                kept |= {} if held is None else {name: held}
            elif fact.shape is Shape.SPANS:
                kept[name] = Sourced(held=(Span(value=None),))
            elif fact.absent is not None and held is not None:
                kept[name] = held
        people.append(replace(person, facts=kept))
    return replace(whole, people=tuple(people))


def unheard_of(whole: Situation) -> Situation:
    """The household without any fact: its people and their ties alone."""
    return replace(whole, people=tuple(replace(one, facts={}) for one in whole.people))


def interview(
    questionnaire: Questionnaire, gaps: Situation, whole: Situation, subject: int, choose: Choose
) -> Asked:
    """Ask until nothing is worth asking; what the city never held is answered 分からない."""
    situation, skipped = gaps, frozenset[Key]()
    times: list[float] = []
    works: list[float] = []
    left: list[int] = []
    for asked in range(MOST_QUESTIONS):
        began, worked = time.perf_counter(), time.process_time()
        key = choose(questionnaire, situation, subject, skipped)
        times.append((time.perf_counter() - began) * 1000)
        works.append((time.process_time() - worked) * 1000)
        seen = look_ahead(questionnaire, situation, subjects=(subject,), skipped=skipped)
        left.append(open_yen(questionnaire, seen))
        if key is None:
            summary = {
                pair: (brief.status, brief.amount, brief.tier)
                for pair, brief in seen.results.items()
            }
            return Asked(
                questions=asked,
                milliseconds=tuple(times),
                cpu_milliseconds=tuple(works),
                open_yen=tuple(left),
                results=summary,
                set_aside=seen.set_aside,
            )
        value = truth_of(questionnaire, whole, key)
        if value is None:
            skipped |= {key}
        else:
            declared = questionnaire.declared(key[0])
            situation = with_answer(
                situation,
                key,
                value,
                fact=None if declared is None else declared.fact,
                on=questionnaire.figures.on,
                given=questionnaire.on,
            )
    raise SystemExit("an interview did not end")


def open_yen(questionnaire: Questionnaire, seen: Outlook) -> int:
    """The yen a year still open in all services together."""
    return sum(
        at_stake(questionnaire.services[slug], brief) for (slug, _), brief in seen.results.items()
    )


def waiting(interviews: Sequence[Asked]) -> float:
    """Yen a year still open, summed over the questions one has to sit through."""
    return statistics.mean(
        sum(one.open_yen[:-1]) - (len(one.open_yen) - 1) * one.open_yen[-1] for one in interviews
    )


def truth_of(questionnaire: Questionnaire, whole: Situation, key: Key) -> int | None:
    """What the whole record says of a fact, None if it says nothing."""
    name, person, year = key
    declared = questionnaire.declared(name)
    if declared is None:
        return None
    years = None if year is None else (year, year)
    uses = read_fact(whole, declared.fact, person=person, on=questionnaire.figures.on, years=years)
    return uses[0].low if uses[0].known else None


def worthiest(
    questionnaire: Questionnaire, situation: Situation, at: int, skipped: frozenset[Key]
) -> Key | None:
    """Our order."""
    seen = look_ahead(questionnaire, situation, subjects=(at,), skipped=skipped)
    return seen.candidates[0].key if seen.candidates else None


def clause_order(
    questionnaire: Questionnaire, situation: Situation, at: int, skipped: frozenset[Key]
) -> Key | None:
    """The first missing fact of the first open service, in the order of the law."""
    seen = look_ahead(questionnaire, situation, subjects=(at,), skipped=skipped)
    for (slug, subject), brief in seen.results.items():
        if brief.missing & seen.open_keys:
            rule = questionnaire.rules[slug]
            reading = read_service(rule, situation, questionnaire.figures, subject=subject)
            keys = ((use.name, use.person, use.year) for use in reading.missing)
            found = next((key for key in keys if key in seen.open_keys), None)
            if found is not None and (slug, subject) not in seen.set_aside:
                return found
    return None


def by_chance(
    questionnaire: Questionnaire,
    situation: Situation,
    at: int,
    skipped: frozenset[Key],
    drawn: random.Random,
) -> Key | None:
    """Any fact that may still change something."""
    seen: Outlook = look_ahead(questionnaire, situation, subjects=(at,), skipped=skipped)
    return drawn.choice(sorted(seen.open_keys, key=str)) if seen.open_keys else None


if __name__ == "__main__":
    main()
