"""Applications and cases for programs: ids, states, days and amounts; never a name."""

from __future__ import annotations

import hashlib
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Header, Query, Router, Schema
from pydantic import Field

from sakimawari.cases import run as cases
from sakimawari.cases.values import Answers, Application, CaseRow, Channel, Doing, State, Wish
from sakimawari.console.access import Record, may, open_record
from sakimawari.console.api import rehearsals
from sakimawari.console.api.cursor import MOST, USUAL, read_cursor, write_cursor
from sakimawari.console.api.idempotent import key_of, once
from sakimawari.console.api.refusals import Refused
from sakimawari.console.api.sandbox import PREFIX
from sakimawari.console.api.signing import Scope, program_of
from sakimawari.console.moment import moment_of
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.rules.tree import Holder

router = Router(tags=["cases"])
_MOST_SERVICES = 20


class CaseTold(Schema):
    """A case: where it stands and by when it should be decided."""

    case: str
    receipt: str
    service: str
    person: str = Field(description="Opaque key of the person or household it is for")
    state: str = Field(
        description="draft, submitted, examining, waiting, proposed, approved, refused, paid, "
        "withdrawn or objected"
    )
    opened_on: date
    due_on: date | None = Field(description="Last day of the standard period; null while it rests")
    decided_on: date | None
    amount_yen: int | None


class CaseList(Schema):
    """A page of cases, the oldest number first."""

    cases: list[CaseTold]
    next: str | None


class CasesWanted(Schema):
    """Which cases."""

    state: State | None = None
    service: str | None = Field(None, max_length=80)
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(USUAL, ge=1, le=MOST)


class ApplicationAsked(Schema):
    """For whom, and for which services at once."""

    person: str = Field(max_length=80)
    services: list[str] = Field(min_length=1, max_length=_MOST_SERVICES)


class FieldTold(Schema):
    """A field of the form: what the city will fill in itself, and what is to be said."""

    key: str
    label: str
    input: str
    filled_by_the_city: bool
    choices: list[str]
    services: list[str]


class ApplicationTold(Schema):
    """A form as far as a program may see it: which fields and questions there are, not what the
    city holds."""

    person: str
    services: list[str]
    fields: list[FieldTold]
    questions: list[FieldTold]
    papers: list[str]


class ApplicationSent(ApplicationAsked):
    """What was said: answers by the keys of fields and questions. The rest stays as the city has it."""

    fields: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)
    remark: str = Field("", max_length=4_000)


class Submitted(Schema):
    """An application taken in."""

    receipt: str
    cases: list[str]


class Said(Schema):
    """A message to whoever works on the case."""

    text: str = Field(min_length=1, max_length=4_000)


class KeyHeader(Schema):
    """The header every change carries: the same for each try of one request."""

    idempotency_key: str | None = Field(None, alias="Idempotency-Key")


@router.get("", response=CaseList, auth=Scope("cases:read"))
def list_cases(request: HttpRequest, wanted: Query[CasesWanted]) -> CaseList:
    """The cases of the services and wards the key is for."""
    program = program_of(request)
    of = f"cases {program.client_id} {wanted.state} {wanted.service}"
    after = read_cursor(wanted.cursor, of=of)
    if not program.live:
        rows = rehearsals.rows_after(program.id, after, state=wanted.state, service=wanted.service)
        told = [_rehearsed(row) for row in rows]
    else:
        target = Target(kind="List", service=wanted.service or "")
        may(request, Action.LIST_CASES, target, purpose="program")
        found = cases.cases_after(
            moment_of(),
            after,
            state=wanted.state,
            services=_bound(program.services, wanted.service),
            wards=program.wards,
            most=wanted.limit + 1,
        )
        told = [_told(row) for row in found]
    page = told[: wanted.limit]
    more = len(told) > len(page)
    return CaseList(cases=page, next=write_cursor(page[-1].case, of=of) if more else None)


@router.post("/form", response=ApplicationTold, auth=Scope("cases:write"))
def read_form(request: HttpRequest, asked: ApplicationAsked) -> ApplicationTold:
    """The form for some services at once: which fields there are, and which the city fills in."""
    if not program_of(request).live:
        return rehearsals.form(asked.person, asked.services)
    return _shown(_application(request, asked))


@router.get("/{case}", response=CaseTold, auth=Scope("cases:read"))
def read_case(request: HttpRequest, case: str) -> CaseTold:
    """One case."""
    program = program_of(request)
    if not program.live:
        return _rehearsed(rehearsals.row(program.id, case))
    return _told(_allowed(request, case, Action.READ_CASE))


@router.post("", response={201: Submitted}, auth=Scope("cases:write"))
def submit(request: HttpRequest, sent: ApplicationSent, headers: Header[KeyHeader]) -> HttpResponse:
    """Hand in an application. A request sent again with the same key counts once."""
    return once(request, lambda: _submit(request, sent))


def _submit(request: HttpRequest, sent: ApplicationSent) -> HttpResponse:
    program, key = program_of(request), key_of(request)
    if not program.live:
        return _answer(201, rehearsals.submit(program, sent.person, sent.services, key=key))
    application = _application(request, sent)
    moment = moment_of()
    taken = cases.submit(
        moment,
        application,
        Answers(fields=sent.fields, asks=sent.answers, remark=sent.remark),
        client_key=_client_key(program.client_id, key),
        doing=Doing(actor=program.actor, at=moment.now),
        channel=Channel.PROGRAM,
    )
    return _answer(201, Submitted(receipt=taken.receipt, cases=list(taken.cases)))


@router.post("/{case}/messages", response={201: CaseTold}, auth=Scope("cases:write"))
def send_message(
    request: HttpRequest, case: str, said: Said, headers: Header[KeyHeader]
) -> HttpResponse:
    """Say something in a case, or answer what the city asked for."""
    return once(request, lambda: _say(request, case, said))


def _say(request: HttpRequest, case: str, said: Said) -> HttpResponse:
    program = program_of(request)
    if not program.live:
        return _answer(201, _rehearsed(rehearsals.row(program.id, case)))
    _allowed(request, case, Action.ANSWER_CASE)
    moment = moment_of()
    doing = Doing(actor=program.actor, at=moment.now)
    return _answer(201, _told(cases.reply(moment, case, doing=doing, text=said.text)))


@router.post("/{case}/rehearse/{state}", response=CaseTold, auth=Scope("cases:write"))
def rehearse(request: HttpRequest, case: str, state: State) -> CaseTold:
    """For test keys: let a case that was opened with a test key reach a state, and hooks hear of it."""
    program = program_of(request)
    if program.live:
        raise Refused("API003", "people decide on cases; only those of test keys can be rehearsed")
    return _rehearsed(rehearsals.move(program.id, case, state))


def _client_key(client_id: str, key: str) -> str:
    """The key under which cases know a request of this program, however long its own key is."""
    return "p" + hashlib.sha256(f"{client_id}:{key}".encode()).hexdigest()[:60]


def _application(request: HttpRequest, asked: ApplicationAsked) -> Application:
    """The form from the registers; whether the program may open a case for them is decided first."""
    if asked.person.startswith(PREFIX):
        raise Refused("API004", "invented residents are for test keys")
    record = open_record(
        request,
        asked.person,
        action=Action.OPEN_CASE,
        purpose="program",
        fields=(FieldGroup.RIGHTS,),
    )
    return cases.prefill(
        moment_of(),
        applicant=record.person,
        wishes=[Wish(service=slug, subject=_subject(record, slug)) for slug in asked.services],
        identities={},
    )


def _subject(record: Record, slug: str) -> str:
    """Whom a case is about: the person, or their household where the service is the household's."""
    service = record.city.catalogue.services.get(slug)
    of_household = service is not None and service.holder is Holder.HOUSEHOLD
    return record.household if of_household else record.person


def _allowed(request: HttpRequest, case: str, action: Action) -> CaseRow:
    row = cases.case_row(moment_of(), case)
    target = Target(
        kind="Case",
        id=row.number,
        person=row.applicant,
        household=row.household,
        ward=row.ward,
        department=row.department,
        service=row.service,
    )
    may(request, action, target, purpose="program")
    return row


def _bound(allowed: frozenset[str], wanted: str | None) -> frozenset[str]:
    if wanted is None:
        return allowed
    return frozenset({wanted}) if "*" in allowed or wanted in allowed else frozenset()


def _shown(application: Application) -> ApplicationTold:
    return ApplicationTold(
        person=application.applicant,
        services=list(application.services),
        fields=[
            FieldTold(
                key=field.key,
                label=field.label,
                input=field.input.value,
                filled_by_the_city=bool(field.raw) or field.sealed or field.withheld,
                choices=list(field.choices),
                services=list(field.services),
            )
            for field in application.fields
        ],
        questions=[
            FieldTold(
                key=ask.key,
                label=ask.words.ja,
                input=ask.input.value,
                filled_by_the_city=False,
                choices=list(ask.choices),
                services=list(ask.services),
            )
            for ask in application.asks
        ],
        papers=[paper.name for paper in application.papers if not paper.held],
    )


def _told(row: CaseRow) -> CaseTold:
    return CaseTold(
        case=row.number,
        receipt=row.receipt,
        service=row.service,
        person=row.subject,
        state=row.state.value,
        opened_on=row.opened_on,
        due_on=row.due_on,
        decided_on=row.decided_on,
        amount_yen=row.amount_yen,
    )


def _rehearsed(row: rehearsals.Row) -> CaseTold:
    return CaseTold(
        case=row.id,
        receipt=row.id,
        service=row.service,
        person=row.subject,
        state=row.state,
        opened_on=row.opened_on,
        due_on=None,
        decided_on=None,
        amount_yen=None,
    )


def _answer(status: int, body: Schema) -> HttpResponse:
    return JsonResponse(body.model_dump(mode="json"), status=status)
