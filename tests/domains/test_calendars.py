"""Every shipped service's calendar, read by the generated text, is what the interpreter finds.

The people are those of the worked examples: they lie where the law's bounds are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np
import pytest

from sakimawari.packs.cases import cases_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, load_packs
from sakimawari.rules.intervals import Intervals
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.reads import facts_read
from sakimawari.rules.situation import Situation, to_population
from sakimawari.rules.timeline import Timeline
from sakimawari.rules.tree import Holder, ServiceRule
from tests.edition import KITAKYUSHU
from tests.rules.calendar_town import KEPT, read_uncompiled

START, FINAL = date(2026, 3, 20), date(2027, 5, 10)
MOST_EXAMPLES = 5
DAYS_APART = 101  # between the days looked at besides the edges of intervals


@cache
def shipped() -> Catalogue:
    return load_packs(discover(municipality=KITAKYUSHU))


@cache
def situations() -> dict[str, tuple[Situation, ...]]:
    """Some households (or companies) of the examples of each service, spread over its file."""
    found: dict[str, list[Situation]] = {}
    for case, _ in cases_of(shipped()):
        for slug, subject in {one.service: one.subject for one in case.expect}.items():
            found.setdefault(slug, []).append(case.read_for(subject)[0])
    return {
        slug: tuple(listed[:: -(-len(listed) // MOST_EXAMPLES)]) for slug, listed in found.items()
    }


def differing(
    rule: ServiceRule, units: Sequence[Situation], found: Intervals, timeline: Timeline
) -> list[str]:
    """Days on which the interpreter finds something else than the calendar says."""
    wrong, row = [], 0
    for unit in units:
        for at in range(1 if rule.holder is Holder.HOUSEHOLD else len(unit.people)):
            mine = found.where(found.row == row)
            row += 1
            edges = {day + off for day in (*mine.since, *mine.until) for off in (-1, 0, 1)}
            days = edges | set(range(timeline.start, timeline.final + 1, DAYS_APART))
            for day in sorted(day for day in days if timeline.start <= day <= timeline.final):
                reading = read_service(rule, unit, timeline.figures(int(day)), subject=at)
                held = np.flatnonzero((mine.since <= day) & (day <= mine.until))
                if reading.status == Status.NO:
                    said, came = [], len(held)
                    same = came == 0
                else:
                    said = [int(getattr(reading, name)) for name in KEPT]
                    same = len(held) == 1 and said == [
                        int(getattr(mine, name)[held[0]]) for name in KEPT
                    ]
                if not same:
                    wrong.append(f"{rule.service}, person {at}, day {day}: {said}")
    return wrong


@pytest.mark.parametrize("pack", sorted(pack.id for pack in shipped().packs))
def test_the_calendar_of_every_service_is_what_the_interpreter_finds(pack: str) -> None:
    catalogue = shipped()
    timeline = catalogue.timeline(START, FINAL, reach=date(2028, 12, 31))
    wrong, silent = [], set()
    for slug, service in catalogue.services.items():
        if service.pack == pack:
            units = situations()[slug]
            facts = facts_read(service.rule)
            found, _ = read_uncompiled(service.rule, to_population(units, facts), timeline)
            silent |= {slug} if not len(found) else set()
            wrong += differing(service.rule, units, found, timeline)
    assert wrong == []
    # nobody may have a right all along only where the last programme has ended
    assert silent <= {"designated-public-benefit"}
