"""An application filled in beforehand: what the registers hold, where from, and what is missing.

Each field stands once, however many services ask for it. What is missing is a question; nothing
missing is ever taken for a no.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sakimawari.cases.standards import gives_money, is_applied_for
from sakimawari.cases.values import (
    Application,
    Ask,
    Field,
    Input,
    Moment,
    PaperNeeded,
    Source,
    Wanted,
    Wish,
    Words,
)
from sakimawari.fit.explain import Explanation, explain_at
from sakimawari.fit.forms import form_facts, nodes_of, written
from sakimawari.packs.pack import DeclaredFact, FormField, Sensitivity, Service
from sakimawari.packs.values import text_of
from sakimawari.problems import Problems, fault
from sakimawari.rules.interpret import Interpreter
from sakimawari.rules.proof import FactUse, Step, facts_used, missing_in
from sakimawari.rules.tree import (
    FactValue,
    Holder,
    Kind,
    Truth,
    Type,
    Value,
    YearlyFactValue,
)

ACCOUNT_LABELS = frozenset({"振込先口座"})  # a field left to the resident that is an account
SIGNATURE = "署名"  # what a field that asks for a signature ends with
PHONE = "電話番号"  # of the identity, the one part an application may correct
REGISTERED_ACCOUNT = "公金受取口座登録"
SELF, HOUSEHOLD = "本人", "世帯"

Identities = Mapping[str, Mapping[str, str]]
_INPUTS = {Kind.NUMBER: Input.NUMBER, Kind.DATE: Input.DATE, Kind.CATEGORY: Input.CHOICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A wish with where its subject sits: unit, position (None: the household), members' keys."""

    wish: Wish
    service: Service
    unit: int
    position: int | None
    keys: tuple[str, ...]
    relations: tuple[str, ...]
    applicant: str

    @property
    def named(self) -> str:
        """Whose identity the form bears: a household's bears the applicant's."""
        return self.applicant if self.position is None else self.wish.subject

    def whose(self, key: str) -> str:
        """本人 for the applicant, 世帯 for the household, otherwise the relation (子, 妻 …)."""
        if key == self.applicant:
            return SELF
        return self.relations[self.keys.index(key)] if key in self.keys else HOUSEHOLD


def prefilled(
    moment: Moment,
    *,
    applicant: str,
    wishes: Sequence[Wish],
    identities: Identities,
    agreed: frozenset[str],
) -> Application:
    """See `run.prefill`."""
    seats = [_seat(moment, wish, applicant) for wish in dict.fromkeys(wishes)]
    if not seats:
        raise _no_such("no service is named")
    told = [_explained(moment, seat) for seat in seats]
    shown = agreed | {applicant}
    fields = [field for seat in seats for field in _fields(moment, seat, identities, shown)]
    return Application(
        applicant=applicant,
        wanted=tuple(_wanted(seat, one) for seat, one in zip(seats, told, strict=True)),
        fields=_once(fields),
        asks=_asked_once(
            ask for seat, one in zip(seats, told, strict=True) for ask in _asks(moment, seat, one)
        ),
        papers=_papers(seats),
        needs_account=any(_needs_account(seat.service) for seat in seats),
        public_account=_public_account(moment, applicant),
        pending=(),
        run=moment.run.folder.name,
        packs=moment.catalogue.hash,
    )


def _seat(moment: Moment, wish: Wish, applicant: str) -> Seat:
    service = moment.catalogue.services.get(wish.service)
    if service is None or service.holder is Holder.COMPANY or not is_applied_for(service):
        raise _no_such("a service named is none one applies for here")
    try:
        found = moment.desk.find(wish.subject, service.holder)
    except Problems:
        raise _no_such("the subject of a service is not in the registers") from None
    return Seat(
        wish=wish,
        service=service,
        unit=found.unit,
        position=found.position if service.holder is Holder.PERSON else None,
        keys=moment.desk.keys(found.unit),
        relations=moment.desk.relations(found.unit),
        applicant=applicant,
    )


def _no_such(what: str) -> Problems:
    return fault("APPL001", what, "choose services from the resident's own page or the catalogue")


def _explained(moment: Moment, seat: Seat) -> Explanation:
    return explain_at(
        moment.desk,
        moment.catalogue,
        subject=seat.wish.subject,
        service=seat.wish.service,
        on=moment.today,
        with_changes=False,
    )


def _wanted(seat: Seat, told: Explanation) -> Wanted:
    service = seat.service
    return Wanted(
        wish=seat.wish,
        name=service.name,
        department=service.department,
        whose=seat.whose(seat.wish.subject),
        title=service.name if service.form is None else service.form.title,
        status=told.status,
        amount=told.amount or "",
        deadline=told.deadline,
        pays=gives_money(service),
    )


# ---------------------------------------------------------------- fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the fields of one wish: the household as held, and who may be shown."""

    seat: Seat
    interpreter: Interpreter
    facts: Mapping[str, DeclaredFact]
    shown: frozenset[str]

    def read(self, field: FormField) -> Field:
        """A field filled from facts, with the file and row of each."""
        [node] = nodes_of(field)
        step = self.interpreter.read(node, (self.seat.position,))
        uses = facts_used(step)
        type_ = None if field.value is None else field.value.type
        withheld = step.certain and not self._may_be_shown(uses)
        known = step.certain and not withheld
        return Field(
            key=_key("fact", self.seat.wish.subject, field.label, *(use.name for use in uses)),
            label=field.label,
            subject=self.seat.wish.subject,
            whose=self.seat.whose(self.seat.wish.subject),
            input=Input.TRUTH if type_ is None else _INPUTS[type_.kind],
            value=written(field, step) if known else "",
            raw=_raw(step, type_) if known else "",
            unit="" if type_ is None else (type_.unit or "").partition("/")[0],
            choices=() if type_ is None else tuple(type_.labels),
            editable=not _is_reckoned(node, type_),
            sources=_sources(uses, self.facts),
            withheld=withheld,
            question=None if step.certain else self._question(field, step),
            services=(self.seat.wish.service,),
        )

    def _may_be_shown(self, uses: Iterable[FactUse]) -> bool:
        """Whether all whose tax records were read may be shown here (地方税法第22条)."""
        for use in uses:
            declared = _declared(use, self.facts)
            if declared is not None and _is_tax(declared):
                whose = self.seat.keys if use.person is None else (self.seat.keys[use.person],)
                if not self.shown.issuperset(whose):
                    return False
        return True

    def _question(self, field: FormField, step: Step) -> Words:
        missing = missing_in(step)
        declared = _declared(missing[0], self.facts) if len(missing) == 1 else None
        return _asking(declared, field.label)


def _fields(
    moment: Moment, seat: Seat, identities: Identities, shown: frozenset[str]
) -> Iterator[Field]:
    form = seat.service.form
    if form is None:
        return
    situation = moment.desk.situation(seat.unit, form_facts([seat.service]))
    figures = moment.catalogue.figures(moment.today)
    reader = Reader(
        seat=seat,
        interpreter=Interpreter(situation, figures),
        facts=moment.catalogue.facts,
        shown=shown,
    )
    for field in form.fields:
        if field.identity is not None:
            yield _identity(seat, field, field.identity, identities)
        elif nodes_of(field):
            yield reader.read(field)
        elif field.label not in ACCOUNT_LABELS:
            yield _left_open(seat, field)


def _identity(seat: Seat, field: FormField, part: str, identities: Identities) -> Field:
    value = identities.get(seat.named, {}).get(part, "")
    return Field(
        key=_key("identity", seat.named, part),
        label=field.label,
        subject=seat.named,
        whose=seat.whose(seat.named),
        input=Input.TEXT,
        value=value,
        raw=value,
        sources=(Source(fact=part, register="連絡先" if part == PHONE else "住民記録"),),
        sealed=True,
        editable=part == PHONE or not value,
        question=None if value else _asking(None, field.label),
        services=(seat.wish.service,),
    )


def _left_open(seat: Seat, field: FormField) -> Field:
    signature = field.label.endswith(SIGNATURE)
    return Field(
        key=_key("open", seat.wish.subject, field.label),
        label=field.label,
        subject=seat.wish.subject,
        whose=seat.whose(seat.wish.subject),
        input=Input.CONFIRM if signature else Input.TEXT,
        editable=not signature,
        question=None if signature else _asking(None, field.label),
        services=(seat.wish.service,),
    )


def _is_reckoned(node: Value | Truth, type: Type | None) -> bool:
    """Whether a field is an amount the city reckons: it follows from facts, and from nothing typed."""
    held = isinstance(node, FactValue | YearlyFactValue)
    return not held and type is not None and (type.unit or "").startswith("円")


def _raw(step: Step, type_: Type | None) -> str:
    if type_ is None:
        return ("いいえ", "はい")[step.low]
    return text_of(step.low, type_)


def _sources(uses: Iterable[FactUse], facts: Mapping[str, DeclaredFact]) -> tuple[Source, ...]:
    found: dict[Source, None] = {}
    for use in uses:
        declared = _declared(use, facts)
        source = Source(
            fact=use.name,
            register=(declared.register if declared is not None else None) or "",
            place=use.source or "",
            loaded=use.loaded,
        )
        found[source] = None
    return tuple(found)


def _declared(use: FactUse, facts: Mapping[str, DeclaredFact]) -> DeclaredFact | None:
    return None if use.fact is None else facts.get(f"{use.fact.holder.prefix}{use.fact.name}")


def _asking(declared: DeclaredFact | None, label: str) -> Words:
    """The question of the pack where one fact is missing, otherwise the label as a question."""
    if declared is not None and declared.question:
        ja = declared.question
        return Words(ja=ja, easy=declared.question_easy or ja, en=declared.question_en or ja)
    return Words(
        ja=f"「{label}」を記入してください",
        easy=f"「{label}」を 書（か）いて ください",
        en=f"Please fill in: {label}",
    )


def _once(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Each field once, with all services that ask for it."""
    found: dict[str, Field] = {}
    for field in fields:
        held = found.get(field.key)
        services = field.services if held is None else (*held.services, *field.services)
        found[field.key] = replace(held or field, services=tuple(dict.fromkeys(services)))
    return tuple(found.values())


def _key(*parts: str) -> str:
    return "f" + hashlib.blake2b("\0".join(parts).encode(), digest_size=6).hexdigest()


# ---------------------------------------------------------------- questions, papers, account


def _asks(moment: Moment, seat: Seat, told: Explanation) -> Iterator[Ask]:
    """The facts that may still decide the service, as far as the resident can know them."""
    for question in told.questions:
        of_person = question.person is not None
        subject = seat.keys[question.person] if question.person is not None else ""
        declared = moment.catalogue.facts.get(
            question.fact if of_person else f"{HOUSEHOLD}.{question.fact}"
        ) or moment.catalogue.facts.get(question.fact)
        others = declared is not None and subject not in ("", seat.applicant)
        if declared is None or not declared.resident_knows or (others and _is_tax(declared)):
            continue  # what the office looks up, and the income of others, is not asked of them
        type_ = declared.fact.type
        words = _asking(declared, question.fact)
        if question.year is not None:
            words = replace(words, ja=f"{question.year}年度（{question.year - 1}年中）：{words.ja}")
        yield Ask(
            key="q" + _key("ask", question.fact, subject, str(question.year))[1:],
            fact=question.fact,
            subject=subject,
            whose=seat.whose(subject) if of_person else HOUSEHOLD,
            input=_INPUTS.get(type_.kind, Input.TRUTH),
            words=words,
            unit=type_.unit or "",
            choices=tuple(type_.labels),
            year=question.year,
            services=(seat.wish.service,),
        )


def _is_tax(declared: DeclaredFact) -> bool:
    return declared.sensitivity is Sensitivity.TAX


def _asked_once(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    found: dict[str, Ask] = {}
    for ask in asks:
        held = found.get(ask.key)
        services = ask.services if held is None else (*held.services, *ask.services)
        found[ask.key] = replace(held or ask, services=tuple(dict.fromkeys(services)))
    return tuple(found.values())


def _papers(seats: Iterable[Seat]) -> tuple[PaperNeeded, ...]:
    found: dict[str, PaperNeeded] = {}
    for seat in seats:
        for paper in seat.service.papers:
            held = found.get(paper.name)
            services = (seat.wish.service,) if held is None else (*held.services, seat.wish.service)
            found[paper.name] = PaperNeeded(
                name=paper.name,
                held=paper.held and (held is None or held.held),
                services=tuple(dict.fromkeys(services)),
            )
    return tuple(found.values())


def _needs_account(service: Service) -> bool:
    fields = () if service.form is None else service.form.fields
    return gives_money(service) or any(field.label in ACCOUNT_LABELS for field in fields)


def _public_account(moment: Moment, applicant: str) -> bool | None:
    declared = moment.catalogue.facts.get(REGISTERED_ACCOUNT)
    if declared is None:
        return None
    try:
        found = moment.desk.find(applicant, Holder.PERSON)
    except Problems:
        return None
    held = moment.desk.situation(found.unit, [declared.fact]).people[found.position]
    sourced = held.facts.get(REGISTERED_ACCOUNT)
    return bool(sourced.held) if sourced is not None and isinstance(sourced.held, int) else None
