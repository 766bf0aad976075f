"""Ledgers: facts with their periods and years, recipients, contacts, protection, companies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER, day_of
from sakimawari.rules.population import UNKNOWN, UNKNOWN_CATEGORY, UNKNOWN_NUMBER
from tests.registry.exports import (
    Row,
    facts,
    ledger,
    loaded,
    marks,
    repairs,
    resident,
    residents,
)

HEAD = resident("1", "10", "世帯主", "1985-05-01")
CHILD = resident("3", "10", "子", "2016-05-01")
GONE = resident("9", "90", "世帯主", "1940-05-01", 消除事由="死亡", 消除日="2026-05-01")
CARE = "05b_要介護認定.csv"


def days(text: str) -> int:
    return day_of(date.fromisoformat(text))


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    residents(tmp_path / "e", HEAD, CHILD, GONE)
    return tmp_path / "e"


def care(person: str, grade: str, since: str, until: str) -> Row:
    return {
        "宛名番号": person,
        "要介護状態区分": grade,
        "認定有効期間開始日": since,
        "認定有効期間終了日": until,
    }


def spans(exports: Path, name: str = "要介護度") -> list[tuple[object, ...]]:
    snapshot, _ = loaded(exports)
    return [
        (entry["person"], entry["since"], entry["until"], entry["value"])
        for entry in facts(snapshot, name)
    ]


def test_a_span_holds_from_its_first_to_its_last_day(exports: Path) -> None:
    ledger(exports, CARE, care("1", "21", "R8.4.1", "R9.3.31"))
    assert spans(exports) == [("p1", days("2026-04-01"), days("2027-03-31"), 3)]


@pytest.mark.parametrize("until", ["", "99999999"])
def test_a_span_without_end_is_open(exports: Path, until: str) -> None:
    ledger(exports, CARE, care("1", "要介護1", "2026-04-01", until))
    assert spans(exports) == [("p1", days("2026-04-01"), LAST_DAY_EVER, 3)]


def test_the_day_of_loss_is_the_first_day_no_longer_held(exports: Path) -> None:
    row = {
        "宛名番号": "1",
        "記号番号": "",
        "資格取得日": "R2.4.1",
        "資格喪失日": "R8.4.1",
        "擬制世帯主": "",
    }
    ledger(exports, "03_国民健康保険.csv", row)
    assert spans(exports, "国保資格") == [("p1", days("2020-04-01"), days("2026-03-31"), 1)]


def test_what_was_lost_on_the_day_it_was_gained_was_never_held(exports: Path) -> None:
    row = {
        "宛名番号": "1",
        "記号番号": "",
        "資格取得日": "R8.4.1",
        "資格喪失日": "R8.4.1",
        "擬制世帯主": "",
    }
    ledger(exports, "03_国民健康保険.csv", row)
    snapshot, _ = loaded(exports)
    assert facts(snapshot, "国保資格") == []
    assert marks(snapshot.set_aside()) == []


def test_overlapping_spans_are_cut_by_the_later_start_and_told(exports: Path) -> None:
    ledger(
        exports,
        CARE,
        care("1", "要介護2", "R8.4.1", "R10.3.31"),
        care("1", "要介護1", "R7.4.1", "R8.4.30"),
        care("3", "要介護1", "R7.4.1", "R8.4.30"),
    )
    assert spans(exports) == [
        ("p1", days("2025-04-01"), days("2026-03-31"), 3),
        ("p1", days("2026-04-01"), days("2028-03-31"), 4),
        ("p3", days("2025-04-01"), days("2026-04-30"), 3),
    ]
    snapshot, _ = loaded(exports)
    assert repairs(snapshot) == [(3, "overlap", "要介護状態区分")]


def test_spans_that_touch_do_not_overlap(exports: Path) -> None:
    ledger(
        exports,
        CARE,
        care("1", "要介護1", "R7.4.1", "R8.3.31"),
        care("1", "要介護2", "R8.4.1", ""),
    )
    assert len(spans(exports)) == 2
    assert repairs(loaded(exports)[0]) == []


@pytest.mark.parametrize(
    ("since", "until", "id", "column"),
    [
        ("", "R8.3.31", "ROW014", "認定有効期間開始日"),
        ("R8.2.30", "R8.3.31", "ROW010", "認定有効期間開始日"),
        ("R8.4.1", "R8.9.31", "ROW010", "認定有効期間終了日"),
        ("R8.4.1", "R8.3.31", "ROW015", "認定有効期間終了日"),
    ],
)
def test_a_doubtful_period_sets_the_row_aside_and_makes_the_fact_unknown(
    exports: Path, since: str, until: str, id: str, column: str
) -> None:
    ledger(exports, CARE, care("1", "要介護1", since, until))
    snapshot, _ = loaded(exports)
    assert marks(snapshot.set_aside()) == [(2, id, column)]
    assert spans(exports) == [("p1", FIRST_DAY_EVER, LAST_DAY_EVER, int(UNKNOWN_CATEGORY))]


def test_a_sound_row_of_the_same_person_is_known_again(exports: Path) -> None:
    ledger(exports, CARE, care("1", "要介護1", "R8.2.30", ""), care("1", "要介護2", "R8.4.1", ""))
    assert spans(exports) == [
        ("p1", FIRST_DAY_EVER, days("2026-03-31"), int(UNKNOWN_CATEGORY)),
        ("p1", days("2026-04-01"), LAST_DAY_EVER, 4),
    ]


def test_one_day_of_one_day_is_a_sound_period(exports: Path) -> None:
    ledger(exports, CARE, care("1", "要介護1", "R8.4.1", "R8.4.1"))
    assert spans(exports) == [("p1", days("2026-04-01"), days("2026-04-01"), 3)]


def test_a_label_nobody_knows_is_unknown_and_not_absent(exports: Path) -> None:
    ledger(exports, CARE, care("1", "要介護9", "R8.4.1", ""), care("3", "", "R8.4.1", ""))
    assert spans(exports) == [("p1", days("2026-04-01"), LAST_DAY_EVER, int(UNKNOWN_CATEGORY))]
    assert marks(loaded(exports)[0].notices()) == [(2, "ROW012", "要介護状態区分")]


def tax(person: str, year: str, income: str, claimed: str = "") -> Row:
    return {
        "宛名番号": person,
        "年度": year,
        "合計所得金額": income,
        "課税標準額": "",
        "給与収入": "",
        "障害者控除": claimed,
    }


def test_yearly_facts_lie_by_person_and_year(exports: Path) -> None:
    ledger(
        exports,
        "02_個人住民税.csv",
        tax("3", "2026", "0"),
        tax("1", "令和8年度", "1,200,000円"),
        tax("1", "2025", "１１０００００", "○"),
    )
    snapshot, _ = loaded(exports)
    found = [(f["person"], f["year"], f["value"]) for f in facts(snapshot, "合計所得金額")]
    assert found == [("p1", 2025, 1_100_000), ("p1", 2026, 1_200_000), ("p3", 2026, 0)]
    assert [(f["year"], f["value"]) for f in facts(snapshot, "障害者控除")] == [(2025, 1)]


def test_an_unreadable_amount_is_unknown_and_a_blank_one_is_no_entry(exports: Path) -> None:
    ledger(
        exports,
        "02_個人住民税.csv",
        tax("1", "2026", "百万円", "×"),
        tax("3", "2026", "", "？"),
    )
    snapshot, _ = loaded(exports)
    [income] = facts(snapshot, "合計所得金額")
    assert (income["person"], income["value"]) == ("p1", int(UNKNOWN_NUMBER))
    assert [f["value"] for f in facts(snapshot, "障害者控除")] == [0, int(UNKNOWN)]
    assert marks(snapshot.notices()) == [(2, "ROW011", "合計所得金額"), (3, "ROW013", "障害者控除")]


def test_a_negative_amount_is_kept_and_told(exports: Path) -> None:
    ledger(exports, "02_個人住民税.csv", tax("1", "2026", "▲500"))
    snapshot, _ = loaded(exports)
    assert facts(snapshot, "合計所得金額")[0]["value"] == -500
    assert marks(snapshot.notices()) == [(2, "ROW018", "合計所得金額")]


def test_of_two_rows_for_one_year_the_later_stays(exports: Path) -> None:
    ledger(exports, "02_個人住民税.csv", tax("1", "2026", "100"), tax("1", "2026", "200"))
    snapshot, _ = loaded(exports)
    assert [f["value"] for f in facts(snapshot, "合計所得金額")] == [200]
    assert marks(snapshot.set_aside()) == [(2, "ROW021", "年度")]


@pytest.mark.parametrize("year", ["", "26年", "一"])
def test_without_a_year_a_row_of_a_yearly_register_is_set_aside(exports: Path, year: str) -> None:
    ledger(exports, "02_個人住民税.csv", tax("1", year, "100"))
    assert marks(loaded(exports)[0].set_aside()) == [(2, "ROW016", "年度")]


def test_of_two_rows_of_a_plain_register_the_later_stays(exports: Path) -> None:
    ledger(
        exports,
        "07b_公務員情報.csv",
        {"宛名番号": "1", "公務員": "0"},
        {"宛名番号": "1", "公務員": "1"},
    )
    snapshot, _ = loaded(exports)
    assert [f["value"] for f in facts(snapshot, "公務員")] == [1]
    assert marks(snapshot.set_aside()) == [(2, "ROW021", "")]


def test_the_latest_pregnancy_counts_and_the_earlier_is_no_fault(exports: Path) -> None:
    usual = {"胎児心拍確認": "1", "出産予定日": "2026-12-01", "胎児数": "1"}
    ledger(
        exports,
        "12_妊娠届.csv",
        {"宛名番号": "1", "届出日": "2026-05-01"} | usual,
        {"宛名番号": "1", "届出日": "2023-05-01"} | usual | {"胎児数": "2"},
    )
    snapshot, _ = loaded(exports)
    assert [f["value"] for f in facts(snapshot, "胎児数")] == [1]
    assert [f["value"] for f in facts(snapshot, "妊娠届あり")] == [1]
    assert snapshot.set_aside().num_rows == 0


def support(person: str, child: str, since: str, until: str, alone: str = "1") -> Row:
    return {
        "宛名番号": person,
        "児童宛名番号": child,
        "ひとり親": alone,
        "養育費年額": "120000",
        "認定日": since,
        "消滅日": until,
        "手当月額": "45,500",
    }


@pytest.mark.parametrize(
    ("since", "until", "known"),
    [
        ("R7.4.1", "R8.6.30", False),
        ("R7.4.1", "R8.7.1", True),
        ("R8.7.1", "", True),
        ("R8.7.2", "", False),
    ],
)
def test_a_plain_fact_of_a_dated_register_is_read_from_the_row_in_force(
    exports: Path, since: str, until: str, known: bool
) -> None:
    ledger(exports, "08_児童扶養手当.csv", support("1", "3", since, until))
    snapshot, _ = loaded(exports)
    assert [f["value"] for f in facts(snapshot, "ひとり親")] == ([1] if known else [])
    assert snapshot.receiving().num_rows == 1  # history is kept


def test_a_fact_of_the_child_belongs_to_the_child(exports: Path) -> None:
    row = {
        "宛名番号": "1",
        "対象児宛名番号": "3",
        "障害等級": "2級",
        "認定日": "R8.4.1",
        "有期認定期限": "",
        "手当月額": "",
    }
    ledger(exports, "06b_特別児童扶養手当.csv", row)
    assert spans(exports, "特児障害等級") == [("p3", days("2026-04-01"), LAST_DAY_EVER, 2)]


def test_recipients_are_kept_with_amount_child_and_source(exports: Path) -> None:
    ledger(exports, "08_児童扶養手当.csv", support("1", "3", "R7.4.1", ""))
    snapshot, _ = loaded(exports)
    assert snapshot.receiving().to_pylist() == [
        {
            "person": "p1",
            "row": 0,
            "programme": "児童扶養手当",
            "since": days("2025-04-01"),
            "until": LAST_DAY_EVER,
            "amount": 45_500,
            "unit": "円/月",
            "beneficiary": "p3",
            "source": "08_児童扶養手当.csv",
            "source_row": 2,
        }
    ]


def test_a_register_of_recipients_without_an_amount_states_none(exports: Path) -> None:
    row = {"宛名番号": "3", "受給者番号": "77", "有効開始日": "2025-04-01", "有効終了日": ""}
    ledger(exports, "09_子ども医療証.csv", row)
    [entry] = loaded(exports)[0].receiving().to_pylist()
    assert (entry["amount"], entry["unit"], entry["beneficiary"]) == (-1, None, None)


def test_somebody_not_in_the_resident_records_is_set_aside(exports: Path) -> None:
    ledger(exports, CARE, care("7", "要介護1", "R8.4.1", ""))
    assert marks(loaded(exports)[0].set_aside()) == [(2, "ROW023", "宛名番号")]


@pytest.mark.parametrize(
    ("until", "set_aside"),
    [
        ("", True),  # still receiving after death
        ("R8.7.1", True),
        ("R8.6.30", False),  # ended before the day of the load
        ("R8.5.1", False),  # ended with the death
    ],
)
def test_receiving_after_death_is_set_aside_and_what_ended_is_history(
    exports: Path, until: str, set_aside: bool
) -> None:
    ledger(exports, CARE, care("9", "要介護1", "R7.4.1", until))
    snapshot, told = loaded(exports)
    assert [id for _, id, _ in marks(snapshot.set_aside())] == (["ROW025"] if set_aside else [])
    rows = told["files"][1]["rows"]
    assert (rows["departed"], rows["set_aside"]) == (int(not set_aside), int(set_aside))


def protected(exports: Path, person: str, since: str, until: str) -> list[dict[str, object]]:
    row = {"宛名番号": person, "支援措置開始日": since, "支援措置終了日": until}
    ledger(exports, "15_支援措置.csv", row)
    table: list[dict[str, object]] = loaded(exports)[0].protection().to_pylist()
    return table


def test_protection_is_kept_with_its_period(exports: Path) -> None:
    assert protected(exports, "1", "R8.4.1", "R9.3.31") == [
        {"person": "p1", "since": days("2026-04-01"), "until": days("2027-03-31")}
    ]


@pytest.mark.parametrize(
    ("since", "until"), [("", ""), ("R8.2.30", ""), ("R8.4.1", "R8.3.31"), ("?", "?")]
)
def test_protection_whose_period_is_doubtful_never_ends(
    exports: Path, since: str, until: str
) -> None:
    [measure] = protected(exports, "1", since, until)
    assert measure["until"] == LAST_DAY_EVER
    assert measure["since"] == FIRST_DAY_EVER
    assert "ROW034" in [id for _, id, _ in marks(loaded(exports)[0].notices())]


def test_a_protected_person_who_is_not_in_the_records_stays_protected(exports: Path) -> None:
    assert [measure["person"] for measure in protected(exports, "777", "R8.4.1", "")] == ["p777"]
    assert marks(loaded(exports)[0].notices()) == [(2, "ROW035", "宛名番号")]


def contact(person: str, **more: str) -> Row:
    names = (
        "電話番号",
        "メールアドレス",
        "LINE連携",
        "希望連絡方法",
        "希望言語",
        "お知らせ同意",
        "税情報利用同意",
    )
    return {"宛名番号": person} | dict.fromkeys(names, "") | more


def test_contacts_keep_consents_apart_from_sealed_addresses(exports: Path) -> None:
    ledger(
        exports,
        "16_連絡先.csv",
        contact("1", 電話番号="093-000-0000", 希望連絡方法="LINE", LINE連携="1", お知らせ同意="○"),
        contact("3", 希望言語="やさしい日本語", 税情報利用同意="0"),
    )
    first, second = loaded(exports)[0].contacts().to_pylist()
    assert first.pop("sealed") == 'p1|{"電話番号":"093-000-0000"}'.encode()
    assert first == {
        "person": "p1",
        "prefers": "LINE",
        "language": None,
        "consent_notice": 1,
        "consent_tax": 2,
        "line": 1,
    }
    assert second == {
        "person": "p3",
        "prefers": None,
        "language": "やさしい日本語",
        "consent_notice": 2,
        "consent_tax": 0,
        "line": 2,
        "sealed": None,
    }


def test_of_two_contact_rows_the_later_stays_and_the_departed_have_none(exports: Path) -> None:
    ledger(
        exports,
        "16_連絡先.csv",
        contact("1", 希望言語="英語"),
        contact("1", 希望言語="日本語"),
        contact("9"),
        contact("8"),
        contact("", 希望言語="日本語"),
    )
    snapshot, told = loaded(exports)
    assert snapshot.contacts()["language"].to_pylist() == ["日本語"]
    assert marks(snapshot.set_aside()) == [
        (2, "ROW021", ""),
        (5, "ROW023", "宛名番号"),
        (6, "ROW005", "宛名番号"),
    ]
    assert told["files"][1]["rows"]["departed"] == 1


def company(number: str, **more: str) -> Row:
    return {
        "法人番号": number,
        "商号又は名称": "北九州商店",
        "行政区": "門司区",
        "所在地": "",
        "業種": "小売業",
        "従業員数": "12",
        "資本金": "10,000,000",
        "設立年月日": "1999-04-01",
        "代表者年齢": "",
    } | more


def test_companies_need_a_sound_number_and_stand_once(tmp_path: Path) -> None:
    ledger(
        tmp_path / "e",
        "20_法人.csv",
        company("8000020401005"),
        company("8000020401006"),
        company("８００００２０４０１００５", 従業員数="99"),
        company(""),
        encoding="utf-8-sig",
    )
    snapshot, _ = loaded(tmp_path / "e")
    [row] = snapshot.companies().to_pylist()
    assert (row["company"], row["employees"], row["capital"]) == ("8000020401005", 12, 10_000_000)
    assert (row["industry"], row["representative_age"]) == ("小売業", None)
    assert row["founded"] == days("1999-04-01")
    assert marks(snapshot.set_aside()) == [
        (3, "ROW040", "法人番号"),
        (4, "ROW041", "法人番号"),
        (5, "ROW005", "法人番号"),
    ]
