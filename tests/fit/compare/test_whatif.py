"""Figures supposed otherwise: what is understood, and what is refused with a way out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.fit.compare.whatif import changed, read_what_if
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.problems import Problems
from tests.fit.compare.town import LIMIT, write_pack
from tests.packs.specimens import GOOD


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_packs([write_pack(tmp_path_factory.mktemp("rules"))])


def value(rules: Catalogue, text: str, on: date = date(2026, 10, 1), name: str = "限度額") -> int:
    after = changed(rules, [read_what_if(text, rules)]).parameters[name].on(on)
    assert after is not None
    assert after.value is not None
    return after.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("限度額 +10%", 2_200_000),
        ("限度額+10%", 2_200_000),
        ("P.限度額 ＋１０％", 2_200_000),
        ("限度額 -2.5%", 1_950_000),
        ("限度額 +0.00005%", LIMIT + 1),
        ("限度額 +0.00002%", LIMIT),
        ("限度額 +10000円", 2_010_000),
        ("限度額 -1万円", 1_990_000),
        ("限度額 = 2,300,000", 2_300_000),
        ("限度額 =2300000円", 2_300_000),
        ("限度額 = 230万円", 2_300_000),
    ],
)
def test_a_change_is_understood(rules: Catalogue, text: str, expected: int) -> None:
    assert value(rules, text) == expected


@pytest.mark.parametrize("text", ["限度額 +1円 from 2027-04-01", "限度額 +1円 2027-04-01から"])
def test_a_change_from_a_date_leaves_the_day_before_alone(rules: Catalogue, text: str) -> None:
    assert value(rules, text, date(2027, 3, 31)) == LIMIT
    assert value(rules, text, date(2027, 4, 1)) == LIMIT + 1


def test_without_a_date_it_is_as_if_it_had_always_been_so(rules: Catalogue) -> None:
    assert value(rules, "限度額 +1円", date(2020, 4, 1)) == LIMIT + 1


def test_changes_follow_one_another(rules: Catalogue) -> None:
    both = [read_what_if(text, rules) for text in ("限度額 +10%", "限度額 +1円")]
    assert changed(rules, both).parameters["限度額"].values[0].value == 2_200_001


@pytest.mark.parametrize(
    ("text", "id", "says"),
    [
        ("限度額", "COMP001", "is not a change"),
        ("限度額 10%", "COMP001", "is not a change"),
        ("限度額 +10% from 2027-02-30", "COMP001", "2027-02-30"),
        ("限度頷 +10%", "COMP002", "near   限度額"),
        ("限度額 +10", "COMP003", "10円, or 10%"),
        ("限度額 +10人", "COMP003", "円"),
        ("限度額 +1.5円", "COMP003", "whole number"),
        ("限度額 = たくさん", "COMP003", "たくさん"),
        ("限度額 +-5%", "COMP003", "percentage"),
        ("限度額 -2000001円", "COMP005", "less than zero"),
        ("限度額 = 99999999999999999", "COMP003", None),
    ],
)
def test_a_near_miss_is_refused_in_words(
    rules: Catalogue, text: str, id: str, says: str | None
) -> None:
    with pytest.raises(Problems, match=id) as raised:
        changed(rules, [read_what_if(text, rules)])
    assert says is None or says in str(raised.value)


def test_a_date_before_the_first_value_changes_those_that_follow(rules: Catalogue) -> None:
    assert value(rules, "限度額 +1円 from 2019-04-01") == LIMIT + 1


def test_a_repealed_figure_has_nothing_to_add_to_but_can_be_set() -> None:
    rules = load_packs([GOOD])
    with pytest.raises(Problems, match="COMP004"):
        changed(rules, [read_what_if("子育て祝金額 +1円 from 2028-05-01", rules)])
    set_again = "子育て祝金額 = 7000円 from 2028-05-01"
    assert value(rules, set_again, date(2028, 5, 1), "子育て祝金額") == 7_000


def test_a_table_is_not_a_single_figure() -> None:
    rules = load_packs([GOOD])
    with pytest.raises(Problems, match="COMP002") as raised:
        read_what_if("祝金 +10%", rules)
    assert "table" in str(raised.value)


def test_a_figure_too_large_to_compute_with_is_refused(tmp_path: Path) -> None:
    rules = load_packs([write_pack(tmp_path, amount="P.月額 * 1000000000")])
    with pytest.raises(Problems, match="RULE031"):
        changed(rules, [read_what_if("月額 = 900億円", rules)])
