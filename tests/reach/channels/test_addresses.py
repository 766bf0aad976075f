"""Where somebody can be reached: from the sealed register, never for whoever is protected or gone."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

from sakimawari.reach.addressing.hidden import hidden_people
from sakimawari.reach.channels.addresses import AddressBook
from sakimawari.reach.medium import Medium
from tests.reach.town import ON, Around, Home, Member, build_snapshot, unsealed

HANA, TARO, AYA = "hana", "taro", "aya"
TOLD = {"電話番号": "090-1234-5678", "メールアドレス": "hanako@example.jp"}


def book(told: dict[str, str | None] | None = None, **more: object) -> AddressBook:
    sealed = None if told is None else json.dumps(told, ensure_ascii=False).encode()
    given = {
        "lines": lambda persons: dict.fromkeys(persons, "U1"),
        "hidden": frozenset[str](),
        **more,
    }
    return AddressBook(contact=lambda person: sealed, unseal=unsealed, **given)  # type: ignore[arg-type]


def test_each_medium_gets_the_address_its_carrier_takes() -> None:
    found = {medium: book(dict(TOLD)).address_of(HANA, medium) for medium in Medium}
    assert found == {
        Medium.EMAIL: "hanako@example.jp",
        Medium.LINE: "U1",
        Medium.SMS: "+819012345678",
        Medium.CALL: "090-1234-5678",
        Medium.PORTAL: HANA,
        Medium.LETTER: HANA,
        Medium.VISIT: HANA,
    }


def test_a_landline_can_be_called_and_gets_no_text_message() -> None:
    landline = book({"電話番号": "093-582-2145"})
    assert landline.address_of(HANA, Medium.SMS) is None
    assert landline.address_of(HANA, Medium.CALL) == "093-582-2145"


@pytest.mark.parametrize("told", [None, {}, {"電話番号": None}, {"メールアドレス": "なし"}])
def test_without_an_entry_there_is_no_address(told: dict[str, str | None] | None) -> None:
    for medium in (Medium.EMAIL, Medium.SMS, Medium.CALL):
        assert book(told).address_of(HANA, medium) is None


@pytest.mark.parametrize("medium", Medium)
def test_who_is_hidden_has_no_address_by_any_medium(medium: Medium) -> None:
    assert book(dict(TOLD), hidden={HANA}).address_of(HANA, medium) is None
    found = book(dict(TOLD), hidden={HANA}).addresses_of([HANA, TARO], medium)
    assert found[HANA] is None and found[TARO] is not None


def test_the_accounts_of_many_people_are_asked_for_at_once() -> None:
    asked: list[list[str]] = []

    def lines(persons: Collection[str]) -> dict[str, str]:
        asked.append(sorted(persons))
        return {TARO: "U2"}

    many = book(None, lines=lines).addresses_of([HANA, TARO, AYA], Medium.LINE)
    assert (many, asked) == ({HANA: None, TARO: "U2", AYA: None}, [[AYA, HANA, TARO]])


def test_a_protection_hides_whoever_lives_there_and_a_departure_whoever_is_gone(
    tmp_path: Path,
) -> None:
    homes = [
        Home(key="h1", ward="a", members=[Member(key=HANA, born=date(1990, 1, 1)),
                                          Member(key=TARO, born=date(2015, 1, 1), guardian=0)]),
        Home(key="h2", ward="a", members=[Member(key=AYA, born=date(1990, 1, 1))]),
    ]  # fmt: skip
    calm = build_snapshot(tmp_path / "a", homes, Around())
    assert hidden_people(calm, on=ON) == frozenset()
    around = Around(protected={HANA: None}, departed=(AYA,))
    hidden = hidden_people(build_snapshot(tmp_path / "b", homes, around), on=ON)
    assert hidden == {HANA, TARO, AYA}


def test_an_address_book_does_not_print_whom_it_knows() -> None:
    assert "1234" not in repr(book(dict(TOLD)))
