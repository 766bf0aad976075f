"""Evidence drawn at random: a rule, a household, figures with their provenance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from sakimawari.fit.explaining.evidence import THOROUGH, About, Asking, Evidence, Ground
from sakimawari.packs.pack import Gives
from sakimawari.rules.figures import (
    DatedParameter,
    DatedTable,
    DatedValue,
    Figures,
    Provenance,
    TableVersion,
    day_of,
)
from sakimawari.rules.reads import facts_read, parameters_read, tables_read
from sakimawari.rules.tree import Adjustment, Clause, Holder, ServiceRule
from tests.rules.interplay import services
from tests.rules.random_units import random_units
from tests.rules.strategies import figures, rules

ABOUT = About(
    service="drawn",
    name="試験手当",
    law="試験法",
    department="試験課",
    gives=Gives.BENEFIT,
    pack="drawn",
    pack_name="試験",
    pack_version="1",
    pack_scope="national",
    pack_hash="0" * 64,
)
SINCE = date(2020, 4, 1)


def provenance(*, certain: bool = True) -> Provenance:
    return Provenance(
        article="試験法第2条",
        source="https://example.invalid/law",
        checked=date(2026, 7, 1),
        check_by=date(2027, 7, 1),
        certain=certain,
    )


def evidence_of(rule: ServiceRule, on: Figures, *, seed: int) -> Evidence:
    """A household drawn from the seed, under the figures."""
    unit = random_units(seed, 1, facts_read(rule, notes=True))[0]
    parameters = []
    for parameter in parameters_read(rule, notes=True):
        low, high = on.parameters[parameter.name]
        value = DatedValue(since=SINCE, value=low, provenance=provenance(certain=low == high))
        parameters.append(DatedParameter(parameter=parameter, values=(value,)))
    tables = tuple(
        DatedTable(
            table=table,
            versions=(
                TableVersion(since=SINCE, rows=on.tables[table.name], provenance=provenance()),
            ),
        )
        for table in tables_read(rule, notes=True)
    )
    return Evidence(
        ground=Ground(
            about=ABOUT,
            rule=rule,
            parameters=tuple(parameters),
            tables=tables,
            asking={
                fact.name: Asking(ja=f"{fact.name}は？") for fact in facts_read(rule, notes=True)
            },
        ),
        situation=unit,
        subject=seed % len(unit.people) if rule.holder is Holder.PERSON else 0,
        relations=tuple("世帯主" if at == 0 else "子" for at in range(len(unit.people))),
        on=day_of(on.on),
        key="k",
        effort=THOROUGH,
    )


@st.composite
def drawn_evidence(draw: st.DrawFn) -> Evidence:
    """Evidence for a rule of the random trees."""
    return evidence_of(draw(rules(fuel=2)), draw(figures()), seed=draw(st.integers(0, 2**32)))


@st.composite
def interacting(draw: st.DrawFn) -> Evidence:
    """Evidence of a service that may read one to three others, with a note and an adjustment."""
    rules: tuple[ServiceRule, ...] = draw(services())
    rule, on = rules[-1], draw(figures())
    assert rule.amount is not None
    noted = rules[-2].clauses[0].truth if rules[-2].holder is rule.holder else None
    if noted is not None:
        rule = replace(rule, notes=(Clause(id="n", text="注", article="第9条", truth=noted),))
    told = (Adjustment(id="a", text="差額", article="第10条"),)
    rule = replace(rule, amount=replace(rule.amount, adjustments=told))
    return evidence_of(rule, on, seed=draw(st.integers(0, 2**32)))
