"""Residents of the small city by what their page shows, and what staff do to their applications."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from sakimawari.cases import run as cases
from sakimawari.cases.values import CaseRow, Finding
from sakimawari.console.city import city
from sakimawari.console.residents.people import token_of
from sakimawari.fit.care import in_care
from sakimawari.guard.actor import Actor, ActorKind
from tests.cases.office import CLERK, SUPERVISOR, doing, moment


def resident(key: str) -> Actor:
    return Actor(kind=ActorKind.RESIDENT, id=key, second_factor=True)


def unclaimed(service: str, kind: str = "unclaimed") -> Iterator[str]:
    """People with a right to a service (or perhaps one) that they do not receive, by key."""
    rows = city().run.ask(
        "SELECT subject FROM unmet WHERE service = ? AND kind = ? AND subject_kind = 'person' "
        "ORDER BY subject",
        [service, kind],
    )
    yield from rows["subject"].to_pylist()


def asked_about(service: str, fact: str) -> Iterator[str]:
    """People who may have a right, and of whom a fact is missing to know."""
    rows = city().run.ask(
        "SELECT subject FROM unmet WHERE service = ? AND kind = 'possible' "
        "AND subject_kind = 'person' AND missing LIKE ? ORDER BY subject",
        [service, f"%{fact}%"],
    )
    yield from rows["subject"].to_pylist()


def carer(service: str, kind: str = "unclaimed") -> str:
    """Somebody with such a right and a child in care."""
    there = city()
    return next(one for one in unclaimed(service, kind) if in_care(there.desk, one, there.today))


def household(person: str) -> list[str]:
    rows = city().run.ask(
        "SELECT person FROM people WHERE household IN "
        "(SELECT household FROM people WHERE person = ?)",
        [person],
    )
    return list(rows["person"].to_pylist())


def stranger_to(person: str) -> str:
    """Somebody of another household."""
    rows = city().run.ask(
        "SELECT person FROM people WHERE household NOT IN "
        "(SELECT household FROM people WHERE person = ?) ORDER BY person LIMIT 1",
        [person],
    )
    return str(rows["person"].to_pylist()[0])


def protected() -> str:
    """The person under 支援措置."""
    [row] = city().snapshot.protection().to_pylist()
    return str(row["person"])


def child_of(person: str) -> str:
    there = city()
    return min(in_care(there.desk, person, there.today))


def token(reader: str, person: str) -> str:
    return token_of(reader, person)


# ---------------------------------------------------------------- pages


def text_of(answer: HttpResponse) -> str:
    """What stands on a page, without its markup."""
    page = answer.content.decode()
    return " ".join(unescape(strip_tags(page.split("<main", 1)[-1])).split())


def key_in(answer: HttpResponse) -> str:
    """The key a form bears."""
    [found] = re.findall(r'name="key" value="([^"]+)"', answer.content.decode())
    return str(found)


def applying(*services: str, who: str = "me") -> str:
    asked = "&".join(f"service={slug}" for slug in services)
    return f"/my/apply/?{asked}&who={who}"


def sent(client: Client, *services: str, who: str = "me", **more: object) -> HttpResponse:
    """An application filled in as the city proposes, declared and sent."""
    address = applying(*services, who=who)
    form = {"key": key_in(client.get(address)), "step": "send", "declared": "yes"}
    return client.post(address, {**form, "account": "public", **more})


def cases_of(person: str) -> tuple[CaseRow, ...]:
    return cases.cases_of(moment(), person)


def only_case(person: str) -> CaseRow:
    [row] = cases_of(person)
    return row


# ---------------------------------------------------------------- the city's side


def asked_back(number: str, text: str) -> None:
    """A clerk takes a case and asks for something."""
    cases.take(moment(), number, doing=doing(CLERK, moment()))
    cases.ask(moment(), number, doing=doing(CLERK, moment()), text=text)


def decided(number: str, finding: Finding, *reasons: str, yen: int | None = None) -> None:
    """A clerk proposes and the supervisor approves."""
    at = moment()
    cases.take(at, number, doing=doing(CLERK, at))
    cases.propose(
        at,
        number,
        doing=doing(CLERK, at),
        finding=finding,
        amount_yen=yen,
        reasons=reasons,
        proof={},
    )
    if cases.case_row(at, number).two_persons:
        cases.approve(at, number, doing=doing(SUPERVISOR, at))
