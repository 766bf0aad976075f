"""The terms of contact as a city writes them, and what is said of its slips."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from sakimawari.problems import Problem, Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.reading import parse_terms, read_terms
from sakimawari.reach.terms.table import FILE, all_terms, value_of
from sakimawari.reach.terms.values import COSTS, Cost, Floor, Terms, WeekBudget
from sakimawari.reach.terms.writing import terms_in_yaml, write_terms


def faults(text: str) -> list[Problem]:
    with pytest.raises(Problems) as raised:
        parse_terms(text)
    return list(raised.value.found)


def test_without_a_file_the_usual_terms_hold(tmp_path: Path) -> None:
    assert read_terms(tmp_path) == Terms()


def test_the_written_file_says_what_was_written(tmp_path: Path) -> None:
    terms = replace(
        Terms(),
        weeks=6,
        quiet_from=time(19, 30),
        on_holidays=True,
        budget=WeekBudget(postage_yen=1_200_000, counter=0),
        floors=(Floor(by="ward", share=0.3), Floor(by="language", share=0.55)),
        costs={**COSTS, Medium.LETTER: Cost(yen=85, effect=0.25)},
        media=frozenset({Medium.LETTER, Medium.CALL}),
        passed_over=0.0,
    )
    write_terms(tmp_path, terms)
    assert read_terms(tmp_path) == terms


def test_the_written_file_explains_every_term() -> None:
    text = terms_in_yaml(Terms(media=frozenset(Medium)))
    assert all(term.path.rpartition(".")[2] + ":" in text for term in all_terms())
    assert {value_of(parse_terms(text), term.path) for term in all_terms()}


def test_what_a_file_does_not_say_stands() -> None:
    terms = parse_terms("budget:\n  postage_yen: 500,000\nmedia:\n  letter:\n  line:\n    yen: 4\n")
    assert terms.budget == WeekBudget(postage_yen=500_000)
    assert terms.media == {Medium.LETTER, Medium.LINE}
    assert terms.costs[Medium.LINE] == replace(COSTS[Medium.LINE], yen=4)
    assert terms.per_person_a_week == Terms().per_person_a_week


@pytest.mark.parametrize(
    ("text", "id", "line", "near"),
    [
        ("weeks: 4\nheldout: 0.1\n", "REACH041", 2, "held_out"),
        ("caps:\n  person_a_weak: 1\n", "REACH041", 2, "person_a_week"),
        ("media:\n  leter:\n", "REACH041", 2, "letter"),
        ("weeks: four\n", "REACH042", 1, None),
        ("weeks:\n", "REACH042", 1, None),
        ("weeks: [4]\n", "REACH042", 1, None),
        ("budget: 500000\n", "REACH042", 1, None),
        ("weeks: 14\n", "REACH043", 1, None),
        ("held_out: 5\n", "REACH043", 1, None),
        ("floors:\n  ward: nan\n", "REACH043", 2, None),
        ("weeks: 4\nweeks: 5\n", "REACH044", 2, None),
        ("weeks: 4\n  caps: 3\n", "REACH040", 2, None),
        ("caps:\n  person_a_week: 3\n  person_a_month: 2\n", "REACH045", 3, None),
        ('quiet:\n  from: "8:00"\n  until: "9:00"\n', "REACH045", 2, None),
        ("media:\n", "REACH045", 1, None),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_was_meant(
    text: str, id: str, line: int, near: str | None
) -> None:
    (problem,) = faults(text)
    assert (problem.id, problem.near) == (id, near)
    assert problem.where is not None
    assert (problem.where.file, problem.where.line) == (FILE, line)


def test_every_slip_is_told_at_once() -> None:
    assert [problem.id for problem in faults("weeks: 0\nheld: 1\nheld_out: x\n")] == [
        "REACH043",
        "REACH041",
        "REACH042",
    ]
