"""Packs built together: each service, and each variable in between, after those it reads.

Most variables read no service and are there from the start. Those that do, and the services, are
taken one by one in the order of `order`; the result of each is then a word its readers may use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sakimawari.packs.build import finished, vocabulary_of
from sakimawari.packs.document import Item, Listing, Text, normal
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.findings import Findings
from sakimawari.packs.interactions import Entry, read_interactions
from sakimawari.packs.order import Link, Node, Part, circles, in_order
from sakimawari.packs.pack import Pack, Service
from sakimawari.packs.section import Section
from sakimawari.packs.services import read_service, with_choices
from sakimawari.packs.sources import Sources
from sakimawari.packs.tabular.loading import conditions_are_sound
from sakimawari.packs.variables import in_rules, read_variables
from sakimawari.problems import Place
from sakimawari.rules.declare import VariableDeclaration, declare_one
from sakimawari.rules.figures import DatedParameter, DatedTable
from sakimawari.rules.references import References, references_of
from sakimawari.rules.results import receipt_fact, result_of
from sakimawari.rules.tree import Fact, Holder
from sakimawari.rules.vocabulary import ServiceResult, Vocabulary

EXPRESSIONS = ("when", "unless", "value", "by", "from", "ceiling")


@dataclass(slots=True)
class Draft:
    """A pack while it is built. `slugs` are the services its rules may name."""

    at: int
    sources: Sources
    vocabulary: Vocabulary
    places: dict[str, Place]
    later: dict[str, VariableDeclaration]
    slugs: frozenset[str]
    results: dict[str, ServiceResult | None]
    conditions: dict[str, ServiceResult | None]
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)


def build_packs(
    sources: Sequence[Sources],
    findings: Findings,
    *,
    parameters: Mapping[str, DatedParameter],
    tables: Mapping[str, DatedTable],
) -> list[Pack]:
    """All packs under the figures in effect. `sources` come with national packs first.

    Problems are noted in the findings; the packs are whole only if there are none.
    """
    drafts = draft_packs(sources, findings, parameters=parameters, tables=tables).drafts
    return [
        finished(
            draft.sources,
            draft.vocabulary,
            draft.services,
            draft.places,
            figures=(parameters, tables),
        )
        for draft in drafts
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Packs with what could be read of them; `stuck` are the steps that lead into a circle."""

    drafts: list[Draft]
    links: Mapping[Node, Sequence[Link]]
    stuck: frozenset[Node]

    def unread(self, slug: str, at: int) -> tuple[str, ...]:
        """The services that one of the pack at a position reads and that could not be read."""
        draft = self.drafts[at]
        wanted = {Part.SERVICE: draft.results, Part.CONDITIONS: draft.conditions}
        found: dict[str, None] = {}
        waiting = [Node(Part.CONDITIONS, at, slug), Node(Part.SERVICE, at, slug)]
        seen = set(waiting)
        while waiting:
            for link in self.links.get(waiting.pop(), ()):
                to = link.to
                if to.part is Part.VARIABLE and to not in seen:
                    seen.add(to)
                    waiting.append(to)
                elif to.part in wanted and to.name != slug and to.name not in wanted[to.part]:
                    found[to.name] = None
        return tuple(found)


def draft_packs(
    sources: Sequence[Sources],
    findings: Findings,
    *,
    parameters: Mapping[str, DatedParameter],
    tables: Mapping[str, DatedTable],
) -> Drafted:
    """All packs as far as they can be read, each service after those it reads."""
    effective = _in_effect(sources)
    drafts = [
        _draft(at, source, effective, parameters=parameters, tables=tables)
        for at, source in enumerate(sources)
    ]
    links = {node: found for draft in drafts for node, found in _links(draft, effective)}
    told, stuck = circles(links)
    findings.take(told)
    findings.faulty.update(node.name for node in stuck)
    for node in in_order(links, stuck):
        _take(drafts, node, effective)
    return Drafted(drafts=drafts, links=links, stuck=stuck)


@dataclass(frozen=True, slots=True)
class _Effective:
    """The service a slug means: its pack's position and its section, for all packs together."""

    at: int
    section: Section


def _in_effect(sources: Sequence[Sources]) -> dict[str, _Effective]:
    """Which pack's service a slug means: a city's goes before a national one."""
    found: dict[str, _Effective] = {}
    for at, source in enumerate(sources):
        for slug, section in source.services:
            known = found.get(slug)
            if known is None or sources[known.at].is_national != source.is_national:
                found[slug] = _Effective(at, section)
    return found


def _draft(
    at: int,
    source: Sources,
    effective: Mapping[str, _Effective],
    *,
    parameters: Mapping[str, DatedParameter],
    tables: Mapping[str, DatedTable],
) -> Draft:
    absent = _absent(source, effective)
    own = [slug for slug, _ in source.services]
    slugs = frozenset({*own, *source.head.refers_to}) - absent
    results: dict[str, ServiceResult | None] = dict.fromkeys(absent)
    conditions: dict[str, ServiceResult | None] = dict.fromkeys(absent)
    vocabulary = replace(
        vocabulary_of(source, parameters, tables),
        services=results,
        conditions=conditions,
        receipts={slug: _receipt(effective[slug].section) for slug in slugs if slug in effective},
        home=source.head.id,
    )
    places: dict[str, Place] = {}
    later: dict[str, VariableDeclaration] = {}
    if source.variables is not None:
        vocabulary, places, waiting = read_variables(source.variables, vocabulary)
        later = {in_rules(one.name, one.holder): one for one in waiting}
    draft = Draft(at, source, vocabulary, places, later, slugs, results, conditions)
    for slug, section in source.services:
        draft.entries[slug] = read_interactions(slug, section)
    return draft


def _absent(source: Sources, effective: Mapping[str, _Effective]) -> frozenset[str]:
    """The services referred to that no pack holds; one that must be there is a problem."""
    absent: set[str] = set()
    for slug, (if_absent, place) in source.head.refers_to.items():
        if slug in effective:
            continue
        absent.add(slug)
        if if_absent == "refuse":
            source.findings.faulty.add(slug)
            source.findings.problem(
                "PACK042",
                f"the pack refers to the service {slug}, which no pack holds",
                "load the pack that holds it, correct the slug, or write `ignore` if the rules "
                "hold without it",
                where=place,
            )
    return frozenset(absent)


def _receipt(section: Section) -> Fact | None:
    programme, subject = section.items.get("received_as"), section.items.get("subject")
    if not isinstance(programme, Text) or programme.is_null or not programme.value.strip():
        return None
    named = normal(subject.value) if isinstance(subject, Text) else ""
    holder = next((each for each in Holder if each.value == named), Holder.PERSON)
    return receipt_fact(programme.value.strip(), holder)


# ---------------------------------------------------------------- who reads whom


def _links(draft: Draft, effective: Mapping[str, _Effective]) -> Iterator[tuple[Node, list[Link]]]:
    for name, declaration in draft.later.items():
        found = references_of(declaration.text, declaration.place)
        links = list(_named(draft, found, declaration.place, effective))
        yield Node(Part.VARIABLE, draft.at, name), links
    for slug, section in draft.sources.services:
        own = Node(Part.CONDITIONS, draft.at, slug)
        entries = draft.entries[slug]
        texts = [text for item in section.items.values() for text in _expressions(item)]
        chosen = [entry for entry in entries if entry.choice is not None]
        settled = [entry for entry in entries if entry.choice is None]
        yield own, [*_of_texts(draft, texts, effective), *_of_entries(draft, settled, effective)]
        choices = [entry.choice for entry in chosen if entry.choice is not None]
        yield (
            Node(Part.SERVICE, draft.at, slug),
            [
                Link(own, section.place),
                *_of_texts(draft, choices, effective),
                *_of_entries(draft, chosen, effective),
            ],
        )


def _expressions(item: Item) -> Iterator[Text]:
    """The texts of a service's file that are expressions."""
    match item:
        case YamlMapping(pairs=pairs):
            for key, held in pairs:
                if isinstance(held, Text) and key.value in EXPRESSIONS:
                    yield held
                else:
                    yield from _expressions(held)
        case Listing(items=items):
            for held in items:
                yield from _expressions(held)
        case _:
            return


def _of_texts(
    draft: Draft, texts: Sequence[Text], effective: Mapping[str, _Effective]
) -> Iterator[Link]:
    for text in texts:
        yield from _named(draft, references_of(text.value, text.place), text.place, effective)


def _named(
    draft: Draft, found: References, place: Place, effective: Mapping[str, _Effective]
) -> Iterator[Link]:
    for holder, name in found.variables:
        if in_rules(name, holder) in draft.later:
            yield Link(Node(Part.VARIABLE, draft.at, in_rules(name, holder)), place)
    for part, slugs in ((Part.SERVICE, found.services), (Part.CONDITIONS, found.conditions)):
        for slug in slugs:
            if slug in draft.slugs and slug in effective:
                yield Link(Node(part, effective[slug].at, slug), place)


def _of_entries(
    draft: Draft, entries: Sequence[Entry], effective: Mapping[str, _Effective]
) -> Iterator[Link]:
    for entry in entries:
        part = Part.SERVICE if entry.choice is None else Part.CONDITIONS
        for text in entry.services if entry.on != "receiving" else ():
            slug = normal(text.value)
            if slug in draft.slugs and slug in effective:
                yield Link(Node(part, effective[slug].at, slug), text.place)


# ---------------------------------------------------------------- one after the other


def _read(draft: Draft, slug: str) -> Service | None:
    """A service; one written as a table only if each of its columns reads something of its type."""
    sources = draft.sources
    written = next((each for each in sources.tabular if each.slug == slug), None)
    if written is not None and not conditions_are_sound(
        written.written, draft.vocabulary, sources.findings, written.declared
    ):
        return None
    return read_service(
        slug,
        dict(sources.services)[slug],
        draft.vocabulary,
        pack=sources.head.id,
        entries=draft.entries[slug],
    )


def _take(drafts: Sequence[Draft], node: Node, effective: Mapping[str, _Effective]) -> None:
    draft = drafts[node.pack]
    findings = draft.sources.findings
    match node.part:
        case Part.VARIABLE:
            draft.vocabulary, faults = declare_one(draft.later[node.name], draft.vocabulary)
            findings.take(faults)
            return
        case Part.CONDITIONS:
            service = _read(draft, node.name)
        case Part.SERVICE:
            before = draft.services.get(node.name)
            if before is None:
                return
            service = with_choices(before, draft.entries[node.name], draft.vocabulary, findings)
    if service is None:
        draft.services.pop(node.name, None)
        findings.faulty.add(node.name)
        return
    draft.services[node.name] = service
    if effective[node.name].at != node.pack:
        return  # a national service a city has put its own in place of
    conditions = node.part is Part.CONDITIONS
    result = result_of(service.rule, name=service.name, conditions=conditions)
    for reader in drafts:
        if node.name in reader.slugs:
            (reader.conditions if conditions else reader.results)[node.name] = result
