"""What the handbook says: packs as chapters, services as pages; all from the catalogue and its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimawari.handbook.examples import ExampleShown, examples_by_service
from sakimawari.handbook.figures import (
    IN_FORCE,
    UNSURE,
    Dated,
    FigureShown,
    TableShown,
    figures_shown,
    tables_shown,
)
from sakimawari.handbook.labels import (
    GIVES,
    IDENTITY,
    OF_COMPANY,
    RUNGS,
    SUBJECTS,
    event_label,
    scope_label,
)
from sakimawari.packs.ahead import Coming, coming_changes
from sakimawari.packs.case_files import Case
from sakimawari.packs.catalogue import Catalogue, roots_with_form
from sakimawari.packs.pack import FormField, Pack, Service
from sakimawari.rules.phrases import plain
from sakimawari.rules.results import is_receipt
from sakimawari.rules.sentences import sentence
from sakimawari.rules.tree import Clause, Holder
from sakimawari.rules.walk import (
    facts_of,
    order_of,
    parameters_of,
    roots_of,
    tables_of,
    variables_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseShown:
    """A condition (or exception) in the order of the law; `condition` is the rule in words."""

    id: str
    text: str
    article: str
    excludes: bool
    condition: str
    plain: str | None
    english: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermShown:
    """A term the conditions use: a variable of the pack, with its article and what it means."""

    name: str
    article: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShown:
    """A fact the service reads: its register, what a missing record means, how it is asked."""

    name: str
    register: str
    absent: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePage:
    """Everything a page says of one service."""

    service: Service
    scope: str
    subject: str
    rung: tuple[str, str]
    gives: str
    events: tuple[str, ...]
    clauses: tuple[ClauseShown, ...]
    terms: tuple[TermShown, ...]
    amount: str | None
    tier: str | None
    deadline: str | None
    fields: tuple[tuple[str, str], ...]
    figures: tuple[FigureShown, ...]
    tables: tuple[TableShown, ...]
    facts: tuple[FactShown, ...]
    examples: tuple[ExampleShown, ...]
    coming: tuple[Coming, ...]

    @property
    def doubts(self) -> tuple[tuple[str, Dated], ...]:
        """Figures and tables in force that decide nothing until somebody has read their source."""
        held = [(figure.name, one) for figure in self.figures for one in figure.values]
        held += [(f"表「{table.name}」", one) for table in self.tables for one, _ in table.versions]
        return tuple(
            (name, one) for name, one in held if one.state == IN_FORCE and one.doubt == UNSURE
        )

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(name for name, _ in self.doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A pack with the pages of its services, in their order."""

    pack: Pack
    scope: str
    pages: tuple[ServicePage, ...]
    readme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """The whole handbook, as it stands on a day."""

    on: date
    chapters: tuple[Chapter, ...]
    coming: tuple[Coming, ...]

    @property
    def doubts(self) -> tuple[tuple[str, Dated, tuple[ServicePage, ...]], ...]:
        """What is to be confirmed, each once, with the services it touches."""
        found: dict[tuple[str, Dated], list[ServicePage]] = {}
        for page in self.pages:
            for doubt in page.doubts:
                found.setdefault(doubt, []).append(page)
        return tuple((name, one, tuple(pages)) for (name, one), pages in found.items())

    @property
    def pages(self) -> tuple[ServicePage, ...]:
        """All pages in the order of the chapters."""
        return tuple(page for chapter in self.chapters for page in chapter.pages)


def handbook_of(catalogue: Catalogue, cases: Sequence[Case], *, on: date, until: date) -> Handbook:
    """The handbook of a catalogue on a day, with the changes of the law up to another."""
    coming = coming_changes(catalogue, on=on, until=until)
    examples = examples_by_service(cases, catalogue)
    chapters = []
    for pack in catalogue.packs:
        pages = [
            page_of(service, pack, catalogue, told=(examples[slug], coming), on=on)
            for slug, service in pack.services.items()
            if catalogue.services.get(slug) is service
        ]
        if pages:
            chapters.append(_chapter(pack, pages))
    return Handbook(on=on, chapters=tuple(chapters), coming=coming)


def _chapter(pack: Pack, pages: Sequence[ServicePage]) -> Chapter:
    readme = pack.folder / "README.md"
    return Chapter(
        pack=pack,
        scope=scope_label(pack.scope),
        pages=tuple(pages),
        readme=readme.read_text(encoding="utf-8") if readme.is_file() else "",
    )


def page_of(
    service: Service,
    pack: Pack,
    catalogue: Catalogue,
    *,
    told: tuple[Sequence[ExampleShown], Sequence[Coming]],
    on: date,
) -> ServicePage:
    """What is said of one service; `told` are its examples, and the coming changes of the law."""
    examples, coming = told
    rule, roots = service.rule, roots_with_form(service)
    return ServicePage(
        service=service,
        scope=scope_label(pack.scope),
        subject=SUBJECTS[service.holder.value],
        rung=RUNGS[service.rung],
        gives=GIVES[service.gives],
        events=tuple(event_label(event) for event in service.life_events),
        clauses=tuple(_clause(clause) for clause in rule.clauses),
        terms=_terms(service, catalogue),
        amount=None if rule.amount is None else sentence(rule.amount.value),
        tier=None if rule.tier is None else sentence(rule.tier.value),
        deadline=None if rule.deadline is None else sentence(rule.deadline),
        fields=_fields(service),
        figures=figures_shown([catalogue.parameters[p.name] for p in parameters_of(*roots)], on),
        tables=tables_shown([catalogue.tables[table.name] for table in tables_of(*roots)], on),
        facts=_facts(service, catalogue),
        examples=tuple(examples),
        coming=tuple(one for one in coming if service.slug in one.services),
    )


def _clause(clause: Clause) -> ClauseShown:
    return ClauseShown(
        id=clause.id,
        text=clause.text,
        article=clause.article,
        excludes=clause.excludes,
        condition=sentence(clause.truth),
        plain=clause.plain,
        english=clause.english,
    )


def _terms(service: Service, catalogue: Catalogue) -> tuple[TermShown, ...]:
    """The variables a rule reads, each after those it rests on; results of services by their name."""
    articles = {pack.id: pack.articles for pack in catalogue.packs}
    terms = []
    for variable in order_of(variables_of(*roots_of(service.rule, notes=True))):
        if variable.origin is not None:
            continue
        name = f"{variable.holder.prefix}{variable.name}"
        terms.append(
            TermShown(
                name=plain(variable.name),
                article=_article(articles, variable.home or service.pack, name),
                meaning=sentence(variable.formula),
            )
        )
    return tuple(terms)


def _article(articles: Mapping[str, Mapping[str, str]], pack: str, name: str) -> str:
    return articles.get(pack, {}).get(name, "")


def _fields(service: Service) -> tuple[tuple[str, str], ...]:
    if service.form is None:
        return ()
    of_company = service.holder is Holder.COMPANY
    return tuple(
        (field.label, _filled_from(field, of_company=of_company)) for field in service.form.fields
    )


def _filled_from(field: FormField, *, of_company: bool) -> str:
    if field.identity is not None:
        return (OF_COMPANY if of_company else IDENTITY).format(field.identity)
    node = field.value if field.value is not None else field.truth
    if node is None:
        return "企業が書く" if of_company else "本人が書く"
    return sentence(node)


def _facts(service: Service, catalogue: Catalogue) -> tuple[FactShown, ...]:
    found = []
    for fact in facts_of(*roots_with_form(service)):
        declared = catalogue.facts[f"{fact.holder.prefix}{fact.name}"]
        absent = "分からない" if fact.absent is None else "ないとみる"
        found.append(
            FactShown(
                name=plain(fact.name),
                register=declared.register or ("受給者の台帳" if is_receipt(fact) else ""),
                absent=absent,
                question=declared.question or "",
            )
        )
    return tuple(found)
