"""Who receives what in the synthetic city: nearly all who should, a few who should not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise

from sakimawari.city.store import layouts_by_file
from sakimawari.registry.checkdigits import corporate_number_holds
from sakimawari.registry.dates import read_date
from sakimawari.registry.layouts import Role

from .conftest import ON, Rows
from .test_people import age, birth

Read = Callable[[str], Rows]


def test_everyone_named_in_a_register_is_in_the_resident_records(
    rows: Read, residents: Rows
) -> None:
    known = {row["宛名番号"] for row in residents}
    for file, layout in layouts_by_file().items():
        keys = [column.name for column in layout.with_role(Role.PERSON, Role.LINK)]
        for row in rows(file) if not layout.spine else []:
            assert all(row[key] in known for key in keys), file


def test_every_register_has_rows_but_none_knows_everybody(rows: Read, residents: Rows) -> None:
    for file, layout in layouts_by_file().items():
        people = {row[key.name] for row in rows(file) for key in layout.with_role(Role.PERSON)}
        assert rows(file), file
        assert layout.spine or len(people) < len(residents), file


def test_child_allowance_reaches_most_children_and_leaves_a_gap(
    rows: Read, residents: Rows
) -> None:
    children = {row["宛名番号"] for row in residents if age(row) < 17}
    paid = {row["児童宛名番号"] for row in rows("07_児童手当.csv") if not row["消滅日"]}
    share = len(children & paid) / len(children)
    assert 0.86 < share < 0.97  # public servants are paid by their employer


def test_rows_of_one_claimant_state_one_amount(rows: Read) -> None:
    amounts: dict[str, set[str]] = defaultdict(set)
    for row in rows("07_児童手当.csv"):
        if not row["消滅日"]:
            amounts[row["宛名番号"]].add(row["手当月額"])
    assert all(len(stated) == 1 for stated in amounts.values())
    assert {int(next(iter(stated))) % 5_000 for stated in amounts.values()} == {0}


def test_no_child_has_two_claimants_at_a_time(rows: Read) -> None:
    claims = Counter(row["児童宛名番号"] for row in rows("07_児童手当.csv") if not row["消滅日"])
    assert set(claims.values()) == {1}


def test_some_claimants_live_in_another_household_and_another_ward(
    rows: Read, residents: Rows
) -> None:
    by_number = {row["宛名番号"]: row for row in residents}
    apart = [
        (by_number[row["宛名番号"]], by_number[row["児童宛名番号"]])
        for row in rows("07_児童手当.csv")
        if by_number[row["宛名番号"]]["世帯番号"] != by_number[row["児童宛名番号"]]["世帯番号"]
    ]
    assert len(apart) >= 10
    assert any(parent["行政区"] != child["行政区"] for parent, child in apart)


def test_public_servants_are_known_for_most_parents_and_never_claim_here(rows: Read) -> None:
    known = {row["宛名番号"]: row["公務員"] for row in rows("07b_公務員情報.csv")}
    claimants = {row["宛名番号"] for row in rows("07_児童手当.csv")}
    assert not claimants & {number for number, servant in known.items() if servant == "1"}
    unknown = len(claimants - set(known)) / len(claimants)
    assert 0.01 < unknown < 0.12


def test_everyone_of_75_is_insured_by_the_scheme_of_the_old_unless_on_welfare(
    rows: Read, residents: Rows
) -> None:
    insured = {row["宛名番号"] for row in rows("04_後期高齢者医療.csv")}
    on_welfare = {row["宛名番号"] for row in rows("14_生活保護.csv") if not row["保護廃止日"]}
    national = {row["宛名番号"] for row in rows("03_国民健康保険.csv") if not row["資格喪失日"]}
    old = {row["宛名番号"] for row in residents if age(row) >= 76}
    assert old <= insured | on_welfare
    assert not insured & on_welfare
    assert not insured & national


def test_about_one_in_forty_is_on_public_assistance_as_whole_households(
    rows: Read, residents: Rows
) -> None:
    on_welfare = [row for row in rows("14_生活保護.csv") if not row["保護廃止日"]]
    assert 0.017 < len(on_welfare) / len(residents) < 0.031


def test_two_fiscal_years_are_assessed_and_some_did_not_file(rows: Read) -> None:
    assessed = rows("02_個人住民税.csv")
    assert {row["年度"] for row in assessed} == {"2025", "2026"}
    silent = [row for row in assessed if row["申告区分"] == "未申告"]
    assert 0 < len(silent) < 0.05 * len(assessed)
    assert {row["課税区分"] + row["合計所得金額"] + row["ひとり親控除"] for row in silent} == {""}
    untaxed = [row for row in assessed if row["課税区分"] == "非課税"]
    assert {row["市民税所得割額"] + row["市民税均等割額"] for row in untaxed} == {"00"}
    taxed = [row for row in assessed if row["課税区分"] == "所得割課税"]
    assert all(int(row["市民税所得割額"]) > 0 for row in taxed)


def test_deductions_of_the_tax_ledger_agree_with_their_counts(rows: Read) -> None:
    filed = [row for row in rows("02_個人住民税.csv") if row["申告区分"] == "申告あり"]
    for row in filed:
        young, students = row["控除対象扶養親族16から18歳数"], row["特定扶養親族数"]
        assert int(young) + int(students) <= int(row["扶養親族数"])
        for deduction in ("障害者控除", "特別障害者控除"):
            assert (row[deduction] == "1") == (int(row[f"{deduction}対象者数"]) > 0)
        assert not (row["寡婦控除"] == "1" and row["ひとり親控除"] == "1")
        assert int(row["税額控除額"]) == 0 or row["課税区分"] == "所得割課税"
    for column in ("寡婦控除", "勤労学生控除"):
        assert 0 < sum(row[column] == "1" for row in filed) < 0.2 * len(filed)
    assert any(int(row["障害者控除対象者数"]) > 1 for row in filed)
    assert any(int(row["控除対象扶養親族16から18歳数"]) > 0 for row in filed)


def test_who_moved_in_after_new_year_has_no_tax_record_here(rows: Read, residents: Rows) -> None:
    assessed = {row["宛名番号"] for row in rows("02_個人住民税.csv") if row["年度"] == "2026"}
    new = [
        row
        for row in residents
        if row["異動事由"] == "転入" and row["異動日"].startswith("令和8年")
    ]
    assert len(new) > 100
    assert not assessed & {row["宛名番号"] for row in new}


def test_care_levels_of_one_person_never_overlap(rows: Read) -> None:
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows("05b_要介護認定.csv"):
        ends = [read_date(row[name]) for name in ("認定有効期間開始日", "認定有効期間終了日")]
        first, last = (one.day for one in ends if one is not None)
        assert first is not None
        assert last is not None
        assert first < last
        spans[row["宛名番号"]].append((first, last))
    for held in spans.values():
        held.sort()
        assert all(before[1] < after[0] for before, after in pairwise(held))


def test_pupils_are_in_the_grade_of_their_birth_date(rows: Read, residents: Rows) -> None:
    by_number = {row["宛名番号"]: row for row in residents}
    for row in rows("11_学齢簿.csv"):
        born = birth(by_number[row["宛名番号"]])
        starts = born.year + 6 + ((born.month, born.day) >= (4, 2))
        grade = ON.year - starts + 1
        assert int(row["学年"]) == (grade if grade <= 6 else grade - 6)


def test_protected_people_are_few_and_protected_with_their_children(
    rows: Read, residents: Rows
) -> None:
    by_number = {row["宛名番号"]: row for row in residents}
    protected = [by_number[row["宛名番号"]] for row in rows("15_支援措置.csv")]
    assert 0 < len(protected) < 0.005 * len(residents)


def test_mothers_are_paid_once_or_twice(rows: Read) -> None:
    notified = {row["宛名番号"] for row in rows("12_妊娠届.csv")}
    payments = Counter(row["宛名番号"] for row in rows("12b_妊婦支援給付.csv"))
    assert set(payments) <= notified
    assert set(payments.values()) == {1, 2}
    assert 0.6 < len(payments) / len(notified) < 0.97


def test_contacts_cannot_belong_to_anybody(rows: Read) -> None:
    contacts = rows("16_連絡先.csv")
    assert {row["電話番号"][:5] for row in contacts} == {"", "090-0", "093-0"}
    assert {row["メールアドレス"].partition("@")[2] for row in contacts} == {"", "example.jp"}
    assert {row["お知らせ同意"] for row in contacts} == {"", "0", "1"}


def test_nurseries_and_schools_named_by_registers_are_facilities_of_the_ward(
    rows: Read, residents: Rows
) -> None:
    wards = {row["宛名番号"]: row["行政区"] for row in residents}
    facilities = {row["ID"]: row["行政区"] for row in rows("21_公共施設.csv")}
    for file, column in (("10_子ども子育て支援.csv", "施設番号"), ("11_学齢簿.csv", "学校番号")):
        for row in rows(file):
            assert not row[column] or facilities[row[column]] == wards[row["宛名番号"]]


def test_companies_have_valid_numbers_and_are_at_least_fifty(rows: Read) -> None:
    companies = rows("20_法人.csv")
    assert len(companies) == 50
    assert all(corporate_number_holds(row["法人番号"]) for row in companies)
    assert len({row["法人番号"] for row in companies}) == 50


def test_ledgers_about_companies_speak_of_companies_of_the_register(rows: Read) -> None:
    known = {row["法人番号"] for row in rows("20_法人.csv")}
    told = {
        file: rows(file) for file in ("20b_法人申出.csv", "20c_法人決算.csv", "20d_法人制度.csv")
    }
    for file, held in told.items():
        assert held and {row["法人番号"] for row in held} <= known, file
    assert len({row["法人番号"] for row in told["20b_法人申出.csv"]}) == len(
        told["20b_法人申出.csv"]
    )
    years = Counter((row["法人番号"], row["年度"]) for row in told["20c_法人決算.csv"])
    assert set(years.values()) == {1}
    medical = [row for row in rows("20_法人.csv") if row["法人種別"] == "医療法人等"]
    assert {row["業種"] for row in medical} <= {"医療・福祉", ""}
