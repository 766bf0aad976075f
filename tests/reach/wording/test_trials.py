"""Variants are drawn by household, and none is called better before its time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.reach.wording.trials.drawing import Trial
from sakimawari.reach.wording.trials.intervals import difference, sample_needed, share
from sakimawari.reach.wording.trials.outcome import HELD_OUT, Count, Finding, outcome_of

HOUSEHOLDS = [f"household-{number}" for number in range(20_000)]


def trial(name: str = "first", variants: tuple[str, ...] = ("a", "b"), key: bytes = b"k") -> Trial:
    return Trial(name=name, variants=variants, planned=1000, secret=key)


def test_a_household_hears_one_variant_whoever_of_it_is_told_and_whenever() -> None:
    assert list(trial().variants_of(HOUSEHOLDS)) == list(trial().variants_of(HOUSEHOLDS))


def test_variants_are_told_equally_often() -> None:
    counted = Counter(trial(variants=("a", "b", "c")).variants_of(HOUSEHOLDS))
    assert all(abs(count - 6667) < 250 for count in counted.values())


def test_one_trial_says_nothing_of_the_next_and_nobody_foretells_it_without_the_key() -> None:
    first = list(trial().variants_of(HOUSEHOLDS))
    for other in (trial(name="second"), trial(key=b"other")):
        same = sum(
            one == two for one, two in zip(first, other.variants_of(HOUSEHOLDS), strict=True)
        )
        assert abs(same - 10_000) < 300


@pytest.mark.parametrize("variants", [("a",), ("a", "a")])
def test_a_trial_compares_different_variants(variants: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="different variants"):
        trial(variants=variants)


def test_intervals_are_those_of_the_books() -> None:
    # Newcombe 1998: 15 of 148 by Wilson; 56 of 70 against 48 of 80 by his method 10.
    wilson = share(15, 148)
    assert (round(wilson.low, 4), round(wilson.high, 4)) == (0.0624, 0.1605)
    newcombe = difference((56, 70), (48, 80))
    assert (round(newcombe.low, 4), round(newcombe.high, 4)) == (0.0524, 0.3339)
    assert sample_needed(0.12, 0.03) == pytest.approx(2033, abs=5)


@given(hits=st.integers(0, 500), more=st.integers(0, 500))
def test_an_interval_holds_its_share_and_stays_a_share(hits: int, more: int) -> None:
    found = share(hits, hits + more)
    assert 0 <= found.low <= found.estimate <= found.high or hits + more == 0
    assert found.high <= 1


def counts(a: tuple[int, int], b: tuple[int, int]) -> list[Count]:
    return [
        Count(variant="a", contacted=a[0], replied=a[1]),
        Count(variant="b", contacted=b[0], replied=b[1]),
    ]


def test_no_winner_is_declared_before_the_planned_number_is_told() -> None:
    early = outcome_of(counts((999, 100), (1000, 300)), planned=1000)
    assert not early.is_ripe
    assert early.rows[1].finding is Finding.TOO_EARLY
    ripe = outcome_of(counts((1000, 100), (1000, 300)), planned=1000)
    assert ripe.rows[1].finding is Finding.BETTER


def test_what_chance_makes_is_no_difference() -> None:
    outcome = outcome_of(counts((1000, 120), (1000, 128)), planned=1000)
    assert outcome.rows[1].finding is Finding.NO_DIFFERENCE
    worse = outcome_of(counts((1000, 200), (1000, 100)), planned=1000)
    assert worse.rows[1].finding is Finding.WORSE


def test_those_held_out_say_what_telling_brings_at_all() -> None:
    held = Count(variant=HELD_OUT, contacted=500, replied=10)
    outcome = outcome_of([*counts((1000, 100), (1000, 110)), held], planned=1000)
    assert outcome.held_out is not None
    for row in outcome.rows:
        assert row.than_held_out is not None and row.than_held_out.leaves_out_zero


def test_a_third_variant_makes_each_comparison_stricter() -> None:
    two = counts((1000, 100), (1000, 128))
    three = [*two, Count(variant="c", contacted=1000, replied=100)]
    narrow, wide = outcome_of(two, planned=1).rows[1], outcome_of(three, planned=1).rows[1]
    assert narrow.than_main is not None and wide.than_main is not None
    assert wide.than_main.low < narrow.than_main.low
