"""My applications: where each stands in plain words, what is asked of me, what was decided and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse

from sakimawari.cases import run as cases
from sakimawari.cases.states import Step
from sakimawari.cases.values import (
    CaseFile,
    CaseRow,
    Decision,
    Finding,
    Origin,
    Side,
    State,
)
from sakimawari.console.city import JAPAN
from sakimawari.console.residents import applications, filling, worth
from sakimawari.console.residents.opening import Opened, Page, opened, opened_one
from sakimawari.console.residents.pages import going_to, refused, resident_page
from sakimawari.console.residents.people import ALL, Someone
from sakimawari.guard.actor import ActorKind
from sakimawari.guard.authorise.asked import Action, FieldGroup
from sakimawari.problems import Problems

_WAY = (State.SUBMITTED, State.EXAMINING, State.APPROVED, State.PAID)
_BEFORE = {State.WAITING: State.EXAMINING, State.PROPOSED: State.EXAMINING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """A case in a list: its state in a word and in a sentence, and what is asked."""

    number: str
    token: str
    whose: str
    name: str
    state: str
    badge: str
    text: str
    due: str
    on: str
    asks: bool


@resident_page("GET")
def listed(page: Page) -> HttpResponse:
    """All applications of the people on the page, open ones first; drafts to go on with."""
    page, found = opened(page)
    for one in found:
        for slug in sorted(one.someone.services) or [""]:
            applications.ask_to(page, Action.READ_CASE, one.someone, service=slug)
    known = applications.known_of(page, found)
    seen: set[str] = set()
    shown: list[tuple[CaseRow, ShownCase]] = []
    for one in found:
        for row in known.rows[one.someone.person]:
            if row.number not in seen:
                seen.add(row.number)
                shown.append((row, _shown_case(page, one.someone, row)))
    return page.shown(
        "cases",
        here="cases",
        under_way=[each for row, each in shown if row.state not in applications.OVER],
        over=[each for row, each in shown if row.state in applications.OVER],
        drafts=tuple(_drafts(page, found)),
    )


def _shown_case(page: Page, someone: Someone, row: CaseRow) -> ShownCase:
    services = page.there.catalogue.services
    key = _state_key(row)
    return ShownCase(
        number=row.number,
        token=someone.token,
        whose=someone.short_name if page.family.several else "",
        name=services[row.service].name if row.service in services else row.service,
        state=page.words(f"my.cases.state.{key}"),
        badge=_BADGES.get(row.state, "badge-maybe"),
        text=page.words(f"my.cases.text.{key}"),
        due=_due(page, row),
        on=worth.day(row.opened_on, page.language),
        asks=row.state is State.WAITING,
    )


_BADGES = {
    State.WAITING: "badge-warn",
    State.APPROVED: "badge-yes",
    State.PAID: "badge-yes",
    State.REFUSED: "badge-quiet",
    State.WITHDRAWN: "badge-quiet",
    State.OBJECTED: "badge-quiet",
}


def _state_key(row: CaseRow) -> str:
    """The words for a state; a grant nobody applied for is told otherwise."""
    if row.state is State.PROPOSED:
        return "examining"  # a proposal is the city's own affair
    if row.origin is Origin.AUTOMATIC and row.state is State.APPROVED:
        return "automatic"
    return str(row.state.value)


def _due(page: Page, row: CaseRow) -> str:
    if row.due_on is None or row.decided_on is not None or row.state in applications.OVER:
        return ""
    key = "my.cases.due" if row.due_on >= page.there.today else "my.cases.overdue"
    return page.words(key, date=worth.day(row.due_on, page.language))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDraft:
    """A form kept unfinished, with the address at which one goes on."""

    key: str
    token: str
    names: str
    services: tuple[str, ...]


def _drafts(page: Page, found: Iterable[Opened]) -> Iterable[ShownDraft]:
    """The drafts of the reader for the people on the page, and of whoever they act for."""
    moment, services = applications.moment_of(page.there), page.there.catalogue.services
    people = {one.someone.person: one.someone for one in found}
    homes = {one.household: one.someone for one in found}
    applicants = {page.reader if not one.someone.delegated else one.someone.person for one in found}
    for applicant in sorted(applicants):
        for draft in cases.drafts_of(moment, applicant):
            subject = draft.wishes[0].subject if draft.wishes else ""
            someone = people.get(subject) or homes.get(subject)
            slugs = tuple(wish.service for wish in draft.wishes if wish.service in services)
            if someone is not None and slugs:
                names = [services[slug].name for slug in slugs]
                yield ShownDraft(
                    key=draft.client_key,
                    token=someone.token,
                    names=page.words("my.proxies.join").join(names),
                    services=slugs,
                )


@resident_page("POST")
def drop(page: Page) -> HttpResponse:
    """Throw a draft away."""
    key = filling.sound_key(page.request.POST.get("key", ""))
    applicant = page.one.person if page.one.delegated else page.reader
    held = None
    if key is not None:
        held = cases.draft(applications.moment_of(page.there), key, applicant=applicant)
    if key is None or held is None or not all(page.one.covers(w.service) for w in held.wishes):
        raise Http404
    for wish in held.wishes:
        applications.ask_to(page, Action.OPEN_CASE, page.one, service=wish.service)
    cases.drop_draft(key, applicant=applicant)
    return going_to(page, "cases", said="my.cases.dropped")


# ---------------------------------------------------------------- one case


def _row(page: Page, number: str) -> tuple[Page, CaseRow, Someone]:
    """A case of somebody the reader may act for; 404 for any other, and for one that is none."""
    try:
        row = cases.case_row(applications.moment_of(page.there), number)
    except Problems:
        raise Http404 from None
    asked = page.family.choice if page.request.GET.get("who") else ALL
    for someone in page.family.people:
        mine = someone.person in (row.subject, row.applicant) and someone.covers(row.service)
        if mine and asked in (ALL, someone.token):
            alone = replace(page, family=replace(page.family, choice=someone.token))
            return alone, row, someone
    raise Http404


@resident_page("GET", "POST")
def one(page: Page, number: str) -> HttpResponse:
    """One application: steps, messages, papers, decision, and what can be done."""
    page, row, someone = _row(page, number)
    page, found = opened_one(page, service=row.service)
    applications.ask_to(
        page,
        Action.READ_CASE,
        someone,
        id=number,
        service=row.service,
        fields=(FieldGroup.IDENTITY, FieldGroup.RIGHTS, FieldGroup.BASIC),
    )
    moment, doing = applications.moment_of(page.there), applications.doing(page)
    errors: dict[str, str] = {}
    if page.request.method == "POST":
        answered = _replied(page, row, someone, errors)
        if answered is not None:
            return answered
    file = cases.case_file(moment, number, actor=doing.actor)
    cases.seen(moment, number, doing=doing)
    return page.shown(
        "case",
        here="cases",
        status=422 if errors else 200,
        case=_shown_case(page, found.someone, row),
        file=file,
        steps=_steps(page, row),
        messages_told=_messages(page, file),
        decision=_decision(page, file),
        paid_on=_paid_on(page, file),
        correctable=_correctable(file, page.request.POST) if row.state is State.WAITING else (),
        account="" if file.account is None else cases.hidden(file.account),
        given=[
            (one.field.label, one.shown, one.given is not None)
            for one in file.filled
            if one.shown and not one.field.withheld and found.record.opens(FieldGroup.IDENTITY)
        ],
        answered=[
            (one.ask.words.speak(page.language), one.answer) for one in file.answered if one.answer
        ],
        can={
            step: step in file.open_steps for step in ("withdraw", "object", "message", "account")
        },
        waits=row.state is State.WAITING,
        needs_account=None if found.someone.delegated else applications.lacking_account(page, row),
        errors=errors,
        text=page.request.POST.get("text", ""),
        version=row.version,
        kinds=filling.KINDS,
        account_form=filling.AccountRow(
            chosen=page.request.POST.get("account", ""),
            account=filling.other_account(page.request.POST),
            registered=None,
            may_choose=True,
            errors={part: errors.get(part, "") for part in filling.PARTS},
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step on the way of a case."""

    name: str
    done: bool
    here: bool


def _steps(page: Page, row: CaseRow) -> tuple[ShownStep, ...]:
    """受付 → 審査 → 決定 → 支払: where the case is; nothing for one that left the way."""
    if row.state in (State.WITHDRAWN, State.OBJECTED):
        return ()
    state = _BEFORE.get(row.state, row.state)
    way = _WAY if _pays(page, row) else _WAY[:3]
    if state is State.REFUSED:
        way, state = _WAY[:3], State.APPROVED
    at = way.index(state) if state in way else 0
    return tuple(
        ShownStep(name=page.words(f"my.cases.step.{each.value}"), done=place < at, here=place == at)
        for place, each in enumerate(way)
    )


def _pays(page: Page, row: CaseRow) -> bool:
    service = page.there.catalogue.services.get(row.service)
    return service is not None and service.is_benefit


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message: who speaks, when, whether it asks for something, with the papers it brought."""

    mine: bool
    who: str
    at: str
    text: str
    asks: bool
    papers: tuple[tuple[str, str], ...]


def _messages(page: Page, file: CaseFile) -> tuple[Told, ...]:
    labels = {paper.id: paper.label for paper in file.papers}
    return tuple(
        Told(
            mine=message.side is Side.RESIDENT,
            who=page.words("my.cases.you" if message.side is Side.RESIDENT else "my.cases.city"),
            at=worth.day(message.at.date(), page.language),
            text=message.text,
            asks=message.asks,
            papers=tuple((id, labels[id]) for id in message.papers if id in labels),
        )
        for message in file.messages
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDecision:
    """A decision as it was made: result, amount, reasons, when it is paid, how to contest it."""

    granted: bool
    amount: str
    reasons: tuple[str, ...]
    on: str
    pay_from: str
    review_to: str
    review_article: str


def _decision(page: Page, file: CaseFile) -> ShownDecision | None:
    """What was decided; a proposal is nobody's business but the city's."""
    made: Decision | None = file.decision
    if made is None or made.decided_on is None:
        return None
    service = page.there.catalogue.services.get(file.row.service)
    standard = None if service is None else cases.standard_of(page.there.catalogue, service)
    return ShownDecision(
        granted=made.finding is Finding.GRANT,
        amount=""
        if made.amount_yen is None
        else worth.yen(made.amount_yen, made.amount_yen, page.language),
        reasons=made.reasons,
        on=worth.day(made.decided_on, page.language),
        pay_from="" if made.pay_from is None else worth.day(made.pay_from, page.language),
        review_to="" if standard is None else standard.review_to,
        review_article="" if standard is None else standard.review_article,
    )


def _paid_on(page: Page, file: CaseFile) -> str:
    """The day on which it was last sent for payment."""
    paid = [event.at for event in file.history if event.step == Step.PAY.value]
    if not paid or file.row.state is not State.PAID:
        return ""
    return worth.day(paid[-1].astimezone(JAPAN).date(), page.language)


def _correctable(file: CaseFile, sent: Mapping[str, str]) -> tuple[filling.Row, ...]:
    """What was sent and may be corrected while the city waits for an answer."""
    return tuple(
        filling.Row(
            field=one.field,
            name=(name := f"{filling.FIELD}{one.field.key}"),
            shown=sent.get(name, one.field.raw if one.given is None else one.given),
            own=None,
            error="",
        )
        for one in file.filled
        if one.field.editable and not one.field.withheld
    )


# ---------------------------------------------------------------- what is done


def _replied(
    page: Page, row: CaseRow, someone: Someone, errors: dict[str, str]
) -> HttpResponse | None:
    """Write, hand in, or name another account; None with what is wrong in `errors`."""
    applications.ask_to(page, Action.ANSWER_CASE, someone, id=row.number, service=row.service)
    moment, doing = applications.moment_of(page.there), applications.doing(page)
    posted = page.request.POST
    account = filling.other_account(posted) if posted.get("account") == "other" else None
    if someone.delegated:
        account = None  # a delegate cannot turn money to another account
    papers = []
    try:
        for file in page.request.FILES.getlist("paper"):
            label = posted.get("label", "") or page.words("my.apply.paper_other")
            papers.append(
                cases.keep_paper(moment, row.applicant, file.read(), label=label, doing=doing).id
            )
        cases.reply(
            moment, row.number, doing=doing, text=posted.get("text", ""), papers=papers,
            account=account, fields=_corrected(page, row, posted),
        )  # fmt: skip
    except Problems as problems:
        for problem in problems.found:
            column = (problem.where.column if problem.where is not None else None) or "text"
            errors[column] = page.words(_ERRORS.get(problem.id, "my.cases.error"))
        return None
    return going_to(page, "case", row.number, said="my.cases.replied")


def _corrected(page: Page, row: CaseRow, sent: Mapping[str, str]) -> dict[str, str]:
    """The fields that differ from what was sent before."""
    if row.state is not State.WAITING:
        return {}
    file = cases.case_file(
        applications.moment_of(page.there), row.number, actor=applications.doing(page).actor
    )
    before = _correctable(file, {})
    return {
        each.field.key: sent[each.name].strip()
        for each in before
        if each.name in sent and sent[each.name].strip() != each.shown
    }


_ERRORS = {
    "APPL002": "my.apply.error_appl002",
    **{f"APPL01{digit}": f"my.apply.paper_appl01{digit}" for digit in "0123"},
    "APPL003": "my.apply.error_appl003",
    "APPL015": "my.cases.nothing_written",
}


@resident_page("POST")
def withdraw(page: Page, number: str) -> HttpResponse:
    """取下げ: take an application back before it is decided."""
    return _stepped(page, number, Step.WITHDRAW, said="my.cases.withdrawn")


@resident_page("POST")
def object_to(page: Page, number: str) -> HttpResponse:
    """辞退: say no to what the city would give by itself."""
    return _stepped(page, number, Step.OBJECT, said="my.cases.objected")


def _stepped(page: Page, number: str, step: Step, *, said: str) -> HttpResponse:
    page, row, someone = _row(page, number)
    applications.ask_to(page, Action.ANSWER_CASE, someone, id=number, service=row.service)
    sent = page.request.POST.get("version", "")
    version = int(sent) if sent.isdigit() else None
    doing = applications.doing(page, version=version, note=page.request.POST.get("note", ""))
    act = cases.withdraw if step is Step.WITHDRAW else cases.object_to
    try:
        act(applications.moment_of(page.there), number, doing=doing)
    except Problems:
        return refused(page, "case", number, said="my.cases.too_late")
    return going_to(page, "case", number, said=said)


@resident_page("GET")
def paper(page: Page, number: str, paper: str) -> HttpResponse:
    """A paper that was handed in, as it was kept."""
    page, row, someone = _row(page, number)
    applications.ask_to(page, Action.READ_CASE, someone, id=number, service=row.service)
    moment, actor = applications.moment_of(page.there), applications.doing(page).actor
    assert actor.kind is ActorKind.RESIDENT
    file = cases.case_file(moment, number, actor=actor)
    if paper not in {each.id for each in file.papers}:
        raise Http404
    held, content = cases.paper_content(moment, paper)
    answer = HttpResponse(content, content_type=held.media)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
