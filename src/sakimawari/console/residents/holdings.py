"""What the city holds about me, by kind and register with source and date; to read and to take along."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse

from sakimawari.console.city import JAPAN
from sakimawari.console.deciding import preferences
from sakimawari.console.held import FactHeld, Programme
from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.opening import Opened, Page, opened_one
from sakimawari.console.residents.pages import resident_page
from sakimawari.console.residents.requests import asking
from sakimawari.console.residents.requests.values import Kind
from sakimawari.fit.language import Language, value_in
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.guard.consents import store as consents
from sakimawari.rules.columns import Span
from sakimawari.rules.figures import day_of
from sakimawari.rules.situation import OPEN_BEGINNING, OPEN_END
from sakimawari.rules.tree import Holder, Type

GROUPS = (FieldGroup.BASIC, FieldGroup.TAX, FieldGroup.HEALTH, FieldGroup.WELFARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value, for a fiscal year or for days where it has them."""

    when: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One fact as held: its values, and the day they were taken in.

    `of_household`: it is everybody's. `assumed`: no register has an entry, and that means something.
    """

    name: str
    of_household: bool
    values: tuple[Value, ...]
    loaded: date | None
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register with what it says."""

    name: str
    holdings: tuple[Holding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A kind of data with its registers."""

    id: str
    registers: tuple[Register, ...]

    @property
    def count(self) -> int:
        return sum(len(register.holdings) for register in self.registers)


@resident_page("GET")
def shown(page: Page) -> HttpResponse:
    """By kind, then by register."""
    page, found = opened_one(page)
    record = found.record
    return page.shown(
        "record",
        here="menu",
        identity=record.identity() if record.opens(FieldGroup.IDENTITY) else None,
        contact=record.contact() if record.opens(FieldGroup.CONTACT) else None,
        groups=groups_of(record.facts(), page.language),
        receiving=[
            (
                each.name,
                "" if each.since is None else worth.day(each.since, page.language, weekday=False),
                "" if each.until is None else worth.day(each.until, page.language, weekday=False),
                "" if each.amount is None else f"{each.amount:,}{each.unit}",
            )
            for each in _receiving(page, found)
        ],
        loaded=page.there.desk.loaded,
        may_correct=not found.someone.delegated,
        sent_before=()
        if found.someone.delegated
        else asking.shown(page, found.someone.person, Kind.CORRECTION),
    )


def _receiving(page: Page, found: Opened) -> tuple[Programme, ...]:
    """The programmes received; for whoever acts in some services alone, those of these services."""
    services = page.there.catalogue.services
    named = {services[slug].received_as for slug in found.someone.services if slug in services}
    programmes = found.record.receiving()
    return tuple(each for each in programmes if not found.someone.services or each.name in named)


def groups_of(facts: Iterable[FactHeld], language: str) -> tuple[Group, ...]:
    """Facts by sensitivity, then by register in the order of their names."""
    sorted_in: dict[FieldGroup, dict[str, list[Holding]]] = {group: {} for group in GROUPS}
    for held in facts:
        group = FieldGroup(held.declared.sensitivity.value)
        register = held.declared.register or ""
        sorted_in[group].setdefault(register, []).append(_holding(held, language))
    return tuple(
        Group(
            id=group.value,
            registers=tuple(
                Register(name=name, holdings=tuple(holdings))
                for name, holdings in sorted(registers.items())
            ),
        )
        for group, registers in sorted_in.items()
        if registers
    )


def _holding(held: FactHeld, language: str) -> Holding:
    fact = held.declared.fact
    return Holding(
        name=fact.name,
        of_household=fact.holder is Holder.HOUSEHOLD,
        values=tuple(_values(held.held.held, fact.type, language)),
        loaded=held.held.loaded,
        assumed=_is_assumed(held),
    )


def _is_assumed(held: FactHeld) -> bool:
    return held.held.source is None and not held.held.sources


def _values(held: object, type_: Type, language: str) -> Iterable[Value]:
    spoken = Language(language)
    if isinstance(held, Mapping):
        for year, value in sorted(held.items(), reverse=True):
            yield Value(when=str(year), text=value_in(spoken, value, type_))
    elif isinstance(held, tuple):
        for span in reversed(held):
            if isinstance(span, Span) and span.value is not None:
                yield Value(when=_days(span, language), text=value_in(spoken, span.value, type_))
    elif isinstance(held, int):
        yield Value(when="", text=value_in(spoken, held, type_))


def _days(span: Span, language: str) -> str:
    first = "" if span.since <= OPEN_BEGINNING else _day(span.since, language)
    last = "" if span.until >= OPEN_END else _day(span.until, language)
    return f"{first} – {last}".strip() if first or last else ""


def _day(number: int, language: str) -> str:
    return worth.day(day_of(number), language, weekday=False)


@resident_page("GET")
def file(page: Page) -> HttpResponse:
    """All of it as JSON, to take along (個人情報保護法第76条・第87条)."""
    page, found = opened_one(page)
    content = json.dumps(_all(page, found), ensure_ascii=False, indent=1, default=str)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-record.json"'
    return answer


def _all(page: Page, found: Opened) -> dict[str, Any]:
    record, person = found.record, found.someone.person
    told: dict[str, Any] = {
        "format": "sakimawari-record",
        "version": 1,
        "on": page.there.today,
        "loaded": page.there.desk.loaded,
        "groups": sorted(group.value for group in record.ruling.fields),
    }
    if record.opens(FieldGroup.IDENTITY):
        identity = record.identity()
        told["identity"] = {
            "name": identity.name,
            "kana": identity.kana,
            "postal_code": identity.postal_code,
            "address": identity.address,
            "born": identity.born,
            "sex": identity.sex,
            "numbers": dict(identity.others),
        }
    if record.opens(FieldGroup.CONTACT):
        contact = record.contact()
        told["contact"] = {
            name: getattr(contact, name)
            for name in ("phone", "email", "prefers", "language", "consent_notice", "consent_tax")
        }
    told["facts"] = [_fact(held) for held in record.facts()]
    told["receiving"] = [
        {name: getattr(each, name) for name in ("name", "since", "until", "amount", "unit")}
        for each in _receiving(page, found)
    ]
    told["calendar"] = record.timetable().as_json()["services"]
    if not found.someone.delegated:
        told |= _said(page, person)
    return told


def _fact(held: FactHeld) -> dict[str, Any]:
    declared = held.declared
    return {
        "name": declared.name,
        "group": declared.sensitivity.value,
        "register": declared.register,
        "values": [
            {"when": value.when, "value": value.text}
            for value in _values(held.held.held, declared.fact.type, "ja")
        ],
        "source": held.held.source,
        "assumed": _is_assumed(held),
        "loaded": held.held.loaded,
    }


def _said(page: Page, person: str) -> dict[str, Any]:
    """What the person said: consents, wishes, delegations, and their applications."""
    held = preferences(page.there, person)
    return {
        "consents": {to.value: agrees for to, agrees in held.consents.items()},
        "consents_said": [
            {"to": each.to.value, "agrees": each.agrees, "at": each.given.at.astimezone(JAPAN)}
            for each in consents.consents_of(person)
        ],
        "channels": [channel.value for channel in held.wishes.channels],
        "delegations": [
            {
                "kind": each.kind.value,
                "services": sorted(each.services),
                "since": each.since,
                "until": each.ended or each.until,
            }
            for each in consents.delegations_by(person)
        ],
        "applications": [
            {"number": row.number, "service": row.service, "state": row.state.value,
             "opened_on": row.opened_on, "decided_on": row.decided_on}
            for row in applications.rows_of(page, person)
        ],
    }  # fmt: skip
