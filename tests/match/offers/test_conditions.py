"""Hard conditions: both sides of every threshold, and what is not known is asked."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from sakimawari.match.offers.cells import term
from sakimawari.match.offers.conditions import judged, verdicts
from sakimawari.match.offers.rechecking import broken
from sakimawari.match.offers.values import Entry, Side, Times, Truth
from sakimawari.match.positions.points import Point
from tests.match.offers.town import DAY, drawn, need, offer

SMALL = "小売業、卸売業：5以下／その他：20以下"
SIZE = "卸売業：100以下または1億以下／その他：300以下または3億円以下"


def said(one: Entry, other: Entry) -> Truth:
    return min((each.truth for each in verdicts(one, other, DAY)), default=Truth.MET)


def firm(facts: Mapping[str, str]) -> Entry:
    return need(facts=facts)


def programme(fact: str, text: str) -> Entry:
    asked = term(fact, text)
    assert asked is not None
    return offer(terms=(asked,))


@pytest.mark.parametrize(
    ("facts", "truth"),
    [
        ({"従業員数": "20.0", "業種": "製造業"}, Truth.MET),
        ({"従業員数": "21.0", "業種": "製造業"}, Truth.BROKEN),
        ({"従業員数": "5.0", "業種": "小売業"}, Truth.MET),
        ({"従業員数": "6.0", "業種": "小売業"}, Truth.BROKEN),
        ({"従業員数": "6.0"}, Truth.ASK),  # decided by the industry, which is not known
        ({"従業員数": "5.0"}, Truth.MET),  # met whatever the industry
        ({"従業員数": "21.0"}, Truth.BROKEN),  # broken whatever the industry
        ({"業種": "小売業"}, Truth.ASK),
    ],
)
def test_a_bound_by_industry_is_judged_on_both_sides(facts: dict[str, str], truth: Truth) -> None:
    assert said(firm(facts), programme("従業員数", SMALL)) is truth


@pytest.mark.parametrize(
    ("facts", "truth"),
    [
        ({"従業員数": "301.0", "資本金": "300000000.0", "業種": "製造業"}, Truth.MET),
        ({"従業員数": "301.0", "資本金": "300000001.0", "業種": "製造業"}, Truth.BROKEN),
        ({"従業員数": "301.0", "業種": "製造業"}, Truth.ASK),
        ({"従業員数": "300.0", "業種": "製造業"}, Truth.MET),
        ({"従業員数": "101.0", "資本金": "100000001.0", "業種": "卸売業"}, Truth.BROKEN),
    ],
)
def test_one_of_two_figures_is_enough(facts: dict[str, str], truth: Truth) -> None:
    assert said(firm(facts), programme("従業員数または資本金", SIZE)) is truth


def test_a_firm_of_21_is_told_that_the_programme_takes_up_to_20() -> None:
    [verdict] = verdicts(firm({"従業員数": "21.0"}), programme("従業員数", "20人以下"), DAY)
    assert verdict.text == "従業員数が21です（対象は20人以下）"


@pytest.mark.parametrize(
    ("one", "other", "truth"),
    [
        ({"size": 20}, {"room": 20}, Truth.MET),
        ({"size": 21}, {"room": 20}, Truth.BROKEN),
        ({}, {"room": 20}, Truth.ASK),
        ({"asks_licences": frozenset({"保育士"})}, {"licences": frozenset()}, Truth.BROKEN),
        ({"asks_licences": frozenset({"保育士"})}, {}, Truth.ASK),
        ({"times": Times(end=540)}, {"times": Times(begin=540)}, Truth.BROKEN),
        ({"times": Times(end=541)}, {"times": Times(begin=540)}, Truth.MET),
        ({"times": Times(weekdays=frozenset({0}))}, {}, Truth.ASK),
        ({"times": Times(last=DAY)}, {"times": Times(first=DAY)}, Truth.MET),
        ({"shuns": frozenset({"O1"})}, {}, Truth.BROKEN),
        ({"shuns": frozenset({"O11"})}, {}, Truth.MET),
    ],
)
def test_conditions_hold_up_to_their_edge(
    one: dict[str, Any], other: dict[str, Any], truth: Truth
) -> None:
    assert said(need(**one), offer(**other)) is truth


def test_a_distance_counts_only_where_both_places_are_known() -> None:
    here, there = Point(34.86, 138.30), Point(34.86, 138.35)  # 4.6 km
    assert said(need(point=here, reach=4_000.0), offer(point=there)) is Truth.BROKEN
    assert said(need(point=here, reach=5_000.0), offer(point=there)) is Truth.MET
    assert said(need(point=here, reach=4_000.0), offer()) is Truth.ASK


def test_the_table_of_pairs_the_single_pair_and_the_examiner_agree() -> None:
    random = Random(3)
    needs = [drawn(random, Side.NEED, f"N{at}") for at in range(25)]
    offers = [drawn(random, Side.OFFER, f"O{at}") for at in range(25)]
    open_, counts = judged(needs, offers, DAY)
    assert min(counts.values()) > 0
    for at, one in enumerate(needs):
        for there, other in enumerate(offers):
            no = {v.condition for v in verdicts(one, other, DAY) if v.truth is Truth.BROKEN}
            assert no == broken(one, other, DAY)
            assert open_[at, there] == (not no)
