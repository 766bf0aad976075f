"""A person's record as far as it was opened; every look into it is held to what was decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.console.furigana.names import note
from sakimawari.console.held import Contact, FactHeld, Identity, Member, Programme
from sakimawari.console.refusals import Denied, Hidden
from sakimawari.fit.explain import Explanation, FactShown, explain_at
from sakimawari.fit.explaining.veiled import veiled
from sakimawari.fit.frame import BIRTH_DATE, persons_by_row
from sakimawari.fit.served.receipts import receipts_of
from sakimawari.fit.served.run import timetable_at
from sakimawari.fit.timetable import Timetable
from sakimawari.guard import clearance
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.authorise.asked import Action, FieldGroup, Ruling
from sakimawari.guard.sealing import open_json
from sakimawari.packs.pack import DeclaredFact
from sakimawari.registry.directory.folding import written_out
from sakimawari.registry.safe import contact_of, identity_of
from sakimawari.rules.columns import held_in
from sakimawari.rules.dates import legal_age
from sakimawari.rules.figures import day_of, days
from sakimawari.rules.tree import DATE, Fact, Holder

__all__ = ["GROUP_WORDS", "Contact", "FactHeld", "Identity", "Member", "Programme", "Record"]

_BIRTH = Fact(name=BIRTH_DATE, type=DATE)
_PARTS = ("氏名", "氏名_カナ", "郵便番号", "番地", "方書")
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
class Record:
    """A person's record as far as it was opened: reading more needs opening again.

    `services` bounds it to those a limited delegation names; None: all.
    """

    city: City
    person: str
    ruling: Ruling
    actor: Actor
    action: Action = Action.READ_PERSON
    services: frozenset[str] | None = None

    def opens(self, group: FieldGroup) -> bool:
        """Whether a group of fields was opened; for a page that shows what it may."""
        return group in self.ruling.fields

    @property
    def household(self) -> str:
        """The opaque key of the household the person is registered in."""
        return self._household_key()

    def timetable(self) -> Timetable:
        """Every right over the calendar, the household's too (FieldGroup.RIGHTS)."""
        self._needs(FieldGroup.RIGHTS)
        whole = timetable_at(self.city.served, self.city.catalogue, self.person)
        if self.services is None:
            return whole
        kept = tuple(each for each in whole.services if each.service in self.services)
        return replace(whole, services=kept)

    def identity(self) -> Identity:
        """Name, address, birth date, sex (FieldGroup.IDENTITY).

        Official numbers of health and welfare registers are among `others` only where those groups
        were opened too: that there is such a number says much already.
        """
        self._needs(FieldGroup.IDENTITY)
        told = self._unsealed(identity_of(self.city.desk.mapped, self.person))
        parts = {name: written_out(str(told.pop(name, None) or "")) for name in _PARTS}
        note(parts["氏名"])
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
        held = contact_of(self.city.desk.mapped, self.person)
        told = self._unsealed(held.sealed if held is not None else None)
        return Contact(
            phone=str(told.get("電話番号") or ""),
            email=str(told.get("メールアドレス") or ""),
            prefers=held.prefers if held is not None else "",
            language=held.language if held is not None else "",
            consent_notice=_answer(held.consent_notice if held is not None else None),
            consent_tax=_answer(held.consent_tax if held is not None else None),
            line=_answer(held.line if held is not None else None),
        )

    def explain(self, service: str, *, with_changes: bool = True) -> Explanation:
        """Why a service is or is not due (FieldGroup.RIGHTS); words in a language are made by `fit`.

        `with_changes`: also what would change it, and what time alone will do, which takes longer.

        Values of facts whose group was not opened are veiled; for a resident also sensitive facts
        of other adults of the household. Raises CLI011 for an unknown service.
        """
        self._needs(FieldGroup.RIGHTS)
        if self.services is not None and service not in self.services:
            raise Denied("この制度は、委任された範囲に入っていません")
        known = self.city.catalogue.services.get(service)
        of_household = known is not None and known.holder is Holder.HOUSEHOLD
        subject = self._household_key() if of_household else self.person
        explanation = explain_at(
            self.city.desk,
            self.city.catalogue,
            subject=subject,
            service=service,
            on=self.city.today,
            with_changes=with_changes,
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
        """The household in its order: keys, relations, ages (FieldGroup.RIGHTS).

        Visitors from other households are told to staff alone. Names need `member`.
        """
        self._needs(FieldGroup.RIGHTS)
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
        subject = self.city.desk.find(self.person, Holder.PERSON)
        row = self.city.desk.rows(subject.unit)[subject.position]
        return tuple(
            Programme(
                name=each.programme,
                since=each.since,
                until=each.until,
                amount=each.amount,
                unit=each.unit or "",
            )
            for each in receipts_of(self.city.desk.mapped).of(row, {})
        )

    def member(self, person: str) -> Record:
        """The same opening for another registered member: a household is decided and logged as one.

        Only where it was opened with READ_HOUSEHOLD; `Hidden` for whoever does not belong to it.
        """
        if self.action is not Action.READ_HOUSEHOLD:
            raise Denied("世帯の記録は、世帯として開いたときだけ見られます")
        found = bearings(self.city).of(self.person)
        if found is None or person not in found.members:
            raise Hidden("この世帯の方ではありません")
        return replace(self, person=person)

    # ------------------------------------------------------------ within

    def _needs(self, group: FieldGroup) -> None:
        if not self.opens(group):
            raise Denied(f"この項目（{GROUP_WORDS[group]}）を見る権限がありません")
        clearance.require(self.person)

    def _unsealed(self, sealed: bytes | None) -> dict[str, Any]:
        told = open_json(self.city.keys, self.person, sealed) if sealed is not None else {}
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

    def _declared(self, fact: FactShown) -> DeclaredFact | None:
        """The declaration of a fact as an explanation names it: bare, whoever holds it."""
        facts = self.city.catalogue.facts
        of_household = facts.get(f"{Holder.HOUSEHOLD.prefix}{fact.name}")
        return of_household if fact.person is None and of_household else facts.get(fact.name)

    def _hides(self, fact: FactShown) -> bool:
        """Whether a fact of an explanation is closed to whoever opened this record."""
        if fact.type is None:  # a family tie: the household is opened with the record
            return False
        declared = self._declared(fact)
        if declared is None:  # what no pack declares is not known to be harmless
            return True
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
