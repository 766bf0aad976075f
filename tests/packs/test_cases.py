"""Worked examples: a failing one says what was expected, what came, and what decided it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.packs.cases import cases_of, run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.packs.mutants.trial import Trial
from sakimawari.problems import Problems
from sakimawari.rules.situation import Somebody, Span
from tests.packs.specimens import BAD, GOOD, assembled

HEAD = """- name: 例
  on: 2026-09-15
  people:
    祖母: {生年月日: 1938-09-16, 合計所得金額: {2026: 2100000}, 要介護度: 要介護}
    孫: {生年月日: 2010-01-01}
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_packs([GOOD])


def told(catalogue: Catalogue, folder: Path, text: str) -> list[str]:
    """The failures of a file of cases, each as its problem's text."""
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    report = run_cases(catalogue, file=path)
    return [str(failure.problem()) for failure in report.failures]


def test_the_examples_of_the_good_pack_hold(catalogue: Catalogue) -> None:
    report = run_cases(catalogue)
    assert report.holds
    assert (report.cases, len(report.results)) == (8, 9)
    assert report.decisive == {
        "long-life-gift": {"old-enough", "income", "declined"},
        "family-gift": {"has-child", "owns-home"},
    }


def test_only_one_service_may_be_run(catalogue: Catalogue) -> None:
    report = run_cases(catalogue, only="family-gift")
    assert {result.expected.service for result in report.results} == {"family-gift"}
    assert len(report.results) == 3


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("{status: no}", "status: expected no, came yes"),
        ("{status: yes, amount: 30001}", "amount: expected 30001 円/年, came 30000 円/年"),
        (
            "{status: yes, amount: [10000, 30000]}",
            "amount: expected 10000 to 30000 円/年, came 30000 円/年",
        ),
        ("{status: yes, tier: 乙}", "tier: expected 乙, came 甲"),
        ("{status: yes, tier: [甲, 乙]}", "tier: expected 甲 to 乙, came 甲"),
        ("{status: yes, deadline: 2027-04-01}", "deadline: expected 2027-04-01, came 2027-03-31"),
        ("{status: yes, deadline: none}", "deadline: expected none, came 2027-03-31"),
        ("{status: no, because: income}", "because: expected income, came none"),
    ],
)
def test_each_difference_fails_the_example(
    catalogue: Catalogue, tmp_path: Path, expect: str, difference: str
) -> None:
    (problem,) = told(
        catalogue, tmp_path, f"{HEAD}  expect:\n    祖母: {{long-life-gift: {expect}}}\n"
    )
    assert problem.startswith("CASE010  mine.yaml:7\n")
    assert difference in problem
    assert "every clause holds: old-enough, income, declined" in problem


def test_a_wrong_no_names_the_clause_that_decided_it(catalogue: Catalogue, tmp_path: Path) -> None:
    text = f"{HEAD}  expect:\n    孫: {{long-life-gift: {{status: yes}}}}\n"
    assert told(catalogue, tmp_path, text) == [
        "CASE010  mine.yaml:7\n"
        "  what   “例” on 2026-09-15, 孫, long-life-gift: status: expected yes, came no\n"
        "  near   decided by old-enough: 77歳以上である (例市敬老祝金条例第2条)\n"
        "  do     correct the rule if the example is right by its source, else the example"
    ]


def test_a_wrong_unknown_names_what_is_open_and_missing(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    text = HEAD.replace("合計所得金額: {2026: 2100000}, ", "")
    (problem,) = told(
        catalogue, tmp_path, f"{text}  expect:\n    祖母: {{long-life-gift: {{status: yes}}}}\n"
    )
    assert "status: expected yes, came unknown" in problem
    assert "open: income; missing 合計所得金額" in problem


def test_a_marriage_stated_from_one_side_holds_from_both(catalogue: Catalogue) -> None:
    case = next(case for case, _ in cases_of(catalogue) if case.name == "子ども2人で1万円")
    mother, father, child, _ = case.situation.people
    assert (mother.spouse, father.spouse) == ("父", "母")
    assert child.guardian == "母"
    assert father.guardian is None


def test_what_an_example_says_of_facts_becomes_what_is_held(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "- name: 例\n"
        "  on: 2026-06-01\n"
        "  people:\n"
        "    甲: {生年月日: 1970-01-02, 合計所得金額: {2025: 不明, 2026: '1,200,000'}, 同居: no,\n"
        "         保護者: 不明, 配偶者: なし,\n"
        "         要介護度: [{value: 要介護, from: 1970-01-11}, {value: 不明, until: 1970-01-10}]}\n"
        "    乙: {要介護度: 不明, 辞退: 不明}\n"
        "  household: {持ち家: 不明}\n"
        "  expect: {乙: {long-life-gift: {status: unknown}}}\n",
        encoding="utf-8",
    )
    report = run_cases(catalogue, file=path)
    one, other = report.results[0].case.situation.people
    assert not one.is_subject
    assert one.guardian is Somebody.UNKNOWN
    assert one.spouse is None
    assert one.facts["生年月日"].held == 1
    assert one.facts["合計所得金額"].held == {2026: 1_200_000}
    first, second = one.facts["要介護度"].held  # type: ignore[misc]
    assert (first, second) == (Span(value=None, until=9), Span(value=2, since=10))
    assert other.facts["要介護度"].held == (Span(value=None),)
    assert report.results[0].case.situation.household == {}


@pytest.mark.parametrize(
    ("facts", "told_of"),
    [
        ("{生年月日: 1838-01-01}", "outside the bounds"),
        ("{合計所得金額: {2026: -1}}", "outside the bounds"),
        ("{合計所得金額: {R8: 1}}", "the year `R8`"),
        ("{要介護度: [{value: 要介護}, {value: なし, from: 2026-01-01}]}", "overlap"),
        ("{要介護度: {2026: 要介護}}", "with its validity"),
        ("{生年月日: [1970-01-01]}", "a date such as"),
    ],
)
def test_a_fact_that_cannot_be_so_is_refused(
    catalogue: Catalogue, tmp_path: Path, facts: str, told_of: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        f"- name: 例\n  on: 2026-06-01\n  people: {{甲: {facts}}}\n"
        "  expect: {甲: {long-life-gift: {status: no}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(Problems, match=told_of) as raised:
        run_cases(catalogue, file=path)
    assert [problem.id for problem in raised.value.found] == ["CASE004"]


def test_the_date_decides_which_figure_an_example_is_read_under(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    text = HEAD.replace("{2026: 2100000}", "{2025: 2100000, 2026: 2100000}")
    before = text.replace("2026-09-15", str(date(2026, 3, 31)))
    expect = "  expect:\n    祖母: {long-life-gift: {status: no, because: income}}\n"
    assert told(catalogue, tmp_path, before + expect) == []
    assert len(told(catalogue, tmp_path, text + expect)) == 1


def test_each_company_of_an_example_is_read_alone_and_bears_a_name_of_its_own(
    tmp_path: Path,
) -> None:
    assembled(BAD / "CASE005-company", tmp_path)
    pack = tmp_path / "celebration"
    (pack / "cases" / "small-gift.yaml").write_text(
        "- name: 二社と一人\n"
        "  on: 2026-06-01\n"
        "  companies: {甲社: {従業員数: 5}, 乙社: {従業員数: 6}, 丙社: {}}\n"
        "  people: {祖母: {生年月日: 1938-09-16, 合計所得金額: {2026: 0}}}\n"
        "  expect:\n"
        "    甲社: {small-gift: {status: yes}}\n"
        "    乙社: {small-gift: {status: no, because: small}}\n"
        "    丙社: {small-gift: {status: unknown}}\n"
        "    祖母: {long-life-gift: {status: yes}}\n",
        encoding="utf-8",
    )
    catalogue = load_packs([pack])
    assert run_cases(catalogue).holds
    assert set(catalogue.companies.services) == {"small-gift"}
    assert set(catalogue.residents.services) == {"family-gift", "long-life-gift"}
    trial = Trial.of(catalogue, [case for case, _ in cases_of(catalogue)])
    assert len(trial.examples["small-gift"]) == 3
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "- name: 同じ名\n"
        "  on: 2026-06-01\n"
        "  companies: {甲: {従業員数: 5}}\n"
        "  people: {甲: {}}\n"
        "  expect: {甲: {small-gift: {status: yes}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(Problems, match="PACK012"):
        run_cases(catalogue, file=mine)
