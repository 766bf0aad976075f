"""Every address, as everybody: what opens to whom is written down in a table beside this file.

A new address fails until somebody says who may enter. To write the table anew after a change that is
meant, copy the file the failure names over it, and read what changed.

    in        let in (also where the form that was sent lacks something)
    no        turned away (403); `hidden` (404): there is none, or none for them
    sign-in   asked to sign in first
    -         the address does not take this method
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from sakimawari.console.signin.personas import personas
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import ActorKind, Role
from tests.console.authorisation.places import Place, Stock, places, stocked
from tests.console.conftest import Enter
from tests.console.town import Hall

TABLE = Path(__file__).with_name("table.csv")
METHODS = ("GET", "POST")
PERSONAS = (
    *("resident", "elder", "clerk", "supervisor", "caseworker"),
    *("policy", "approver", "it", "auditor"),
)
OTHERS = ("visitor", "other clerk", "one factor")
ACTORS = ("visitor", *PERSONAS, "other clerk", "one factor")
Row = Mapping[str, str]


@pytest.fixture
def clients(hall: Hall, client_of: Enter) -> Mapping[str, Client]:
    """Everybody: a visitor, the personas, a clerk of another ward, and one with a password alone."""
    from sakimawari.console.city import city

    clerk = next(one.profile for one in personas(city()) if one.id == "clerk")
    elsewhere = Profile(
        id="clerk-elsewhere",
        kind=ActorKind.STAFF,
        name="別の区の職員",
        roles=frozenset({Role.CLERK}),
        departments=clerk.departments,
        wards=frozenset({"どこか別の区"}),
        services=clerk.services,
    )
    found = {name: client_of(name) for name in PERSONAS}
    found["visitor"] = Client(SERVER_NAME="localhost")
    found["other clerk"] = client_of(elsewhere)
    found["one factor"] = client_of("clerk")
    session = found["one factor"].session
    from sakimawari.console.signin.entry import FACTOR_AT

    del session[FACTOR_AT]
    session.save()
    return found


def outcome(client: Client, place: Place, method: str) -> str:
    """What comes of one request; whatever it changed is undone."""
    before, cookies = transaction.savepoint(), deepcopy(client.cookies)
    try:
        return _named(client.generic(method, place.address, SERVER_NAME="localhost"), place)
    finally:
        transaction.savepoint_rollback(before)
        client.cookies = cookies


def _named(answer: HttpResponse, place: Place) -> str:
    code = answer.status_code
    if code == 405:
        return "-"
    if code in {301, 302} and answer["Location"].startswith("/sign-in/"):
        return "sign-in"
    assert code < 500, f"{place.route}: {code}"
    return {401: "no", 403: "no", 404: "hidden", 429: "no"}.get(code, "in")


def test_each_address_opens_to_whom_the_table_says(
    clients: Mapping[str, Client], tmp_path: Path
) -> None:
    stock = stocked()
    found = walked(clients, stock)
    expected = {(row["route"], row["method"]): row for row in _read(TABLE)}
    wrong = [
        f"{row['method']} /{row['route']} as {name}: {row[name]}, and the table says "
        f"{expected.get((row['route'], row['method']), {}).get(name, 'nothing')}"
        for row in found
        for name in ACTORS
        if expected.get((row["route"], row["method"]), {}).get(name) != row[name]
    ]
    gone = expected.keys() - {(row["route"], row["method"]) for row in found}
    beside = tmp_path / "table.csv"
    beside.write_text(_written(found), encoding="utf-8")
    assert not wrong and not gone, "\n".join([*wrong[:60], *map(str, gone), f"found: {beside}"])


def walked(clients: Mapping[str, Client], stock: Stock) -> list[Row]:
    """Every address and method by everybody, without those that nobody's method reaches."""
    rows = []
    for place in places(stock):
        for method in METHODS:
            row = {name: outcome(clients[name], place, method) for name in ACTORS}
            if set(row.values()) != {"-"}:
                rows.append({"route": place.route, "method": method, **row})
    return rows


def _read(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def _written(rows: list[Row]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, ["route", "method", *ACTORS], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


# ------------------------------------------------------------ what the table may never say


STAFF = {*PERSONAS, "other clerk", "one factor"} - {"resident", "elder"}
NO_PEOPLE = ("policy", "approver", "it", "auditor", "one factor")
OF_PEOPLE = ("staff/people/", "staff/households/")
Allowed = Callable[[Row], bool]


def rows_below(*begins: str) -> list[Row]:
    return [row for row in _read(TABLE) if row["route"].startswith(begins)]


@pytest.mark.parametrize("name", ["visitor", *sorted(STAFF)])
def test_my_page_opens_to_residents_alone(name: str) -> None:
    assert [row["route"] for row in rows_below("my/") if row[name] == "in"] == []


@pytest.mark.parametrize("name", ["visitor", "resident", "elder"])
def test_the_console_opens_to_staff_alone(name: str) -> None:
    assert [row["route"] for row in rows_below("staff/") if row[name] == "in"] == []


@pytest.mark.parametrize("name", NO_PEOPLE)
def test_who_works_with_figures_rules_or_machines_sees_no_resident(name: str) -> None:
    assert [row["route"] for row in rows_below(*OF_PEOPLE) if row[name] == "in"] == []


def test_staff_with_one_factor_get_nowhere() -> None:
    opened = [row["route"] for row in rows_below("staff/") if row["one factor"] == "in"]
    assert opened == []


def test_a_clerk_of_another_ward_does_not_find_the_resident() -> None:
    opened = [row["route"] for row in rows_below(*OF_PEOPLE) if row["other clerk"] == "in"]
    assert opened == []


def test_another_resident_does_not_reach_the_case() -> None:
    opened = [
        row["route"] for row in rows_below("my/cases/<", "my/receipts/<") if row["elder"] == "in"
    ]
    assert opened == []


@pytest.mark.parametrize("name", sorted(STAFF - {"it"}))
def test_accounts_and_programs_are_the_it_offices(name: str) -> None:
    opened = [
        row["route"]
        for row in rows_below("staff/accounts/", "staff/programs/")
        if row[name] == "in"
    ]
    assert opened == []


@pytest.mark.parametrize("name", ["clerk", "caseworker", "auditor", "it"])
def test_rules_are_changed_by_those_who_draft_and_those_who_approve(name: str) -> None:
    rows = rows_below("staff/services/changes/<", "staff/services/changes/begin/")
    assert rows
    assert [row["route"] for row in rows if row[name] == "in"] == []
