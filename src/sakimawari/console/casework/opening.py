"""Cases for the invented city of the demo, in every state, through the functions everybody uses.

So that queues are not empty: residents apply for what the run says they miss, clerks and a
supervisor of the demo work on some of it over the weeks before. The same run gives the same cases;
a store that holds cases already is left as it is.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
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
    Origin,
    Wish,
)
from sakimawari.console.bearings import bearings
from sakimawari.console.casework.ways import WAYS, Way, Work, moment_at, staff
from sakimawari.console.city import City
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
    moment = moment_at(there, today or there.today, 0)
    looks = staff(crew.supervisor, Role.SUPERVISOR)
    if cases.queue(moment, QueueFilter(everything=True), actor=looks, most=1).total:
        return 0
    payer = there.office.home / PAYER_FILE
    if not payer.exists():
        payer.write_text(_PAYER, encoding="utf-8")
    numbers, everybody = [], _applicants(there, crew, most)
    dealt = {True: 0, False: 0}  # apart, so that services with two persons see every way too
    for place, one in enumerate(everybody):
        if place == len(everybody) // 2:
            _pay(there, crew, moment.today, release=True)
        try:
            pays = cases.pays(one.service)
            way = WAYS[dealt[pays] % len(WAYS)]
            numbers.append(_open(there, crew, one, place=place, today=moment.today, way=way))
            dealt[pays] += 1
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


def _open(there: City, crew: Crew, one: Applying, *, place: int, today: date, way: Way) -> str:
    chance = random.Random(_mixed(one.person, one.service.slug))
    days = chance.randint(_FEWEST_DAYS, _MOST_DAYS)
    moment = moment_at(there, today - timedelta(days=days), place)
    applicant = Actor(kind=ActorKind.RESIDENT, id=one.person)
    form = cases.prefill(
        moment,
        applicant=one.person,
        wishes=[Wish(service=one.service.slug, subject=one.person)],
        identities={one.person: _identity(there, one.person)},
    )
    automatic = one.service.rung is Rung.AUTOMATIC
    actor = staff(crew.clerk, Role.CLERK) if automatic else applicant
    sent = cases.submit(
        moment,
        form,
        _answers(form, chance),
        client_key=f"demo-{_mixed(one.person, one.service.slug)}",
        doing=Doing(actor=actor, at=moment.now),
        origin=Origin.AUTOMATIC if automatic else Origin.APPLICATION,
    )
    [number] = sent.cases
    way(
        Work(
            there=there,
            clerk_id=crew.clerk,
            supervisor_id=crew.supervisor,
            number=number,
            applicant=applicant,
            today=today,
            days=days,
            place=place,
            chance=chance,
        )
    )
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


def _pay(there: City, crew: Crew, today: date, *, release: bool) -> None:
    """The department with most to pay makes a batch, which another releases, or has yet to."""
    moment = moment_at(there, today - timedelta(days=3), 30)
    clerk, supervisor = staff(crew.clerk, Role.CLERK), staff(crew.supervisor, Role.SUPERVISOR)
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
