"""A person's record as far as it was opened; every look into it is held to what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.console.refusals import Denied
from sakimawari.fit.explain import Explanation, FactShown, explain_at
from sakimawari.fit.explaining.veiled import veiled
from sakimawari.fit.frame import BIRTH_DATE, persons_by_row
from sakimawari.fit.timetable import Timetable, timetable
from sakimawari.guard import clearance
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.authorise.asked import Action, FieldGroup, Ruling
from sakimawari.packs.pack import DeclaredFact
from sakimawari.rules.columns import held_in
from sakimawari.rules.dates import legal_age
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.situation import Sourced
from sakimawari.rules.tree import DATE, Fact, Holder

_BIRTH = Fact(name=BIRTH_DATE, type=DATE)
_PARTS = ("氏名", "氏名_カナ", "郵便番号", "番地", "方書")
_FIRST, _LAST = days(date(1850, 1, 1)), days(date(2200, 1, 1))
GROUP_WORDS = {
    FieldGroup.IDENTITY: "氏名・住所",
    FieldGroup.CONTACT: "連絡先",
    FieldGroup.BANK: "口座",
    FieldGroup.RIGHTS: "制度と給付",
    FieldGroup.BASIC: "基本",
    FieldGroup.TAX: "税",
    FieldGroup.HEALTH: "健康・医療・介護",
    FieldGroup.WELFARE: "福祉",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is; an empty text is a part the register does not hold."""

    name: str
    kana: str
    postal_code: str
    address: str
    born: date | None
    sex: str
    others: Mapping[str, str]  # further official numbers, by the register's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How somebody can be reached, by the register of contacts; consents are None where not asked."""

    phone: str
    email: str
    prefers: str
    language: str
    consent_notice: bool | None
    consent_tax: bool | None
    line: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the household: opaque key, relation to its head, legal age (None unknown).

    `visitor`: lives in another household, linked to this one.
    """

    person: str
    relation: str
    age: int | None
    visitor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactHeld:
    """What is held of one fact of the person or household, with its source."""

    declared: DeclaredFact
    held: Sourced


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme the person receives: amount in `unit`, None not stated; days inclusive."""

    name: str
    since: date | None
    until: date | None
    amount: int | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A person's record as far as it was opened: reading more needs opening again."""

    city: City
    person: str
    ruling: Ruling
    actor: Actor
    action: Action = Action.READ_PERSON

    def opens(self, group: FieldGroup) -> bool:
        """Whether a group of fields was opened; for a page that shows what it may."""
        return group in self.ruling.fields

    def timetable(self) -> Timetable:
        """Every right over the calendar, the household's too (FieldGroup.RIGHTS)."""
        self._needs(FieldGroup.RIGHTS)
        return timetable(self.city.run, self.city.catalogue, self.person)

    def identity(self) -> Identity:
        """Name, address, birth date, sex (FieldGroup.IDENTITY).

        Official numbers of health and welfare registers are among `others` only where those groups
        were opened too: that there is such a number says much already.
        """
        self._needs(FieldGroup.IDENTITY)
        told = self._unsealed(self.city.snapshot.identities([self.person]).to_pylist())
        parts = {name: str(told.pop(name, None) or "") for name in _PARTS}
        place = bearings(self.city).place_of(self.person)
        lines = (f"{place}{parts['番地']}", parts["方書"])
        sensitive = self.opens(FieldGroup.HEALTH) and self.opens(FieldGroup.WELFARE)
        return Identity(
            name=parts["氏名"],
            kana=parts["氏名_カナ"],
            postal_code=parts["郵便番号"],
            address=" ".join(line for line in lines if line),
            born=self._born(self._position()),
            sex=self._sex(),
            others={name: str(value) for name, value in told.items()} if sensitive else {},
        )

    def contact(self) -> Contact:
        """Telephone, e-mail, channels and consents by the register (FieldGroup.CONTACT)."""
        self._needs(FieldGroup.CONTACT)
        contacts = self.city.snapshot.contacts()
        rows = contacts.filter(pc.equal(contacts["person"], self.person)).to_pylist()
        row = rows[0] if rows else {}
        told = self._unsealed(rows)
        return Contact(
            phone=str(told.get("電話番号") or ""),
            email=str(told.get("メールアドレス") or ""),
            prefers=row.get("prefers") or "",
            language=row.get("language") or "",
            consent_notice=_answer(row.get("consent_notice")),
            consent_tax=_answer(row.get("consent_tax")),
            line=_answer(row.get("line")),
        )

    def explain(self, service: str) -> Explanation:
        """Why a service is or is not due (FieldGroup.RIGHTS); words in a language are made by `fit`.

        Values of facts whose group was not opened are veiled; for a resident also sensitive facts
        of other adults of the household. Raises CLI011 for an unknown service.
        """
        self._needs(FieldGroup.RIGHTS)
        holder = (
            self.city.catalogue.services[service].holder
            if (service in self.city.catalogue.services)
            else Holder.PERSON
        )
        subject = self._household_key() if holder is Holder.HOUSEHOLD else self.person
        explanation = explain_at(
            self.city.desk,
            self.city.catalogue,
            subject=subject,
            service=service,
            on=self.city.today,
        )
        return veiled(explanation, self._hides)

    def facts(self) -> tuple[FactHeld, ...]:
        """What is held of the person and the household, with sources, of the groups opened."""
        declared = [
            each
            for each in self.city.catalogue.facts.values()
            if each.fact.holder is not Holder.COMPANY and self.opens(_group(each))
        ]
        subject = self.city.desk.find(self.person, Holder.PERSON)
        held = self.city.desk.situation(subject.unit, [each.fact for each in declared])
        found = []
        for each in declared:
            sourced = held.sourced(each.fact, subject.position)
            if sourced is not None:
                found.append(FactHeld(declared=each, held=sourced))
        return tuple(found)

    def members(self) -> tuple[Member, ...]:
        """The household in its order, where it was opened with READ_HOUSEHOLD.

        Visitors from other households are told to staff alone.
        """
        if self.action is not Action.READ_HOUSEHOLD:
            raise Denied("世帯の記録は、世帯として開いたときだけ見られます")
        clearance.require(self.person)
        subject = self.city.desk.find(self.person, Holder.PERSON)
        rows = self.city.desk.rows(subject.unit)
        keys = persons_by_row(self.city.desk.mapped)
        registered = self.city.desk.mapped.people.arrays["is_subject"]
        relations = self.city.desk.relations(subject.unit)
        return tuple(
            Member(
                person=keys[row].decode(),
                relation=relations[position],
                age=self._age(position),
                visitor=bool(registered[row] != 1),
            )
            for position, row in enumerate(rows)
            if registered[row] == 1 or self.actor.kind is ActorKind.STAFF
        )

    def receiving(self) -> tuple[Programme, ...]:
        """The programmes the person receives or received, by the registers (FieldGroup.RIGHTS)."""
        self._needs(FieldGroup.RIGHTS)
        entries = self.city.snapshot.receiving(
            ["person", "programme", "since", "until", "amount", "unit"]
        )
        rows = entries.filter(pc.equal(entries["person"], self.person)).to_pylist()
        return tuple(
            Programme(
                name=row["programme"] or "",
                since=_day(row["since"]),
                until=_day(row["until"]),
                amount=None if row["amount"] < 0 else row["amount"],
                unit=row["unit"] or "",
            )
            for row in rows
        )

    # ------------------------------------------------------------ within

    def _needs(self, group: FieldGroup) -> None:
        if not self.opens(group):
            raise Denied(f"この項目（{GROUP_WORDS[group]}）を見る権限がありません")
        clearance.require(self.person)

    def _unsealed(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        sealed = rows[0]["sealed"] if rows else None
        if sealed is None:
            return {}
        told = json.loads(self.city.keys.open(self.person, sealed))
        return dict(told) if isinstance(told, dict) else {}

    def _position(self) -> int:
        return self.city.desk.find(self.person, Holder.PERSON).position

    def _household_key(self) -> str:
        found = bearings(self.city).of(self.person)
        return found.household if found is not None else ""

    def _born(self, position: int) -> date | None:
        unit = self.city.desk.find(self.person, Holder.PERSON).unit
        row = self.city.desk.rows(unit)[position]
        held = held_in(_BIRTH, self.city.desk.mapped.column(_BIRTH), row)
        return day_of(held) if isinstance(held, int) else None

    def _age(self, position: int) -> int | None:
        born = self._born(position)
        return None if born is None else legal_age(days(born), days(self.city.today))

    def _sex(self) -> str:
        declared = self.city.catalogue.facts.get("性別")
        if declared is None:
            return ""
        subject = self.city.desk.find(self.person, Holder.PERSON)
        row = self.city.desk.rows(subject.unit)[subject.position]
        held = held_in(declared.fact, self.city.desk.mapped.column(declared.fact), row)
        return declared.fact.type.labels[held] if isinstance(held, int) else ""

    def _hides(self, fact: FactShown) -> bool:
        """Whether a fact of an explanation is closed to whoever opened this record."""
        declared = self.city.catalogue.facts.get(fact.name)
        if declared is None:  # a family tie, or what stands nowhere as a fact
            return False
        group = _group(declared)
        if not self.opens(group):
            return True
        if self.actor.kind is not ActorKind.RESIDENT or group is FieldGroup.BASIC:
            return False
        if fact.person is None or fact.person == self._position():
            return False
        unit = self.city.desk.find(self.person, Holder.PERSON).unit
        key = persons_by_row(self.city.desk.mapped)[self.city.desk.rows(unit)[fact.person]].decode()
        return key != self.actor.id and key not in self.actor.acts_for


def _group(declared: DeclaredFact) -> FieldGroup:
    return FieldGroup(declared.sensitivity.value)


def _answer(code: int | None) -> bool | None:
    return {0: False, 1: True}.get(-1 if code is None else code)


def _day(number: int | None) -> date | None:
    """A day of a register; None for an open end."""
    return day_of(number) if number is not None and _FIRST <= number <= _LAST else None
