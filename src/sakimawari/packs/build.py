"""From the sources of a pack to the pack: its words before its services are read, checks after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sakimawari.packs.anticipating import read_anticipating
from sakimawari.packs.changes import read_changes
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.document import Text
from sakimawari.packs.findings import Findings
from sakimawari.packs.handling import read_handling
from sakimawari.packs.names import HOUSEHOLD
from sakimawari.packs.pack import Pack, Service
from sakimawari.packs.posing import read_posing
from sakimawari.packs.sources import Sources
from sakimawari.packs.variables import in_rules
from sakimawari.problems import Place
from sakimawari.rules.check import check_rule
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.reads import parameters_read, tables_read
from sakimawari.rules.tree import Holder, ServiceRule, Variable
from sakimawari.rules.vocabulary import Vocabulary


def finished(
    sources: Sources,
    vocabulary: Vocabulary,
    services: dict[str, Service],
    variables: Mapping[str, Place],
    *,
    figures: tuple[Mapping[str, DatedParameter], Mapping[str, DatedTable]],
) -> Pack:
    """A pack whose services have been read, after the last checks; `variables` are their places.

    Problems are noted in the findings of the sources; the pack is whole only if there are none.
    """
    for service in services.values():
        for rule, place in _in_parts(service):
            _check(rule, place, figures, sources.findings)
    _note_without_examples(sources)
    declared = {("variable", name): place for name, place in variables.items()}
    return Pack(
        id=sources.head.id,
        name=sources.head.name,
        version=sources.head.version,
        scope=sources.head.scope,
        owner=sources.head.owner,
        summary=sources.head.summary,
        folder=sources.folder,
        hash=sources.hash,
        facts=tuple(fact for fact, _ in sources.facts.values()),
        variables=_variables(vocabulary),
        parameters=tuple(parameter for parameter, _ in sources.parameters.values()),
        tables=tuple(table.dated for table in sources.tables.values()),
        services={slug: services[slug] for slug, _ in sources.services if slug in services},
        places=_places(sources) | declared,
        articles=_articles(sources),
        changes=read_changes(sources.changes, dict(sources.services), sources.findings),
        handling=read_handling(
            sources.casework,
            dict(sources.services),
            sources.findings,
            national=sources.is_national,
        ),
        anticipating=read_anticipating(
            sources.anticipate,
            dict(sources.services),
            {declared.name: declared.register for declared, _ in sources.facts.values()},
            sources.findings,
            national=sources.is_national,
        ),
        posing=read_posing(
            sources.posing,
            dict(sources.services),
            [declared.name for declared, _ in sources.facts.values()],
            sources.findings,
            national=sources.is_national,
        ),
    )


def _check(
    rule: ServiceRule,
    place: Place,
    figures: tuple[Mapping[str, DatedParameter], Mapping[str, DatedTable]],
    findings: Findings,
) -> None:
    """Sizes under the figures the rule reads, be they of its own pack or of a service it names."""
    parameters, tables = figures
    dated = [parameters[read.name] for read in parameters_read(rule)]
    versions = [tables[read.name] for read in tables_read(rule)]
    findings.take(check_rule(rule, parameters=dated, tables=versions, place=place))


def _variables(vocabulary: Vocabulary) -> dict[str, Variable]:
    return {
        in_rules(variable.name, variable.holder): variable
        for group in (
            vocabulary.variables,
            vocabulary.household_variables,
            vocabulary.company_variables,
        )
        for variable in group.values()
    }


def _articles(sources: Sources) -> dict[str, str]:
    """The article of each variable, by its name in rules."""
    found = {}
    for name, item in () if sources.variables is None else sources.variables.items.items():
        said = dict(item.pairs) if isinstance(item, YamlMapping) else {}
        texts = {key.value: value.value for key, value in said.items() if isinstance(value, Text)}
        of_household = texts.get("holder") == Holder.HOUSEHOLD.value
        holder = Holder.HOUSEHOLD if of_household or name.startswith(HOUSEHOLD) else Holder.PERSON
        found[in_rules(name.removeprefix(HOUSEHOLD), holder)] = texts.get("article", "").strip()
    return found


def _note_without_examples(sources: Sources) -> None:
    """Whether a service is named in some example is all that loading asks; `check` reads them."""
    cases = "\n".join(
        (sources.folder / file).read_text(encoding="utf-8", errors="replace")
        for file in sources.files
        if file.startswith("cases/")
    )
    named = set(re.findall(r"(?<![\w-])([a-z][a-z0-9-]*)[\"']?\s*:", cases))
    for slug, section in sources.services:
        if slug not in named:
            sources.findings.problem(
                "PACK038",
                f"{slug} has no worked example",
                f"write one into cases/{slug}.yaml, with a near miss beside it",
                where=section.place,
            )


def _in_parts(service: Service) -> Iterator[tuple[ServiceRule, Place]]:
    """The rule clause by clause, then what it gives: so that a fault is told with its own line."""
    rule, places = service.rule, service.places
    bare = ServiceRule(service=rule.service, holder=rule.holder, clauses=())
    for clause in rule.clauses:
        yield replace(bare, clauses=(clause,)), places[clause.id]
    yield replace(bare, amount=rule.amount), places["#amount"]
    yield replace(bare, tier=rule.tier), places["#tier"]
    yield replace(bare, deadline=rule.deadline), places["#deadline"]


def vocabulary_of(
    sources: Sources,
    parameters: Mapping[str, DatedParameter],
    tables: Mapping[str, DatedTable],
) -> Vocabulary:
    """The facts, parameters and tables of a pack; its variables are declared afterwards."""
    facts = [declared.fact for declared, _ in sources.facts.values()]
    return Vocabulary(
        facts={fact.name: fact for fact in facts if fact.holder is Holder.PERSON},
        household_facts={fact.name: fact for fact in facts if fact.holder is Holder.HOUSEHOLD},
        company_facts={fact.name: fact for fact in facts if fact.holder is Holder.COMPANY},
        parameters={name: parameters[name].parameter for name in sources.parameters},
        tables={name: tables[name].table for name in sources.tables},
    )


def _places(sources: Sources) -> dict[tuple[str, str], Place]:
    return {
        **{("fact", name): place for name, (_, place) in sources.facts.items()},
        **{("parameter", name): place for name, (_, place) in sources.parameters.items()},
        **{("table", name): table.place for name, table in sources.tables.items()},
        **{("service", slug): section.place for slug, section in sources.services},
    }
