"""Rules about companies: their own words, nothing of residents, a sentence without an owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sakimawari.problems import Place, Problems
from sakimawari.rules.figures import resolve
from sakimawari.rules.parse import parse_truth
from sakimawari.rules.person import read_service
from sakimawari.rules.references import references_of
from sakimawari.rules.results import result_of
from sakimawari.rules.situation import Situation, Sourced
from sakimawari.rules.tree import (
    TRUTH,
    Clause,
    Fact,
    FactTruth,
    Holder,
    Kind,
    ServiceRule,
    Shape,
    Truth,
    Type,
)
from sakimawari.rules.vocabulary import ServiceResult, Vocabulary
from sakimawari.rules.words import explain, sentence

PLACE = Place(file="services/grant.yaml", line=3)
PEOPLE, YEN = Type(kind=Kind.NUMBER, unit="人"), Type(kind=Kind.NUMBER, unit="円")
EMPLOYEES = Fact(name="従業員数", type=PEOPLE, holder=Holder.COMPANY)
SALES = Fact(name="売上高", type=YEN, shape=Shape.YEARLY, holder=Holder.COMPANY)
OWNED = Fact(name="大企業の支配", type=TRUTH, holder=Holder.COMPANY)
WORDS = Vocabulary(
    facts={"公務員": Fact(name="公務員", type=TRUTH)},
    household_facts={"持ち家": Fact(name="持ち家", type=TRUTH, holder=Holder.HOUSEHOLD)},
    company_facts={fact.name: fact for fact in (EMPLOYEES, SALES, OWNED)},
)


def of_company(text: str, words: Vocabulary = WORDS) -> Truth:
    return parse_truth(text, words, holder=Holder.COMPANY, place=PLACE)


def test_a_companys_facts_are_written_with_their_prefix_by_year_too() -> None:
    assert of_company("企業.大企業の支配") == FactTruth(OWNED, 0)
    fallen = of_company("企業.売上高[年度(基準日) - 1] < 企業.売上高[年度(基準日) - 2]")
    assert sentence(fallen) == "前年度の売上高が基準日の年度 － 2年の売上高未満である"
    assert sentence(of_company("企業.従業員数 <= 5")) == "従業員数が5人以下である"


@pytest.mark.parametrize(
    ("text", "id", "near"),
    [
        ("従業員数 <= 5", "RULE012", "`企業.従業員数`"),
        ("企業.従業員教 <= 5", "RULE012", "`企業.従業員数`"),
        ("企業.売上高 >= 5", "RULE022", "`企業.売上高[年度(基準日)]`"),
        ("公務員", "PACK085", None),
        ("本人.公務員", "PACK085", None),
        ("世帯.持ち家", "PACK085", None),
        ("世帯.誰か(公務員)", "PACK085", None),
        ("同居.人数() >= 1", "PACK085", None),
        ("子.人数() >= 1", "PACK085", None),
    ],
)
def test_nothing_of_residents_is_read_of_a_company(text: str, id: str, near: str | None) -> None:
    with pytest.raises(Problems) as raised:
        of_company(text)
    (problem,) = raised.value.found
    assert (problem.id, problem.near) == (id, near)


@pytest.mark.parametrize("holder", [Holder.PERSON, Holder.HOUSEHOLD])
def test_nothing_of_companies_is_read_of_residents(holder: Holder) -> None:
    for text in ("企業.従業員数 <= 5", "企業.売上高[2025] > 0", "該当('grant')"):
        with pytest.raises(Problems, match="PACK086"):
            parse_truth(text, with_service(Holder.COMPANY), holder=holder, place=PLACE)


def test_a_company_may_be_asked_for_another_service_of_its_own() -> None:
    assert sentence(of_company("該当('grant')", with_service(Holder.COMPANY)))
    with pytest.raises(Problems, match="PACK085"):
        of_company("該当('grant')", with_service(Holder.PERSON))


def with_service(holder: Holder) -> Vocabulary:
    rule = ServiceRule(service="grant", holder=holder, clauses=())
    result: ServiceResult = result_of(rule, name="助成")
    return replace(WORDS, services={"grant": result}, receipts={"grant": None})


def test_the_scan_of_names_tells_whose_a_variable_is() -> None:
    found = references_of("企業.小規模 and 世帯.児童数 >= 1 and 公務員", PLACE).variables
    assert {(Holder.COMPANY, "小規模"), (Holder.HOUSEHOLD, "児童数")} <= set(found)


def test_the_proof_of_a_company_names_nobody() -> None:
    clause = Clause(
        id="small", text="小規模", article="第1条", truth=of_company("企業.従業員数 <= 5")
    )
    rule = ServiceRule(service="grant", holder=Holder.COMPANY, clauses=(clause,))
    company = Situation(people=(), household={"従業員数": Sourced(held=6, source="法人")})
    reading = read_service(rule, company, resolve([], [], on=date(2026, 4, 1)), subject=0)
    told = "\n".join(line.text for line in explain(reading))
    assert "企業の従業員数: 6人（法人）" in told
    assert "世帯" not in told and "本人" not in told
