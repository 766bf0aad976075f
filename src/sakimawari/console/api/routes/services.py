"""The catalogue: services with their conditions, figures of the law, papers and deadlines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sakimawari.console.api.cursor import MOST, USUAL, page_of
from sakimawari.console.api.refusals import Refused
from sakimawari.console.api.signing import Scope
from sakimawari.console.city import city
from sakimawari.handbook.figures import figures_shown
from sakimawari.packs.catalogue import Catalogue, roots_with_form
from sakimawari.packs.pack import Service
from sakimawari.rules.sentences import sentence
from sakimawari.rules.walk import parameters_of

router = Router(tags=["services"])


class ServiceBrief(Schema):
    """A service in a list."""

    service: str = Field(description="Slug: its name in every operation")
    name: str
    summary: str
    pack: str
    subject: str = Field(description="person, household or company")
    law: str
    department: str
    life_events: list[str]
    rung: str = Field(description="inform, help, offer or automatic: how far the city may go")


class ServiceList(Schema):
    """A page of services."""

    services: list[ServiceBrief]
    packs_hash: str = Field(description="Changes with anything that may change a result")
    next: str | None = Field(description="Cursor of the next page; null after the last")


class ClauseTold(Schema):
    """A condition, in the order of the law."""

    id: str
    text: str
    article: str
    is_exception: bool
    condition: str = Field(description="The rule itself as a sentence")
    plain: str | None
    english: str | None


class DatedTold(Schema):
    """A figure of the law from a day on."""

    since: date | None
    value: str
    state: str
    article: str


class FigureTold(Schema):
    """A figure the conditions or the amount use, with its values over time."""

    name: str
    values: list[DatedTold]


class PaperTold(Schema):
    """A paper an application needs; `held`: the city looks it up itself."""

    name: str
    held: bool


class NoticeTold(Schema):
    """The words to a resident."""

    ja: str
    easy: str | None
    en: str | None


class ServiceTold(ServiceBrief):
    """A service whole."""

    clauses: list[ClauseTold]
    amount: str | None
    amount_unit: str | None
    amount_is: str = Field(description="benefit, relief, charge, ceiling or share")
    tier: str | None
    deadline: str | None
    papers: list[PaperTold]
    form_fields: list[str]
    notice: NoticeTold | None
    figures: list[FigureTold]
    depends_on: list[str] = Field(description="Services whose results this one reads")


class Wanted(Schema):
    """Which services."""

    event: str | None = Field(None, max_length=60, description="Only those of a life event")
    pack: str | None = Field(None, max_length=60, description="Only those of a pack")
    subject: str | None = Field(None, max_length=20, description="person, household or company")
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(USUAL, ge=1, le=MOST)


@router.get("", response=ServiceList, auth=Scope("services:read"))
def list_services(request: HttpRequest, wanted: Query[Wanted]) -> ServiceList:
    """The services in effect, by slug."""
    catalogue = city().catalogue
    chosen = [
        service
        for _, service in sorted(catalogue.services.items())
        if wanted.event in (None, *service.life_events)
        and wanted.pack in (None, service.pack)
        and wanted.subject in (None, service.holder.value)
    ]
    page = page_of(
        chosen,
        wanted.cursor,
        limit=wanted.limit,
        of=f"services {wanted.event} {wanted.pack} {wanted.subject}",
        key=lambda service: service.slug,
    )
    return ServiceList(
        services=[ServiceBrief(**_brief(service)) for service in page.rows],
        packs_hash=catalogue.hash,
        next=page.next,
    )


@router.get("/{service}", response=ServiceTold, auth=Scope("services:read"))
def read_service(request: HttpRequest, service: str) -> ServiceTold:
    """One service whole: conditions with articles, figures with dates, papers, words."""
    opened = city()
    found = opened.catalogue.services.get(service)
    if found is None:
        raise Refused(
            "API004",
            f"there is no service of this name; list them at {request.path.rsplit('/', 1)[0]}",
        )
    return _told(found, opened.catalogue, opened.today)


def _brief(service: Service) -> dict[str, Any]:
    return {
        "service": service.slug,
        "name": service.name,
        "summary": service.summary,
        "pack": service.pack,
        "subject": service.holder.value,
        "law": service.law,
        "department": service.department,
        "life_events": list(service.life_events),
        "rung": service.rung.value,
    }


def _told(service: Service, catalogue: Catalogue, on: date) -> ServiceTold:
    rule, notice = service.rule, service.notice
    parameters = [catalogue.parameters[p.name] for p in parameters_of(*roots_with_form(service))]
    return ServiceTold(
        **_brief(service),
        clauses=[
            ClauseTold(
                id=clause.id,
                text=clause.text,
                article=clause.article,
                is_exception=clause.excludes,
                condition=sentence(clause.truth),
                plain=clause.plain,
                english=clause.english,
            )
            for clause in rule.clauses
        ],
        amount=None if rule.amount is None else sentence(rule.amount.value),
        amount_unit=None if rule.amount is None else rule.amount.unit,
        amount_is=service.gives.value,
        tier=None if rule.tier is None else sentence(rule.tier.value),
        deadline=None if service.deadline is None else service.deadline.text,
        papers=[PaperTold(name=paper.name, held=paper.held) for paper in service.papers],
        form_fields=[] if service.form is None else [field.label for field in service.form.fields],
        notice=None if notice is None else NoticeTold(ja=notice.ja, easy=notice.easy, en=notice.en),
        figures=[
            FigureTold(
                name=figure.name,
                values=[
                    DatedTold(
                        since=one.since, value=one.value, state=one.state, article=one.article
                    )
                    for one in figure.values
                ],
            )
            for figure in figures_shown(parameters, on)
        ],
        depends_on=list(catalogue.reads(service.slug)),
    )
