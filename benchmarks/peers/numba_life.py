"""The gift for a long life of Kitakyushu by hand."""

from __future__ import annotations

from peers.calendar import fiscal_start, years_before
from peers.facts import Array, Unit, dates, day, fast, figure, status, units
from peers.prepared import Prepared, room
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.population import Population


@fast
def _long_life(
    unit: Unit,
    facts: tuple[Array, Array],
    law: tuple[int, ...],
    results: tuple[Array, ...],
    span: tuple[int, int],
) -> None:
    out, low, high = results
    first_88, last_88, first_100, last_100, settled, times_low, times_high, at_88, at_100 = law
    for p in range(unit.offsets[span[0]], unit.offsets[span[1]]):
        birth, moved = day(facts[0][p]), day(facts[1][p])
        maybe_88 = birth[1] >= first_88 and birth[0] <= last_88
        maybe_100 = birth[1] >= first_100 and birth[0] <= last_100
        if not (maybe_88 or maybe_100) or unit.subject[p] == 0:
            continue
        if moved[0] > settled or times_high < 1:
            continue
        is_100 = birth[0] >= first_100 and birth[1] <= last_100
        is_88 = birth[0] >= first_88 and birth[1] <= last_88
        out[p] = status((is_88 or is_100) and moved[1] <= settled and times_low >= 1, True)
        low[p] = at_100 if is_100 else at_88
        high[p] = at_100 if maybe_100 else at_88


def long_life(population: Population, figures: Figures) -> Prepared:
    """長寿祝金（敬老）."""
    start = fiscal_start(figures.on)
    first_days = [days(years_before(start, age)) for age in (88, 87, 100, 99)]
    times = figures.parameters["長寿祝金_実施回数"]
    amounts = [figure(figures, f"長寿祝金_{age}歳") for age in (88, 100)]
    law = (
        first_days[0],
        first_days[1] - 1,
        first_days[2],
        first_days[3] - 1,
        days(start.replace(month=6)),
        *times,
        *amounts,
    )
    facts = dates(population, "生年月日"), dates(population, "住民となった日")
    unit, answer = units(population), room(population.people, amount=True)
    results = answer.columns("status", "amount_low", "amount_high")

    def read(first: int, last: int) -> None:
        _long_life(unit, facts, law, results, (first, last))

    return Prepared(answer=answer, read=read)
