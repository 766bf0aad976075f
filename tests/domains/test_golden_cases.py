"""Worked figures gathered from official pages, kept apart from the packs, agree with them.

The files lie beside the repository (../shared/data/catalogue); without them these tests skip.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sakimawari.packs.cases import run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, load_packs
from sakimawari.rules.figures import DatedTable, day_of
from sakimawari.rules.outcome import Status
from sakimawari.rules.proof import Reading
from tests.edition import KITAKYUSHU

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".." / "shared" / "data" / "catalogue"
GOLDEN = FOLDER / "golden_cases.csv"
FEES = FOLDER / "kitakyushu_hoikuryo_r8.csv"

pytestmark = pytest.mark.skipif(
    not GOLDEN.is_file() or not FEES.is_file(), reason="../shared/data/catalogue is not here"
)


def rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def golden(service: str) -> list[tuple[dict[str, Any], str]]:
    return [
        (json.loads(row["input_json"]), row["expected"])
        for row in rows(GOLDEN)
        if row["service"] == service
    ]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_packs(discover(municipality=KITAKYUSHU))


class Reader:
    """Reads one service for somebody described by the facts of a worked example."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue, self.folder = catalogue, folder

    def read(
        self, service: str, on: str, people: Mapping[str, Mapping[str, Any]], subject: str
    ) -> Reading:
        case = {
            "name": "golden",
            "on": on,
            "people": people,
            "expect": {subject: {service: {"status": "yes"}}},
        }
        path = self.folder / "golden.yaml"
        path.write_text(json.dumps([case], ensure_ascii=False), encoding="utf-8")
        (result,) = run_cases(self.catalogue, file=path).results
        return result.reading


@pytest.fixture
def reader(catalogue: Catalogue, tmp_path: Path) -> Reader:
    return Reader(catalogue, tmp_path)


def taxed(year: int, **amounts: int | str) -> dict[str, Any]:
    """A year of resident tax; whatever is not given is nothing."""
    numbers = ("総所得金額等", "合計所得金額", "その他の合計所得金額", "給与収入", "医療費控除等")
    counts = ("扶養親族数", "老人扶養親族数", "特定扶養親族数", "控除対象扶養親族16から18歳数")
    others = ("社会保険料控除", "公的年金等収入")
    truths = ("障害者控除", "特別障害者控除", "ひとり親控除", "寡婦控除", "勤労学生控除")
    held: dict[str, Any] = dict.fromkeys((*numbers, *counts, *others), 0)
    held |= dict.fromkeys(truths, "no")
    return {name: {str(year): value} for name, value in (held | amounts).items()}


# ---------------------------------------------------------------- 児童手当


@pytest.mark.parametrize(
    ("given", "expected"), [(g, e) for g, e in golden("jido_teate") if g.get("ages")]
)
def test_child_allowance_by_ages(reader: Reader, given: dict[str, Any], expected: str) -> None:
    people: dict[str, dict[str, Any]] = {"親": {"生年月日": "1985-05-01", "公務員": "no"}}
    for at, age in enumerate(given["ages"]):
        child = {"生年月日": f"{2026 - age}-01-10", "保護者": "親"}
        if age > 18:
            child["監護相当生計費負担"] = "yes"
        people[f"子{at}"] = child
    reading = reader.read("child-allowance", "2026-06-15", people, "親")
    assert reading.amount == (int(expected), int(expected))


@pytest.mark.parametrize(
    ("given", "expected"), [(g, e) for g, e in golden("jido_teate") if g.get("birth")]
)
def test_a_claim_within_fifteen_days_is_paid_from_the_month_after_birth(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    people = {
        "親": {"生年月日": "1985-05-01", "公務員": "no", "住民となった日": "2015-04-01"},
        "子": {"生年月日": given["birth"], "保護者": "親"},
    }
    reading = reader.read("child-allowance", given["claim"], people, "親")
    assert day_of(reading.deadline).isoformat() >= given["claim"]
    year, month = (int(part) for part in given["birth"].split("-")[:2])
    assert f"{year + month // 12}-{month % 12 + 1:02}" == expected


# ---------------------------------------------------------------- 児童扶養手当


def lone_parent(total: int, dependants: int, children: int, **more: int) -> dict[str, Any]:
    parent = {"生年月日": "1988-07-07", "ひとり親": "yes", "養育費年額": more.pop("alimony", 0)}
    parent |= taxed(
        2026, 総所得金額等=total, 合計所得金額=total, その他の合計所得金額=total, **more
    )
    parent["扶養親族数"] = {"2026": dependants}
    people: dict[str, Any] = {"親": parent}
    for at in range(children):
        people[f"子{at}"] = {"生年月日": f"201{5 + at}-08-20", "保護者": "親"}
    return people


@pytest.mark.parametrize(("given", "expected"), golden("jido_fuyo"))
def test_child_rearing_allowance_on_both_sides_of_each_limit(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    people = lone_parent(given["income"] + 80_000, given["dependents"], given["children"])
    reading = reader.read("child-rearing-allowance", "2026-11-15", people, "親")
    assert reading.amount == (int(expected), int(expected))


@pytest.mark.parametrize(("given", "expected"), golden("jido_fuyo_income"))
def test_salary_and_child_support_come_to_the_income_the_law_counts(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    salaried = lone_parent(
        given["salary"] - 650_000, 1, 1, 給与収入=given["salary"], alimony=given["child_support"]
    )
    counted = lone_parent(int(expected) + 80_000, 1, 1)
    one, other = (
        reader.read("child-rearing-allowance", "2026-11-15", people, "親").amount
        for people in (salaried, counted)
    )
    assert one == other


# ---------------------------------------------------------------- the others


@pytest.mark.parametrize(("given", "expected"), golden("ninpu_kyufu"))
def test_support_in_pregnancy_by_number_of_babies(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    mother = {
        "生年月日": "1995-03-03",
        "妊娠届あり": "yes",
        "胎児心拍確認": "yes",
        "出産予定日": "2026-10-10",
        "胎児数": given["fetuses"],
    }
    reading = reader.read("pregnancy-support", "2026-06-01", {"妊婦": mother}, "妊婦")
    assert reading.amount == (int(expected), int(expected))


@pytest.mark.parametrize(("given", "expected"), golden("kogaku_ryoyo"))
def test_the_ceiling_for_a_bill_of_a_million_yen(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    year, month = (int(part) for part in given["month"].split("-"))
    person = {
        "生年月日": f"{year - given['age']}-01-10",
        "国保資格": "yes",
        "総所得金額等": {str(year if month >= 8 else year - 1): 3_000_000},
        "課税区分": {str(year if month >= 8 else year - 1): "所得割課税"},
    }
    reading = reader.read("high-cost-medical-limit", f"{given['month']}-15", {"人": person}, "人")
    fixed, same = reading.amount
    assert fixed == same
    # The fixed part is 30 per cent of the bill from which 1 per cent is added.
    assert fixed + (given["medical_cost"] - fixed * 10 // 3) // 100 == int(expected)


@pytest.mark.parametrize(("given", "expected"), golden("kaigo_futan"))
def test_share_of_care_costs(reader: Reader, given: dict[str, Any], expected: str) -> None:
    person = {
        "生年月日": "1945-05-05",
        "要介護度": "要介護2",
        "合計所得金額": {"2026": given["total_income"]},
        "公的年金等収入": {"2026": given["pension_plus_other"]},
        "その他の合計所得金額": {"2026": 0},
        "課税区分": {"2026": "所得割課税"},
    }
    people = {"人": person}
    if given["household"] == "couple":
        nothing = {"公的年金等収入": {"2026": 0}, "その他の合計所得金額": {"2026": 0}}
        people["妻"] = {"生年月日": "1946-05-05", "配偶者": "人", **nothing}
    reading = reader.read("long-term-care-copayment", "2026-09-01", people, "人")
    assert reading.amount == (int(expected), int(expected))


@pytest.mark.parametrize(("given", "expected"), golden("kokunen_menjo"))
def test_exemption_from_pension_contributions(
    reader: Reader, catalogue: Catalogue, given: dict[str, Any], expected: str
) -> None:
    person: dict[str, Any] = {"生年月日": "1990-05-05", "国民年金種別": "第1号"}
    person |= taxed(2026, 総所得金額等=given["income"], 合計所得金額=given["income"])
    person["扶養親族数"] = {"2026": given["dependents"]}
    reading = reader.read("pension-exemption", "2026-09-01", {"人": person}, "人")
    tier = catalogue.services["pension-exemption"].rule.tier
    assert tier is not None
    named = {"全額免除": "全額免除", "3/4免除": "4分の3免除"}
    assert [tier.value.type.labels[end] for end in reading.tier] == [named[expected]] * 2


# ---------------------------------------------------------------- 保育料


def fee_table(catalogue: Catalogue) -> DatedTable:
    return catalogue.tables["保育料"]


def fees(table: DatedTable, tax: int, *, lone: bool) -> tuple[int, int]:
    """The fees of the first row that holds for a taxed household."""
    (version,) = table.versions
    labels = table.table.inputs[0].type.labels
    wanted = (labels.index("課税"), tax, int(lone))
    for cells, outputs in zip(version.rows.cells, version.rows.outputs, strict=True):
        if all(low <= value <= high for (low, high), value in zip(cells, wanted, strict=True)):
            return int(outputs[1]), int(outputs[2])
    raise AssertionError(f"no row holds for {tax}")


@pytest.mark.parametrize(
    ("given", "expected"),
    [(g, e) for g, e in golden("hoiku_fee_kitakyushu_R8") if "shotokuwari_at_6pct" in g],
)
def test_nursery_fee_by_tax_at_the_old_rate(
    catalogue: Catalogue, given: dict[str, Any], expected: str
) -> None:
    found = fees(fee_table(catalogue), given["shotokuwari_at_6pct"], lone=given["single_parent"])
    assert found[0] == int(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [(g, e) for g, e in golden("hoiku_fee_kitakyushu_R8") if "shotokuwari_at_8pct" in g],
)
def test_nursery_fee_by_tax_as_the_register_holds_it(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    parent = {
        "生年月日": "1990-05-05",
        "ひとり親": "no",
        "市民税所得割額": {"2026": given["shotokuwari_at_8pct"]},
        "税額控除額": {"2026": 0},
        "課税区分": {"2026": "所得割課税"},
    }
    child = {"生年月日": "2024-06-06", "保護者": "親", "保育必要量": "保育標準時間"}
    reading = reader.read("nursery-fee", "2026-09-01", {"親": parent, "子": child}, "子")
    assert reading.amount == (int(expected), int(expected))


@pytest.mark.parametrize("row", rows(FEES)[2:], ids=lambda row: row["tier"])
def test_the_sixteen_tiers_at_both_ends(catalogue: Catalogue, row: dict[str, str]) -> None:
    fee = int(row["under3_standard"]), int(row["under3_short"])
    table, least = fee_table(catalogue), int(row["shotokuwari_min"])
    assert fees(table, least, lone=False) == fee
    if row["shotokuwari_below"]:
        assert fees(table, int(row["shotokuwari_below"]) - 1, lone=False) == fee
        assert fees(table, int(row["shotokuwari_below"]), lone=False) != fee


@pytest.mark.parametrize(("given", "expected"), golden("kaigo_gendo"))
def test_the_ceiling_of_care_in_units_of_ten_yen(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    person = {"生年月日": "1945-05-05", "要介護度": given["level"]}
    reading = reader.read("care-benefit-limit", "2026-09-01", {"人": person}, "人")
    assert reading.amount == (int(expected) * 10, int(expected) * 10)


TIERS = ("7割", "5割", "2割")


def insured(number: int, earners: int, income: int) -> dict[str, Any]:
    """A household of insured people, the first with all the income, the earners with a salary."""
    nothing: dict[str, Any] = {"総所得金額等": {"2026": 0}, "公的年金等収入": {"2026": 0}}
    people: dict[str, Any] = {
        f"人{at}": {
            **nothing,
            "生年月日": "1986-05-05",
            "世帯主": "yes" if at == 0 else "no",
            "国保資格": "yes",
            "給与収入": {"2026": 1_000_000 if at < earners and number > 1 else 0},
        }
        for at in range(number)
    }
    people["人0"]["総所得金額等"] = {"2026": income}
    return people


@pytest.mark.parametrize(("given", "expected"), golden("kokuho_keigen"))
def test_premiums_are_reduced_up_to_the_yen_and_less_one_yen_above(
    reader: Reader, given: dict[str, Any], expected: str
) -> None:
    bounds = [
        int(part.removeprefix(tier)) for part, tier in zip(expected.split("/"), TIERS, strict=True)
    ]
    rule = reader.catalogue.services["nhi-premium-reduction"].rule
    assert rule.tier is not None
    labels = rule.tier.value.type.labels
    for bound, tier, next_tier in zip(bounds, TIERS, (*TIERS[1:], None), strict=True):
        for income, wanted in ((bound, tier), (bound + 1, next_tier)):
            people = insured(given["insured"], given["salary_earners"], income)
            reading = reader.read("nhi-premium-reduction", "2026-08-01", people, "世帯")
            if wanted is None:
                assert reading.status == Status.NO
            else:
                assert reading.tier == (labels.index(wanted), labels.index(wanted))
