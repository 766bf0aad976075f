"""Shares by group come with their doubt, hide the few, and mark only what chance hardly explains."""

from __future__ import annotations

import pytest

from sakimawari.match.fairness.effects import by_group, effect_of, told
from sakimawari.match.fairness.groups import TOGETHER, Measure, compare
from sakimawari.match.fairness.intervals import difference, wilson
from sakimawari.match.fairness.writing import data_of, words_of

ADMITTED = Measure(id="admitted", name="内定", outcomes=frozenset({"in"}))


def people(**counts: tuple[int, int]) -> tuple[dict[str, str], dict[str, str]]:
    groups, outcomes = {}, {}
    for name, (reached, total) in counts.items():
        for at in range(total):
            groups[f"{name}{at}"] = name
            outcomes[f"{name}{at}"] = "in" if at < reached else "out"
    return groups, outcomes


def test_wilsons_interval_is_the_published_one_and_says_nothing_of_nobody() -> None:
    found = wilson(10, 20)
    assert (found.low, found.high) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)
    assert wilson(0, 10).low == 0.0
    apart = difference((56, 70), (48, 80))  # Newcombe 1998, table II (a), method 10
    assert (apart.low, apart.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_a_small_group_is_hidden_and_cannot_be_reckoned_from_the_others() -> None:
    groups, outcomes = people(東区=(20, 40), 西区=(10, 30), 島=(1, 2))
    [found] = compare({"区": groups}, outcomes, [ADMITTED])
    assert [share.group for share in found.shares] == ["東区", TOGETHER]
    assert found.shares[1].people == 32


def test_groups_large_enough_stand_alone() -> None:
    groups, outcomes = people(東区=(20, 40), 西区=(10, 30), 南区=(3, 5))
    [found] = compare({"区": groups}, outcomes, [ADMITTED])
    assert {share.group for share in found.shares} == {"東区", "西区", "南区"}


def test_only_a_difference_beyond_chance_is_marked() -> None:
    groups, outcomes = people(東区=(60, 100), 西区=(55, 100), 南区=(20, 100))
    found = compare({"区": groups}, outcomes, [ADMITTED])
    assert {share.group for share in found[0].shares if share.notable} >= {"南区"}
    assert "南区" in words_of(found)[0]
    even, same = people(東区=(60, 100), 西区=(57, 100))
    calm = compare({"区": even}, same, [ADMITTED])
    assert data_of(calm)["words"] == ["偶然では説明しにくい差は、どの区分にもありません。"]


def test_the_effect_of_a_rule_is_who_fares_otherwise_without_it() -> None:
    with_it = {"1": ("A", 1), "2": ("", 99), "3": ("B", 2), "4": ("B", 1)}
    without = {"1": ("", 99), "2": ("A", 1), "3": ("B", 2)}
    effect = effect_of("きょうだい加点3点", with_it, without)
    assert (effect.better_without, effect.worse_without) == (("2",), ("1",))
    assert told(effect).startswith("きょうだい加点3点がなければ、2人の結果が変わります")
    assert by_group(effect, {"1": "東区", "2": "東区"}) == {"東区": (None, None)}  # fewer than five
