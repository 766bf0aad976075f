"""One service for one person: what it is, how it stands, why, and what an answer would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from sakimawari.cases import run as cases
from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.cards import Line, card_of, lines_of
from sakimawari.console.residents.moments import Kind, moments_of
from sakimawari.console.residents.notices import notice_text
from sakimawari.console.residents.opening import Opened, Page, opened_one, reason_in
from sakimawari.console.residents.pages import going_to, resident_page
from sakimawari.console.residents.questions import question_asked
from sakimawari.console.residents.relations import relation_in
from sakimawari.console.residents.rights import Right
from sakimawari.console.residents.supposing import may_suppose, supposing, weightiest_first
from sakimawari.console.residents.why import Asked, Why, why_of
from sakimawari.fit.explain import Explanation
from sakimawari.fit.language import amount_in
from sakimawari.packs.pack import Rung, Service
from sakimawari.problems import Problems
from sakimawari.rules.tree import Holder

_PAYMENTS, _TURNS = 6, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment in words."""

    month: str
    yen: str
    covers: str


def _service(page: Page, slug: str) -> Service:
    """A service of residents; 404 for any other word, and for what lies outside a delegation."""
    service = page.there.catalogue.services.get(slug)
    if service is None or service.holder is Holder.COMPANY or not page.one.covers(slug):
        raise Http404
    return service


@resident_page("GET")
def service(page: Page, slug: str) -> HttpResponse:
    """What it is, how much, from when to when, until when to act, which papers, and how to ask."""
    told = _service(page, slug)
    page, found = opened_one(page, service=slug)
    right = _right_in(found, slug)
    reader = page.reads()
    card = None if right is None else card_of(right, reader, reason_in(page, [found]))
    known = applications.known_of(page, [found])
    return page.shown(
        "service",
        here="home",
        service=told,
        card=card,
        right=right,
        notice=notice_text(
            told, None if right is None else right.now, page.language, page.there.today
        ),
        remark=worth.remark(told) if page.language == "ja" else "",
        amount_article=told.rule.amount.article if told.rule.amount else "",
        since=_since(right, page),
        turns=_turns(right, page),
        payments=tuple(_payments(right, page)),
        only_expected=right is not None and not right.times.receives,
        renewals=[]
        if right is None
        else [(name, worth.day(day, page.language)) for name, day in right.times.renewals],
        bring=[paper.name for paper in told.papers if not paper.held],
        held=[paper.name for paper in told.papers if paper.held],
        silenced=(found.someone.person, slug) in known.declined,
        under_way=known.open_about(found.someone.person, slug),
    )


def _right_in(found: Opened, slug: str) -> Right | None:
    return next((right for right in found.rights if right.slug == slug), None)


def _since(right: Right | None, page: Page) -> str:
    """The days that hold today, or the first that will."""
    if right is None or not right.times.spans:
        return ""
    span = right.now or right.times.spans[0]
    first = "" if span.since <= page.there.run.on else worth.day(span.since, page.language)
    last = "" if span.goes_on else worth.day(span.until, page.language)
    if first and last:
        return page.words("my.service.from_until", first=first, last=last)
    if first:
        return page.words("my.service.from", first=first)
    return page.words("my.service.until", last=last) if last else ""


def _turns(right: Right | None, page: Page) -> tuple[Line, ...]:
    """What changes over the calendar, payments apart."""
    if right is None:
        return ()
    moments = moments_of([right], on=page.there.today, final=page.there.run.final)
    turns = [moment for moment in moments if moment.kind is not Kind.PAYMENT]
    return lines_of(turns[:_TURNS], page.reads(), {})


def _payments(right: Right | None, page: Page) -> Iterable[Payment]:
    if right is None:
        return
    for payment in right.times.payments[:_PAYMENTS]:
        yield Payment(
            month=worth.month(payment.month, page.language),
            yen=worth.yen(payment.low, payment.high, page.language),
            covers=worth.months(payment.covers, page.language),
        )


# ---------------------------------------------------------------- why


@resident_page("GET")
def why(page: Page, slug: str) -> HttpResponse:
    """Every condition in the order of the law, what it rests on, what is missing, what would turn it."""
    told = _service(page, slug)
    page, found = opened_one(page, service=slug)
    explanation = found.record.explain(slug)
    return page.shown(
        "why",
        here="home",
        service=told,
        why=_why(page, found, explanation),
        amount=_amount(told, explanation, page),
        card=None if (right := _right_in(found, slug)) is None else card_of(right, page.reads()),
    )


def _why(page: Page, found: Opened, explanation: Explanation) -> Why:
    return why_of(
        explanation, page.there.catalogue.facts, _labels(page, found, explanation), page.language
    )


def _labels(page: Page, found: Opened, explanation: Explanation) -> Mapping[int, str]:
    """How the people of the unit are called: you, a child by name, everybody else by relation."""
    labels = {}
    relations = explanation.evidence.relations
    for position, written in enumerate(relations):
        relation = relation_in(written, page.language)
        several = relations.count(written) > 1
        labels[position] = (
            page.words("my.why.nth", relation=relation, number=position + 1)
            if several
            else relation
        )
    if explanation.evidence.ground.rule.holder is Holder.PERSON:
        whose = "" if found.someone.token == page.family.reader.token else found.someone.short_name
        labels[explanation.evidence.subject] = (
            page.words("my.person_of", name=whose) if whose else page.words("my.why.you")
        )
    return labels


def _amount(told: Service, explanation: Explanation, page: Page) -> str:
    if explanation.amount is None or told.rule.amount is None or explanation.status == "no":
        return explanation.tier or ""
    return amount_in(worth.explained(page.language), told.rule.amount, explanation.reading.amount)


# ---------------------------------------------------------------- answer


@resident_page("GET", "POST")
def answer(page: Page, slug: str) -> HttpResponse:
    """Answer what is missing, the weightiest first, and see what it comes to; nothing is kept."""
    told = _service(page, slug)
    page, found = opened_one(page, service=slug)
    explanation = found.record.explain(slug)
    catalogue, sent = page.there.catalogue, page.request.POST
    given = {
        name.removeprefix(_ASKED): str(text).strip()
        for name, text in sent.items()
        if name.startswith(_ASKED)
    }
    supposed: Explanation | None = None
    errors: dict[str, str] = {}
    asked = weightiest_first(explanation, catalogue, _why(page, found, explanation).asked)
    told_already = tuple(each for each in asked if given.get(each.id))
    if page.request.method == "POST" and may_suppose(explanation):
        supposed, errors = _supposed(page, explanation, told_already, given)
    open_still = [each for each in asked if each.id not in given]
    if supposed is not None:
        left = _why(page, found, supposed).asked if supposed.status == "unknown" else ()
        open_still = [
            each for each in weightiest_first(supposed, catalogue, left) if each.id not in given
        ]
    shown = [each for each in asked if each.id in given] + open_still[:1]
    return page.shown(
        "answer",
        here="home",
        service=told,
        questions=tuple(
            question_asked(each, catalogue, page.language, given=given, errors=errors)
            for each in shown
        ),
        all_asked=[f"{each.whose}：{each.text}" if each.whose else each.text for each in asked],
        more=len(open_still) - 1,
        may_suppose=may_suppose(explanation),
        supposed=None if supposed is None else _why(page, found, supposed),
        supposed_amount="" if supposed is None else _amount(told, supposed, page),
        can_apply=told.rung is not Rung.INFORM,
        who_applies=found.someone.token,
    )


_ASKED = "ask:"


def _supposed(
    page: Page, explanation: Explanation, asked: Iterable[Asked], given: Mapping[str, str]
) -> tuple[Explanation | None, dict[str, str]]:
    """The result with the answers, or what is wrong with each by its question."""
    errors: dict[str, str] = {}
    answers = {}
    for each in asked:
        text = given[each.id]
        key = (each.fact, each.person, each.year)
        try:
            supposing(explanation, page.there.catalogue, {key: text})
        except Problems:
            errors[each.id] = page.words("my.answer.misfit")
            continue
        answers[key] = text
    if errors or not answers:
        return None, errors
    return supposing(explanation, page.there.catalogue, answers), {}


# ---------------------------------------------------------------- be left in peace with it


@resident_page("POST")
def decline(page: Page, slug: str) -> HttpResponse:
    """Not to be told about a service; the page it was said on offers to take it back."""
    told = _service(page, slug)
    applications.may_change(page, page.one, service=slug)
    cases.decline(
        applications.moment_of(page.there), page.one.person, slug, doing=applications.doing(page)
    )
    return going_to(page, "service", slug, said="my.service.declined", name=told.name)


@resident_page("POST")
def undecline(page: Page, slug: str) -> HttpResponse:
    """Be told about it again."""
    told = _service(page, slug)
    applications.may_change(page, page.one, service=slug)
    cases.undecline(page.one.person, slug)
    return going_to(page, "service", slug, said="my.service.undeclined", name=told.name)
