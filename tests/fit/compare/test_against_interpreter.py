"""Counts and yen of a comparison against the plain interpreter, person by person, at random."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.fit.compare.outcomes import Outcome
from sakimawari.fit.compare.report import YenRange
from sakimawari.packs.load import load_packs
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading
from sakimawari.rules.situation import Situation
from tests.fit.compare.town import BIRTH, INCOME, ON, Desk, Member, found_city, write_pack

CONDITIONS = ("世帯.合計(総所得金額等[年度(基準日)]) <= P.限度額", "基準日 >= 生年月日")
AMOUNT = "最大(P.月額 - 切り捨て(総所得金額等[年度(基準日)] / 200), 0)"
OTHER_AMOUNT = "P.月額 + 世帯.人数(年齢(生年月日) < 18) * 500"
members = st.builds(
    Member,
    born=st.sampled_from(
        [date(1950, 5, 5), date(1990, 1, 1), date(2008, 10, 1), date(2020, 2, 29)]
    ),
    income=st.sampled_from([None, 0, 0, 600_000, 999_999, 1_000_000, 1_000_001, 3_000_000]),
    relation=st.sampled_from(["世帯主", "妻", "子"]),
)
households = st.lists(st.lists(members, min_size=1, max_size=4), min_size=1, max_size=12)
amounts = st.sampled_from([AMOUNT, OTHER_AMOUNT, "P.月額"])
limits = st.sampled_from([0, 999_999, 1_000_000, 1_000_001, 1_600_000])
monthly = st.sampled_from([0, 1, 4_000, 10_000])


def outcome_of(before: Reading, after: Reading) -> Outcome:
    """The class of one person, said again in plain words."""
    match (before.status, after.status):
        case (Status.NO, Status.NO):
            return Outcome.SAME
        case (Status.NO, Status.YES):
            return Outcome.GAIN
        case (Status.YES, Status.NO):
            return Outcome.LOSE
        case (Status.NO, Status.UNKNOWN):
            return Outcome.POSSIBLE
        case (Status.UNKNOWN, Status.NO):
            return Outcome.IMPOSSIBLE
        case (Status.UNKNOWN, Status.YES):
            return Outcome.CONFIRMED
        case (Status.YES, Status.UNKNOWN):
            return Outcome.UNSURE
        case (Status.UNKNOWN, Status.UNKNOWN):
            return Outcome.OPEN
    if before.amount == after.amount:
        return Outcome.SAME
    lows, highs = zip(before.amount, after.amount, strict=True)
    if lows[0] <= lows[1] and highs[0] <= highs[1]:
        return Outcome.MORE
    return Outcome.LESS if lows[0] >= lows[1] and highs[0] >= highs[1] else Outcome.CHANGED


def possible_yen(reading: Reading) -> list[int]:
    """The least and the most yen a year one reading allows."""
    if reading.status is Status.NO:
        return [0, 0]
    low, high = (12 * amount for amount in reading.amount)
    return [min(low, 0), max(high, 0)] if reading.status is Status.UNKNOWN else [low, high]


def yen_of(pairs: list[tuple[Reading, Reading]]) -> YenRange:
    certain, low, high, up, down = 0, 0, 0, 0, 0
    for before, after in pairs:
        old, new = possible_yen(before), possible_yen(after)
        sure = Status.UNKNOWN not in (before.status, after.status)
        if outcome_of(before, after) in (Outcome.SAME, Outcome.OPEN):
            continue
        if sure and old[0] == old[1] and new[0] == new[1]:
            change = new[0] - old[0]
            certain, low, high = certain + change, low + change, high + change
            up, down = up + max(change, 0), down + min(change, 0)
        else:
            low, high = low + new[0] - old[1], high + new[1] - old[0]
    return YenRange(certain=certain, raised=up, lowered=down, low=low, high=high)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    homes=households,
    before=st.tuples(limits, monthly, amounts),
    after=st.tuples(limits, monthly, amounts),
    conditions=st.tuples(*[st.sampled_from(CONDITIONS)] * 2),
)
def test_counts_and_yen_are_those_of_reading_everybody_one_by_one(
    cache: Path,
    homes: list[list[Member]],
    before: tuple[int, int, str],
    after: tuple[int, int, str],
    conditions: tuple[str, str],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packs = [
            write_pack(folder / side, limit=limit, monthly=pay, amount=amount, condition=asks)
            for side, (limit, pay, amount), asks in zip(
                "ab", (before, after), conditions, strict=True
            )
        ]
        rules = [load_packs([pack]) for pack in packs]
        city = Desk(snapshot=found_city(folder / "city", homes), before=rules[0], cache=cache)
        found = city.against(packs[1], months=1)
        population = city.snapshot.population([BIRTH, INCOME])
        pairs = []
        for unit in range(population.units):
            home = Situation.from_population(population, unit, [BIRTH, INCOME])
            for at in range(len(home.people)):
                old, new = (
                    read_service(side.services["grant"].rule, home, side.figures(ON), subject=at)
                    for side in rules
                )
                pairs.append((old, new))
    expected = Counter(outcome_of(*pair) for pair in pairs)
    if not found.impacts:
        assert set(expected) <= {Outcome.SAME, Outcome.OPEN}
        return
    impact = found.impacts[0]
    assert {o: c for o, c in impact.counts.items() if c} == {
        o: c for o, c in expected.items() if o is not Outcome.SAME
    }
    assert impact.yen_per_year == yen_of(pairs)
