"""Child allowance and the benefit for pregnant women by hand."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from peers.calendar import born_by_year_end, years_before
from peers.facts import (
    NOBODY_KNOWS_WHO,
    Array,
    Spans,
    Unit,
    child,
    dates,
    day,
    fast,
    figure,
    has_wards,
    held,
    inlined,
    number,
    numbers,
    spans,
    status,
    truth,
    truths,
    units,
)
from peers.prepared import Prepared, room
from sakimawari.rules.figures import Figures, day_of, days
from sakimawari.rules.population import Population

CENTURY = days(date(1900, 1, 1))
NEVER = -(10**9)


class Facts(NamedTuple):
    birth: Array
    public_servant: Array
    supported: Array
    in_home: Spans
    moved: Array


class Law(NamedTuple):
    on: int
    born_19: int  # the last birth day of those too old for the allowance
    born_23: int  # … and of those too old to be counted as an elder sibling
    month_start_3: int  # the first birth day of those still paid as under three
    under_3: int
    from_3: int
    third: int


@inlined
def _eligible(facts: Facts, law: Law, m: int) -> tuple[bool, bool]:
    """A child for whom the allowance is paid."""
    low, high = day(facts.birth[m])
    if high <= law.born_19 or low > law.on:
        return False, False
    in_home = truth(held(facts.in_home, m, law.on))
    return low > law.born_19 and high <= law.on and not in_home[1], not in_home[0]


@inlined
def _counts_as_elder(facts: Facts, law: Law, m: int) -> tuple[bool, bool]:
    """A child, up to 22, who moves the younger ones up in rank."""
    low, high = day(facts.birth[m])
    if high <= law.born_23 or low > law.on:
        return False, False
    in_home = truth(held(facts.in_home, m, law.on))
    supported = truth(facts.supported[m])
    surely = low > law.born_23 and high <= law.on and not in_home[1]
    return (
        surely and (low > law.born_19 or supported[0]),
        not in_home[0] and (high > law.born_19 or supported[1]),
    )


@inlined
def siblings(unit: Unit, one: int, other: int, a: int, b: int) -> tuple[bool, bool]:
    """Whether two people of the unit have one guardian."""
    mine, theirs = unit.guardian[one], unit.guardian[other]
    my_own, their_own = a <= mine < b, a <= theirs < b
    if my_own and their_own:
        return mine == theirs, mine == theirs
    unsure = min(mine, theirs) == NOBODY_KNOWS_WHO
    return False, (
        unsure
        and (my_own or mine == NOBODY_KNOWS_WHO)
        and (their_own or theirs == NOBODY_KNOWS_WHO)
    )


@inlined
def _rank(unit: Unit, facts: Facts, law: Law, m: int, house: tuple[int, int]) -> tuple[int, int]:
    """The place of a child among the siblings who count, the eldest first."""
    low, high = 1, 1
    born = day(facts.birth[m])
    for k in range(house[0], house[1]):
        if k == m:
            continue
        kin = siblings(unit, m, k, house[0], house[1])
        if not kin[1]:
            continue
        counts = _counts_as_elder(facts, law, k)
        if not counts[1]:
            continue
        theirs = day(facts.birth[k])
        tie = k < m
        if theirs[0] < born[1] or (tie and theirs[0] == born[1]):
            high += 1
        if kin[0] and counts[0] and (theirs[1] < born[0] or (tie and theirs[1] == born[0])):
            low += 1
    return low, high


@inlined
def _monthly(unit: Unit, facts: Facts, law: Law, m: int, house: tuple[int, int]) -> tuple[int, int]:
    """What is paid a month for one child."""
    rank = _rank(unit, facts, law, m, house)
    if rank[0] >= 3:
        return law.third, law.third
    born = day(facts.birth[m])
    low = law.from_3 if born[0] < law.month_start_3 else law.under_3
    high = law.under_3 if born[1] >= law.month_start_3 else law.from_3
    return low, law.third if rank[1] >= 3 else high


@fast
def _allowance(
    unit: Unit, facts: Facts, law: Law, results: tuple[Array, ...], span: tuple[int, int]
) -> None:
    out, least, most, deadline = results
    for u in range(span[0], span[1]):
        a, b = unit.offsets[u], unit.offsets[u + 1]
        if not has_wards(unit, a, b):
            continue
        for p in range(a, b):
            servant = truth(facts.public_servant[p])
            if unit.subject[p] == 0 or servant[0]:
                continue
            surely, possibly, low, high = False, False, 0, 0
            youngest_low, youngest_high = NEVER, NEVER
            for m in range(a, b):
                mine = child(unit, m, p)
                if not mine[1]:
                    continue
                eligible = _eligible(facts, law, m)
                if not eligible[1]:
                    continue
                possibly = True
                monthly = _monthly(unit, facts, law, m, (a, b))
                high += monthly[1]
                born = day(facts.birth[m])
                youngest_high = max(youngest_high, born[1])
                if mine[0] and eligible[0]:
                    surely = True
                    low += monthly[0]
                    youngest_low = max(youngest_low, born[0])
            if possibly:
                out[p] = status(surely and not servant[1], True)
                least[p], most[p] = low, high
                moved = day(facts.moved[p])
                if not surely:
                    youngest_high = max(youngest_high, CENTURY)
                # Without a sure child the least is the day the rule names for none.
                latest_low = max(youngest_low if surely else CENTURY, moved[0])
                latest_high = max(youngest_high, moved[1])
                if latest_low == latest_high:
                    deadline[p] = latest_low + 15


def child_allowance(population: Population, figures: Figures) -> Prepared:
    """児童手当. Any child who is paid for is one brought up, so one pass answers both clauses."""
    on = figures.on
    facts = Facts(
        birth=dates(population, "生年月日"),
        public_servant=truths(population, "公務員"),
        supported=truths(population, "監護相当生計費負担"),
        in_home=spans(population, "施設入所"),
        moved=dates(population, "住民となった日"),
    )
    law = Law(
        on=on,
        born_19=born_by_year_end(figure(figures, "児童手当上限年齢") + 1, on),
        born_23=born_by_year_end(figure(figures, "多子加算上限年齢") + 1, on),
        month_start_3=days(years_before(day_of(on).replace(day=1), 3)),
        under_3=figure(figures, "児童手当_3歳未満"),
        from_3=figure(figures, "児童手当_3歳以上"),
        third=figure(figures, "児童手当_第3子以降"),
    )
    unit, answer = units(population), room(population.people, amount=True, deadline=True)
    results = answer.columns("status", "amount_low", "amount_high", "deadline")

    def read(first: int, last: int) -> None:
        _allowance(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)


class Pregnancy(NamedTuple):
    notified: Array
    heartbeat: Array
    due: Array
    children: Array


@fast
def _pregnant(
    unit: Unit,
    facts: Pregnancy,
    law: tuple[int, int, int],
    results: tuple[Array, ...],
    span: tuple[int, int],
) -> None:
    out, least, most = results
    start, once, each = law
    for p in range(unit.offsets[span[0]], unit.offsets[span[1]]):
        if facts.notified[p] != 1 or facts.heartbeat[p] == 0 or unit.subject[p] == 0:
            continue
        due = day(facts.due[p])
        if due[1] >= start:
            out[p] = status(facts.heartbeat[p] == 1 and due[0] >= start, True)
            low, high = number(facts.children[p], 1, 6)
            least[p], most[p] = once + each * low, once + each * high


def pregnancy_support(population: Population, figures: Figures) -> Prepared:
    """妊婦のための支援給付."""
    facts = Pregnancy(
        notified=truths(population, "妊娠届あり"),
        heartbeat=truths(population, "胎児心拍確認"),
        due=dates(population, "出産予定日"),
        children=numbers(population, "胎児数"),
    )
    start = days(date(2025, 4, 1))
    law = (start, figure(figures, "妊婦給付_1回目"), figure(figures, "妊婦給付_胎児1人"))
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        if figures.on >= start:
            _pregnant(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
