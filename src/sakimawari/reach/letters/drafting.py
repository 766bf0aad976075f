"""A chosen addressee turned into a letter: identity opened, rights told, form filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sakimawari.fit.forms import FormValues
from sakimawari.packs.pack import DeclaredFact
from sakimawari.problems import fault
from sakimawari.reach.addressing.sealed import OpenIdentity, Sealed
from sakimawari.reach.letters.barcode import seven_digits
from sakimawari.reach.letters.house_number import within_town
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.telling.offer import Addressee, Language, Offer, Sender
from sakimawari.reach.telling.offers import Right, Told, joined, offer_of
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.registry.directory.folding import written_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A right with its unit, and its `row`: the subject's row of people, or the unit for a
    household's service. `subject` is None where it is for the addressee or the whole household;
    `key` is whose right it is.
    """

    right: Right
    unit: int
    row: int
    subject: Sealed | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """One letter to be drafted: to whom, about which rights, each with its subject.

    `household` is where the addressee lives. `language` is None where nobody asked for another
    than the register's. `step` is that of the plan it carries out, "" for none.
    """

    household: str
    to: Sealed
    rights: tuple[Concern, ...]
    postal_code: str = field(default="", repr=False)  # 7 digits, "" where there is none
    language: Language | None = None
    large: bool = False
    step: str = ""
    staff: Mapping[str, StaffTopic] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every letter of a run shares."""

    sender: Sender
    on: date
    language: Language | None  # None: what each person prefers
    told: Mapping[str, Told]
    facts: Mapping[str, DeclaredFact]
    open_identity: OpenIdentity
    form_values: FormValues | None

    def draft(self, commission: Commission, *, number: str, reference: str) -> Letter | None:
        """The letter, or None where there is no address to send it to."""
        addressee = self._identity(commission.to)
        if addressee is None or not addressee.address or not addressee.name:
            return None
        return Letter(
            number=number,
            reference=reference,
            language=self.language or commission.language or commission.to.language,
            written_on=self.on,
            sender=self.sender,
            addressee=addressee,
            offers=joined(
                [self._offer(each, commission.staff) for each in commission.rights],
                addressee=addressee.name,
            ),
            large=commission.large,
        )

    def postal_code(self, to: Sealed) -> str:
        """The seven digits of an addressee's postal code, by which letters are sorted; or ""."""
        if to.identity is None:
            return ""
        digits = seven_digits(
            str(_opened(self.open_identity(to.person, to.identity)).get("郵便番号") or "")
        )
        return digits or ""

    def _offer(self, concern: Concern, staff: Mapping[str, StaffTopic]) -> Offer:
        if concern.right.service in staff:
            topic = staff[concern.right.service]
            return replace(topic.offer(concern.right), keys=(concern.key,))
        told = self.told[concern.right.service]
        values: Mapping[str, str | None] = {}
        if self.form_values is not None and concern.right.occasion.offers:
            values = self.form_values(told.service, concern.unit, concern.row)
        named = None if concern.subject is None else self._identity(concern.subject)
        offer = offer_of(concern.right, told, self.facts, subject=named, values=values)
        return replace(offer, keys=(concern.key,))

    def _identity(self, sealed: Sealed) -> Addressee | None:
        if sealed.identity is None:
            return None
        identity = _opened(self.open_identity(sealed.person, sealed.identity))
        contact: dict[str, Any] = {}
        if sealed.contact is not None:
            contact = _opened(self.open_identity(sealed.person, sealed.contact))
        return addressee_of(sealed, identity, contact, city=self.sender.city.ja)


def _opened(plain: bytes) -> dict[str, Any]:
    try:
        opened = json.loads(plain)
    except ValueError:
        opened = None
    if not isinstance(opened, dict):
        raise fault(
            "REACH007",
            "a sealed identity does not hold what the registry writes (a JSON object)",
            "load the exports again with this version of the software",
        )
    return opened


def addressee_of(
    sealed: Sealed, identity: Mapping[str, Any], contact: Mapping[str, Any], *, city: str
) -> Addressee:
    """A person's identity as a letter needs it.

    The address has no lines where town or number is missing: half an address reaches nobody, or
    the wrong door.
    """

    def text(values: Mapping[str, Any], name: str) -> str:
        return written_out(str(values.get(name) or "").strip())

    number, building = text(identity, "番地"), text(identity, "方書")
    lines: tuple[str, ...] = ()
    if sealed.town and number:
        street = f"{city}{sealed.ward}{sealed.town}{number}"
        lines = (street, building) if building else (street,)
    return Addressee(
        name=text(identity, "氏名"),
        kana=text(identity, "氏名_カナ"),
        postal_code=text(identity, "郵便番号"),
        address=lines,
        birth=sealed.birth,
        sex=sealed.sex,
        phone=text(contact, "電話番号"),
        after_town=f"{within_town(sealed.town)}{number} {building}".strip() if lines else "",
    )
