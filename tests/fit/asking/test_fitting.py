"""What does not fit somebody's age is not asked, never assumed, and asked on request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sakimawari.fit.asking.choose import Outlook, look_ahead
from sakimawari.fit.asking.dialogue import lines_of_results
from sakimawari.fit.asking.interview import Interview, answer, begin, outlook
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.sheet import sheet_of
from sakimawari.fit.asking.wording import Language
from sakimawari.packs.load import discover, load_packs
from sakimawari.packs.pack import Service
from sakimawari.rules.outcome import Status
from tests.edition import KITAKYUSHU
from tests.fit.asking.small import ON, alone, catalogue, service

EPOCH = date(1970, 1, 1)


def bounded(*services: Service) -> Questionnaire:
    """甲 is asked of people from 20 to 69."""
    whole = catalogue(*services)
    bounds = replace(whole.facts["甲"], ages=((20, 69),))
    return Questionnaire(
        replace(whole, facts={**whole.facts, "甲": bounds}), on=ON, registered=True
    )


def aged(birth: str | None, **facts: int) -> dict[str, int]:
    day = {} if birth is None else {"生年月日": (date.fromisoformat(birth) - EPOCH).days}
    return {**day, **facts}


def seen(given: Questionnaire, everything: bool = False, **facts: int) -> Outlook:
    return look_ahead(given, alone(**facts), everything=everything)


@pytest.mark.parametrize(
    ("birth", "is_asked"),
    [
        ("2006-11-26", True),  # 20 in law on the day before the birthday
        ("2006-11-27", False),
        ("1956-11-27", True),
        ("1956-11-26", False),
        (None, True),
    ],
)
def test_a_fact_is_asked_within_its_ages_and_of_people_of_unknown_age(
    birth: str | None, is_asked: bool
) -> None:
    outlook = seen(bounded(service("pension", "甲")), **aged(birth))
    assert [one.key[0] for one in outlook.candidates] == (["甲"] if is_asked else [])


def test_what_is_not_asked_stays_unknown_and_is_asked_on_request() -> None:
    given = bounded(service("pension", "甲"))
    child = aged("2020-01-01")
    outlook = seen(given, **child)
    assert outlook.results["pension", 0].status is Status.UNKNOWN
    assert {key[0] for key in outlook.not_asked} == {"甲"}
    assert [one.key[0] for one in seen(given, everything=True, **child).candidates] == ["甲"]


def test_nothing_else_is_asked_for_a_service_that_hangs_on_what_is_not_asked() -> None:
    given = bounded(service("pension", "甲", "乙", amount="1000"), service("other", "丙"))
    assert [one.key[0] for one in seen(given, **aged("2020-01-01")).candidates] == ["丙"]
    assert len(seen(given, **aged("1990-01-01")).candidates) == 3


def test_a_service_that_may_come_to_a_yes_another_way_is_still_asked_about() -> None:
    given = bounded(service("either", "甲 or 乙"))
    assert [one.key[0] for one in seen(given, **aged("2020-01-01")).candidates] == ["乙"]


def test_an_answer_may_be_given_though_nobody_asked() -> None:
    given = bounded(service("pension", "甲"))
    start = begin(given, alone(**aged("2020-01-01")))
    for said, status in (("はい", Status.YES), ("いいえ", Status.NO)):
        told = answer(given, start, "甲@本人", said)
        assert outlook(given, told).results["pension", 0].status is status
    every = replace(start, everything=True)
    question = sheet_of(given, every).question
    assert question is not None
    assert question.id == "甲@本人"


def test_the_end_says_whom_something_was_not_asked_about() -> None:
    given = bounded(service("pension", "甲"))
    sheet = sheet_of(given, begin(given, alone(**aged("2020-01-01"))))
    assert [(one.about, one.facts, one.ids) for one in sheet.not_asked] == [
        ("本人", ("甲",), ("甲@本人",))
    ]
    (result,) = sheet.results
    assert (result.status, result.set_aside, result.for_the_office) == ("unknown", True, False)
    assert any("本人には聞いていません: 甲" in one for one in lines_of_results(sheet, Language.JA))


def test_no_child_is_asked_about_pregnancy_or_a_pension_as_shipped() -> None:
    packs = load_packs(discover(municipality=KITAKYUSHU))
    slugs = ("child-allowance", "pension-exemption", "pregnancy-support")
    given = Questionnaire(packs, on=ON, services=slugs, registered=False)

    def asked(interview: Interview) -> set[str]:
        return {key[0] for key in outlook(given, interview).open_keys}

    never = {"妊娠届あり", "国民年金種別", "公務員", "学生でないことの確認"}
    assert not asked(begin(given, alone(**aged("2020-01-01")))) & never
    assert {"妊娠届あり", "国民年金種別"} <= asked(begin(given, alone(**aged("1990-01-01"))))
