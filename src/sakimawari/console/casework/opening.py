"""Cases for the invented city of the demo, in every state, through the functions everybody uses.

So that queues are not empty: residents apply for what the run says they miss, clerks and a
supervisor of the demo work on some of it over the weeks before. The same run gives the same cases;
a store that holds cases already is left as it is.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sakimawari.cases import run as cases
from sakimawari.cases.payer import FILE as PAYER_FILE
from sakimawari.cases.period import next_open
from sakimawari.cases.run import QueueFilter, Whose
from sakimawari.cases.values import (
    Account,
    Answers,
    Application,
    Doing,
    Finding,
    Moment,
    Origin,
    Wish,
)
from sakimawari.console.bearings import bearings
from sakimawari.console.city import JAPAN, City
from sakimawari.fit.explain import record_of
from sakimawari.fit.wareki import wareki
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.guard.sealing import open_json
from sakimawari.packs.pack import Rung, Service
from sakimawari.problems import Problems
from sakimawari.registry.directory.folding import written_out
from sakimawari.registry.safe import identity_of
from sakimawari.rules.tree import Holder

MOST = 42
_FEWEST_DAYS, _MOST_DAYS = 1, 45  # how long ago they applied
_ANYWHERE = frozenset({EVERYWHERE})
_PAYER = """\
# 架空の市の支払口座（デモ）
code: "0000123456"
name: キタキュウシュウシ カイケイカンリシャ
bank: "0000"
bank_name: タメシ
branch: "001"
branch_name: ホンテン
kind: 当座
number: "0000001"
"""
_QUESTIONS = (
    "申請書の勤務先の欄を確かめています。いまのお勤め先を教えてください。",
    "添付の書類が読み取れませんでした。もう一度、明るいところで撮って送ってください。",
    "世帯の状況を確かめたいことがあります。ご連絡のつく時間を教えてください。",
)
_ANSWERS = ("送り直しました。よろしくお願いします。", "平日の午後なら電話に出られます。")
_REASONS = ("担当で確認した書類により、要件に当てはまりません（窓口での聞き取りによる）",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who works in the demo: ids of accounts, and what the clerk looks after.

    Most cases are theirs, so that their queue shows every state; some are other wards' and
    departments', so that it shows a bound.
    """

    clerk: str
    supervisor: str
    apart: frozenset[str] = frozenset()  # residents who apply themselves: the personas of the demo
    departments: frozenset[str] = _ANYWHERE
    wards: frozenset[str] = _ANYWHERE

    def looks_after(self, department: str, ward: str) -> bool:
        """Whether a case would be in the clerk's queue."""
        near = EVERYWHERE in self.wards or ward in self.wards
        return near and (EVERYWHERE in self.departments or department in self.departments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """A resident with what the run says they miss."""

    person: str
    service: Service


def open_some(there: City, crew: Crew, *, most: int = MOST, today: date | None = None) -> int:
    """Open some dozens of cases; how many. Nothing where there are cases already."""
    moment = _moment(there, today or there.today, 0)
    looks = _staff(crew.supervisor, Role.SUPERVISOR)
    if cases.queue(moment, QueueFilter(everything=True), actor=looks, most=1).total:
        return 0
    payer = there.office.home / PAYER_FILE
    if not payer.exists():
        payer.write_text(_PAYER, encoding="utf-8")
    numbers, everybody = [], _applicants(there, crew, most)
    for place, one in enumerate(everybody):
        if place == len(everybody) // 2:
            _pay(there, crew, moment.today, release=True)
        try:
            numbers.append(_open(there, crew, one, place, moment.today))
        except Problems:
            continue  # of an invented resident a form may ask what nobody invented
    _pay(there, crew, moment.today, release=False)
    return len(numbers)


# ---------------------------------------------------------------- who applies


def _applicants(there: City, crew: Crew, most: int) -> Sequence[Applying]:
    """Residents with an unclaimed right, most of them the clerk's, always the same."""
    services = {
        slug: one
        for slug, one in there.catalogue.services.items()
        if one.holder is Holder.PERSON and one.rung is not Rung.INFORM and one.form is not None
    }
    rows = there.run.ask(
        "SELECT subject, service::VARCHAR AS service, ward::VARCHAR AS ward, amount_low, "
        "kind::VARCHAR AS kind FROM unmet WHERE subject_kind = 'person' AND age >= 18 "
        "AND service IN (SELECT UNNEST(?)) ORDER BY subject, service",
        [sorted(services)],
    ).to_pylist()
    own = [
        row for row in rows if crew.looks_after(services[row["service"]].department, row["ward"])
    ]
    theirs = max(most * 2 // 3, 1)
    found = _chosen(there, services, own, theirs, crew.apart)
    seen = crew.apart | {one.person for one in found}
    return _mixed_in(found, _chosen(there, services, rows, most - len(found), seen))


def _chosen(
    there: City,
    services: Mapping[str, Service],
    rows: Sequence[Mapping[str, Any]],
    most: int,
    but: Set[str],
) -> list[Applying]:
    """Those sure to be paid something first, then by chance; no service takes it all."""
    found: list[Applying] = []
    seen = set(but)
    counted: dict[str, int] = {}
    ordered = sorted(
        rows,
        key=lambda row: (
            row["kind"] != "unclaimed"
            or row["amount_low"] <= 0
            or not cases.pays(services[row["service"]]),
            _mixed(row["subject"], row["service"]),
        ),
    )
    for row in ordered:
        person, slug = row["subject"], row["service"]
        if person in seen or counted.get(slug, 0) >= max(most // 5, 2):
            continue
        if there.desk.is_protected(person, there.today):
            continue
        seen.add(person)
        counted[slug] = counted.get(slug, 0) + 1
        found.append(Applying(person=person, service=services[slug]))
        if len(found) == most:
            break
    return found


def _mixed_in(some: list[Applying], others: list[Applying]) -> list[Applying]:
    """Both in one order, so that every state falls to both."""
    return sorted([*some, *others], key=lambda one: _mixed(one.service.slug, one.person))


def _mixed(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


# ---------------------------------------------------------------- one case


def _open(there: City, crew: Crew, one: Applying, place: int, today: date) -> str:
    chance = random.Random(_mixed(one.person, one.service.slug))
    days = chance.randint(_FEWEST_DAYS, _MOST_DAYS)
    moment = _moment(there, today - timedelta(days=days), place)
    applicant = Actor(kind=ActorKind.RESIDENT, id=one.person)
    form = cases.prefill(
        moment,
        applicant=one.person,
        wishes=[Wish(service=one.service.slug, subject=one.person)],
        identities={one.person: _identity(there, one.person)},
    )
    automatic = one.service.rung is Rung.AUTOMATIC
    actor = _staff(crew.clerk, Role.CLERK) if automatic else applicant
    sent = cases.submit(
        moment,
        form,
        _answers(form, chance),
        client_key=f"demo-{_mixed(one.person, one.service.slug)}",
        doing=Doing(actor=actor, at=moment.now),
        origin=Origin.AUTOMATIC if automatic else Origin.APPLICATION,
    )
    [number] = sent.cases
    _WAYS[place % len(_WAYS)](Work(there, crew, number, applicant, today, days, place, chance))
    return number


def _answers(form: Application, chance: random.Random) -> Answers:
    """Most confirm; some correct or add a field."""
    fields = {}
    for field in form.fields:
        if not field.value and field.question is not None and field.editable and not field.sealed:
            if field.input.value == "text":
                fields[field.key] = chance.choice(
                    ("別紙のとおり", "特になし", "窓口でお話しします")
                )
        elif field.input.value == "number" and field.editable and chance.random() < 0.06:
            fields[field.key] = str(int(field.raw.partition(".")[0] or 0) + 1)
    account = None
    if form.needs_account:
        account = Account(public=True)
        if not (form.public_account and chance.random() < 0.3):
            account = Account(
                bank=f"{chance.randint(1, 9998):04d}",
                branch=f"{chance.randint(1, 999):03d}",
                kind="普通",
                number=f"{chance.randint(1, 9_999_999):07d}",
                holder="デモ タロウ",
            )
    return Answers(fields=fields, account=account)


def _identity(there: City, person: str) -> dict[str, str]:
    """What the form needs of the sealed identity, as `Record` would tell it."""
    sealed = identity_of(there.desk.mapped, person)
    told = open_json(there.keys, person, sealed) if sealed is not None else {}
    born = there.catalogue.facts.get("生年月日")
    name = written_out(str(told.get("氏名") or ""))
    known = {"氏名": name, "カナ": str(told.get("氏名_カナ") or "")}
    known["住所"] = f"{bearings(there).place_of(person)}{told.get('番地') or ''}"
    if born is not None:
        found = there.desk.find(person, Holder.PERSON)
        held = there.desk.situation(found.unit, [born.fact], with_sources=False)
        sourced = held.people[found.position].facts.get("生年月日")
        if sourced is not None and isinstance(sourced.held, int):
            known["生年月日"] = wareki(date(1970, 1, 1) + timedelta(days=sourced.held))
    return known


# ---------------------------------------------------------------- what becomes of it


@dataclass(frozen=True, slots=True)
class Work:
    """One case being worked on over the days since it came."""

    there: City
    crew: Crew
    number: str
    applicant: Actor
    today: date
    days: int
    place: int
    chance: random.Random

    def at(self, share: float) -> Moment:
        """A moment between the day it came and today."""
        since = round(self.days * share)
        day = self.today - timedelta(days=self.days - since)
        return _moment(self.there, day, self.place + round(share * 40))

    def by(self, actor: Actor, share: float, note: str = "") -> Doing:
        return Doing(actor=actor, at=self.at(share).now, note=note)

    @property
    def clerk(self) -> Actor:
        return _staff(self.crew.clerk, Role.CLERK)

    @property
    def supervisor(self) -> Actor:
        return _staff(self.crew.supervisor, Role.SUPERVISOR)


def _stays(work: Work) -> None:
    """Just received."""


def _taken(work: Work) -> None:
    cases.take(work.at(0.3), work.number, doing=work.by(work.clerk, 0.3))


def _asked(work: Work) -> None:
    _taken(work)
    text = work.chance.choice(_QUESTIONS)
    cases.ask(work.at(0.5), work.number, doing=work.by(work.clerk, 0.5), text=text)


def _answered(work: Work) -> None:
    _asked(work)
    text = work.chance.choice(_ANSWERS)
    cases.reply(work.at(0.8), work.number, doing=work.by(work.applicant, 0.8), text=text)


def _proposed(work: Work, finding: Finding = Finding.GRANT) -> None:
    _taken(work)
    moment = work.at(0.6)
    told = cases.proof(moment, work.number)
    reasons: tuple[str, ...] = ()
    if told is not None:
        open_ones = cases.open_reasons_of(told, finding)
        checked = (reason.replace(cases.BLANK, "提出書類") for reason in open_ones)
        reasons = (*cases.reasons_of(told, finding), *checked)
    service = None if told is None else work.there.catalogue.services[told.service]
    yen = None
    if told is not None and service is not None and cases.pays(service):
        yen = cases.grantable_yen(told, service) or None
    cases.propose(
        moment,
        work.number,
        doing=work.by(work.clerk, 0.6),
        finding=finding,
        amount_yen=yen if finding is Finding.GRANT else None,
        reasons=reasons or _REASONS,
        proof={} if told is None else record_of(told),
    )


def _approved(work: Work, finding: Finding = Finding.GRANT) -> None:
    _proposed(work, finding)
    row = cases.case_row(work.at(0.9), work.number)
    if row.two_persons:
        cases.approve(work.at(0.9), work.number, doing=work.by(work.supervisor, 0.9))


def _refused(work: Work) -> None:
    _approved(work, Finding.REFUSE)


def _withdrawn(work: Work) -> None:
    cases.withdraw(work.at(0.4), work.number, doing=work.by(work.applicant, 0.4))


def _sent_back(work: Work) -> None:
    _proposed(work)
    row = cases.case_row(work.at(0.8), work.number)
    if row.two_persons:
        doing = work.by(work.supervisor, 0.8, "支払う月数を確かめてください")
        cases.send_back(work.at(0.8), work.number, doing=doing)


_WAYS: tuple[Callable[[Work], None], ...] = (
    _stays, _taken, _proposed, _approved, _asked, _stays, _answered, _approved, _taken, _stays,
    _approved, _refused, _proposed, _stays, _withdrawn, _sent_back, _approved, _taken,
)  # fmt: skip


def _pay(there: City, crew: Crew, today: date, *, release: bool) -> None:
    """The department with most to pay makes a batch, which another releases, or has yet to."""
    moment = _moment(there, today - timedelta(days=3), 30)
    clerk, supervisor = _staff(crew.clerk, Role.CLERK), _staff(crew.supervisor, Role.SUPERVISOR)
    due = {department: n for department, ward, n in cases.departments_due()}
    for department in sorted(due, key=lambda one: (-due[one], one))[:1]:
        whose = Whose(department=department, ward="", pay_on=next_open(today + timedelta(days=4)))
        try:
            made = cases.make_batch(moment, whose, doing=Doing(actor=clerk, at=moment.now))
        except Problems:
            return  # nothing can be paid yet
        if release:
            doing = Doing(actor=supervisor, at=moment.now + timedelta(hours=1))
            cases.release_batch(moment, made.number, doing=doing)


def _staff(id: str, role: Role) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        id=id,
        roles=frozenset({role}),
        departments=_ANYWHERE,
        wards=_ANYWHERE,
        services=_ANYWHERE,
        second_factor=True,
    )


def _moment(there: City, day: date, place: int) -> Moment:
    """Office hours of a day, a little later for each place."""
    now = datetime.combine(day, time(9), JAPAN) + timedelta(minutes=(place * 7) % 470)
    return Moment(
        catalogue=there.catalogue,
        desk=there.desk,
        run=there.run,
        keys=there.keys,
        home=there.office.home,
        now=now,
    )
