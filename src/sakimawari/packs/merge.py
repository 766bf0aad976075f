"""Several packs as one: equal facts are one fact, a city goes before the nation, else no two alike.

Everywhere `sources` and `packs` come with national packs first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sakimawari.packs.findings import Findings
from sakimawari.packs.pack import DeclaredFact, Pack, Service
from sakimawari.packs.sources import Sources
from sakimawari.problems import Place
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.tree import DecisionTable, Type


def facts_of_all(sources: Iterable[Sources], findings: Findings) -> dict[str, DeclaredFact]:
    """The facts of all packs; one declared in two ways is a problem.

    What only surrounds a fact (questions, register) is taken from the first pack that gives it.
    """
    facts: dict[str, DeclaredFact] = {}
    places: dict[str, Place] = {}
    for source in sources:
        for name, (declared, place) in source.facts.items():
            first = facts.setdefault(name, declared)
            places.setdefault(name, place)
            if first.fact != declared.fact:
                findings.problem(
                    "PACK013",
                    f"the fact `{name}` is declared otherwise than in {places[name]}: "
                    f"{_difference(first, declared)}",
                    "declare it alike in both packs",
                    where=place,
                )
            facts[name] = _joined(first, declared)
    return facts


def _difference(first: DeclaredFact, second: DeclaredFact) -> str:
    pairs = (
        ("type", first.fact.type.kind.value, second.fact.type.kind.value),
        ("unit", first.fact.type.unit, second.fact.type.unit),
        ("decimals", first.fact.type.scale, second.fact.type.scale),
        ("labels", first.fact.type.labels, second.fact.type.labels),
        ("shape", first.fact.shape.value, second.fact.shape.value),
        ("min", first.fact.low, second.fact.low),
        ("max", first.fact.high, second.fact.high),
        ("absent", first.fact.absent, second.fact.absent),
    )
    return ", ".join(key for key, one, other in pairs if one != other)


def _joined(first: DeclaredFact, second: DeclaredFact) -> DeclaredFact:
    return DeclaredFact(
        fact=first.fact,
        register=first.register or second.register,
        sensitivity=first.sensitivity,
        question=first.question or second.question,
        question_easy=first.question_easy or second.question_easy,
        question_en=first.question_en or second.question_en,
        resident_knows=first.resident_knows and second.resident_knows,
        ages=first.ages or second.ages,
    )


def figures_of_all(
    sources: Sequence[Sources], findings: Findings
) -> tuple[dict[str, DatedParameter], dict[str, DatedTable]]:
    """Parameters and tables in effect, by name: a city's in place of the nation's."""
    parameters: dict[str, tuple[Sources, DatedParameter]] = {}
    tables: dict[str, tuple[Sources, DatedTable]] = {}
    for source in sources:
        for name, (parameter, place) in source.parameters.items():
            known = parameters.setdefault(name, (source, parameter))
            if known[0] is source or _say_the_same(known[1], parameter):
                continue
            if _may_stand(source, known[0], f"parameter `{name}`", place, findings):
                _same_type(known[1].parameter.type, parameter.parameter.type, name, place, findings)
                parameters[name] = (source, parameter)
        for name, table in source.tables.items():
            before = tables.setdefault(name, (source, table.dated))
            if before[0] is source:
                continue
            if _may_stand(source, before[0], f"table `{name}`", table.place, findings):
                _same_columns(before[1].table, table.dated.table, table.place, findings)
                tables[name] = (source, table.dated)
    return (
        {name: parameter for name, (_, parameter) in parameters.items()},
        {name: table for name, (_, table) in tables.items()},
    )


def _say_the_same(one: DatedParameter, other: DatedParameter) -> bool:
    """Whether two packs, which share no figures, state one figure of the law alike."""
    return one.parameter == other.parameter and [
        (value.since, value.value, value.provenance.certain) for value in one.values
    ] == [(value.since, value.value, value.provenance.certain) for value in other.values]


def services_of_all(packs: Sequence[Pack], findings: Findings) -> dict[str, Service]:
    """Services in effect by slug; also notes packs with one id, and packs of two cities."""
    services: dict[str, Service] = {}
    by_id: dict[str, Pack] = {}
    city: Pack | None = None
    for pack in packs:
        place = Place(file=f"{pack.folder.name}/pack.yaml")
        if pack.id in by_id:
            findings.problem(
                "PACK014",
                f"the pack {by_id[pack.id].folder.name} has the id {pack.id} too",
                "give each pack its own id",
                where=place,
            )
        by_id.setdefault(pack.id, pack)
        if pack.scope != "national":
            if city is not None and city.scope != pack.scope:
                findings.problem(
                    "PACK014",
                    f"the pack is for {pack.scope}, {city.folder.name} for {city.scope}",
                    "load the packs of one city only",
                    where=place,
                )
            city = city or pack
        for slug, service in pack.services.items():
            known = services.get(slug)
            if known is not None and (pack.scope == by_id[known.pack].scope):
                findings.problem(
                    "PACK014",
                    f"the service `{slug}` stands in {by_id[known.pack].folder.name} too",
                    "give each service its own slug",
                    where=service.places[""],
                )
                continue
            services[slug] = service
    return services


def _may_stand(
    source: Sources, before: Sources, what: str, place: Place, findings: Findings
) -> bool:
    """Whether a city's pack replaces a national one; two of one rank are a problem."""
    if source.is_national == before.is_national:
        findings.problem(
            "PACK014",
            f"the {what} stands in {before.folder.name} too",
            "give each its own name; only a city's pack may replace a national figure",
            where=place,
        )
        return False
    return True


def _same_type(national: Type, city: Type, name: str, place: Place, findings: Findings) -> None:
    if (national.kind, national.unit, national.labels) != (city.kind, city.unit, city.labels):
        findings.problem(
            "PACK014",
            f"the parameter `{name}` replaces a national one of another type or unit",
            "keep type and unit",
            where=place,
        )


def _same_columns(
    national: DecisionTable, city: DecisionTable, place: Place, findings: Findings
) -> None:
    def columns(table: DecisionTable) -> list[object]:
        return [
            (column.name, column.type.kind, column.type.unit, column.type.labels)
            for column in (*table.inputs, *table.outputs)
        ]

    if columns(national) != columns(city):
        findings.problem(
            "PACK014",
            f"the table `{city.name}` replaces a national one with other columns",
            "keep the columns",
            where=place,
        )
