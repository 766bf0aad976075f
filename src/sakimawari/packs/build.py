"""From the sources of a pack to the pack: every expression read, every service made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sakimawari.packs.pack import Pack, Service
from sakimawari.packs.services import read_service
from sakimawari.packs.sources import Sources
from sakimawari.packs.tabular.loading import conditions_are_sound
from sakimawari.packs.variables import in_rules, read_variables
from sakimawari.problems import Place
from sakimawari.rules.check import check_rule
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.tree import Holder, ServiceRule, Variable
from sakimawari.rules.vocabulary import Vocabulary


def build_pack(
    sources: Sources,
    *,
    parameters: Mapping[str, DatedParameter],
    tables: Mapping[str, DatedTable],
) -> Pack:
    """A pack under the figures in effect: its own, or those a city put in their place.

    Problems are noted in the findings of the sources; the pack is whole only if there are none.
    """
    vocabulary = vocabulary_of(sources, parameters, tables)
    places = _places(sources)
    if sources.variables is not None:
        vocabulary, declared = read_variables(sources.variables, vocabulary)
        places |= {("variable", name): place for name, place in declared.items()}
    services = _services(sources, vocabulary)
    dated = [parameters[name] for name in sources.parameters]
    versions = [tables[name] for name in sources.tables]
    for service in services.values():
        for rule, place in _in_parts(service):
            sources.findings.take(check_rule(rule, parameters=dated, tables=versions, place=place))
    _note_without_examples(sources)
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
        services=services,
        places=places,
    )


def _variables(vocabulary: Vocabulary) -> dict[str, Variable]:
    return {
        in_rules(variable.name, variable.holder): variable
        for group in (vocabulary.variables, vocabulary.household_variables)
        for variable in group.values()
    }


def _services(sources: Sources, vocabulary: Vocabulary) -> dict[str, Service]:
    services: dict[str, Service] = {}
    tabular = {service.slug: service for service in sources.tabular}
    for slug, section in sources.services:
        written = tabular.get(slug)
        if written is not None and not conditions_are_sound(
            written.written, vocabulary, sources.findings, written.declared
        ):
            continue
        service = read_service(slug, section, vocabulary, pack=sources.head.id)
        if service is not None:
            services[slug] = service
    return services


def _note_without_examples(sources: Sources) -> None:
    """Whether a service is named in some example is all that loading asks; `check` reads them."""
    cases = "\n".join(
        (sources.folder / file).read_text(encoding="utf-8", errors="replace")
        for file in sources.files
        if file.startswith("cases/")
    )
    for slug, section in sources.services:
        if not re.search(rf"(?<![\w-]){re.escape(slug)}[\"']?\s*:", cases):
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
    """What expressions of a pack may name, before its variables are read."""
    facts = [declared.fact for declared, _ in sources.facts.values()]
    return Vocabulary(
        facts={fact.name: fact for fact in facts if fact.holder is Holder.PERSON},
        household_facts={fact.name: fact for fact in facts if fact.holder is Holder.HOUSEHOLD},
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
