"""`sakimawari ask`: a visitor by file, a resident by key, a household under protection by nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.fit.asking.dialogue import dialogue
from sakimawari.fit.asking.interview import begin_with_visitor
from sakimawari.fit.asking.wording import Language
from sakimawari.guard.protection import households_of, protected_on
from tests.fit.asking.small import questionnaire, service
from tests.night.town import ON as TOWN_ON
from tests.night.town import Town, found_town


def ask(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["ask", "--on", "2026-11-25", *arguments])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def test_a_file_of_answers_leads_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("同居の家族: なし\n", encoding="utf-8")
    code, told = ask("--service", "child-allowance", "--answers", str(file), "--json")
    sheet = json.loads(told)
    assert code == 0
    assert sheet["question"] is None
    assert [one["status"] for one in sheet["results"]] == ["no"]
    assert sheet["interview"]["answered"] == [["同居の家族", None, None]]


def test_what_a_visitor_has_told_in_a_file_is_not_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(
        "people:\n  父: {生年月日: 1985-05-01, 公務員: no}\n"
        "  子: {生年月日: 2024-11-10, 保護者: 父}\n",
        encoding="utf-8",
    )
    code, told = ask("--service", "child-allowance", "--facts", str(file), "--json")
    assert code == 0
    assert json.loads(told)["question"]["id"] == "施設入所@子"


@pytest.mark.parametrize(
    ("arguments", "id"),
    [
        (("--event", "birthday-party"), "ASK003"),
        (("--service", "child-alowance"), "CLI011"),
        (("--lang", "la"), "CLI003"),
        (("--facts", "FILE"), "ASK004"),
        (("--answers", "FILE"), "ASK004"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(
    tmp_path: Path, arguments: tuple[str, ...], id: str
) -> None:
    file = tmp_path / "file.yaml"
    file.write_text("- nothing\n", encoding="utf-8")
    code, told = ask(*(word.replace("FILE", str(file)) for word in arguments))
    assert code == 2
    assert id in told


def spoken(*lines: str) -> tuple[list[str], list[str]]:
    """What a dialogue about two facts ends with, and what it printed, for some lines typed."""
    given = questionnaire(service("large", "甲", amount="9000"), service("small", "乙"))
    typed: Iterator[str] = iter(lines)
    printed: list[str] = []

    def next_line(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    ended = dialogue(
        given,
        begin_with_visitor(given),
        Language.JA,
        least_yen=0,
        ask=next_line,
        tell=printed.append,
    )
    facts = ended.situation.people[0].facts
    return [f"{name}={facts[name].held}" for name in sorted(facts)], printed


def test_an_answer_may_be_a_number_or_the_words_and_can_be_taken_back() -> None:
    assert spoken("1", "いいえ")[0] == ["乙=0", "甲=1"]
    assert spoken("1", "戻る", "2", "1")[0] == ["乙=1", "甲=0"]
    assert spoken("戻る", "1", "終わる", "1")[0] == ["甲=1"]
    assert spoken("分からない", "1")[0] == ["乙=1"]


def test_what_cannot_be_read_is_asked_again() -> None:
    held, printed = spoken("たぶん", "1", "1")
    assert held == ["乙=1", "甲=1"]
    assert sum("甲は？" in line for line in printed) == 2


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return found_town(tmp_path_factory.mktemp("asked"))


def test_a_household_under_protection_is_asked_only_by_the_staff_named_for_it(town: Town) -> None:
    protected = sorted(protected_on(town.snapshot.protection(), TOWN_ON))
    assert protected
    closed = households_of(town.snapshot.people(), set(protected))
    people = town.snapshot.people().select(["person", "household"]).to_pylist()
    at_home = [row["person"] for row in people if row["household"] in closed]
    elsewhere = next(row["person"] for row in people if row["household"] not in closed)
    place = ("--dir", str(town.home), "--service", "long-term-care-65", "--json")
    for key in {*protected, at_home[0]}:
        code, told = ask(key, *place)
        assert code == 2
        assert "CLI012" in told
        assert "interview" not in told
        assert ask(key, *place, "--protected")[0] == 0
    assert ask(elsewhere, *place)[0] == 0
