"""Trials of words: one home hears one variant, whatever it is told of and in whichever plan."""

from __future__ import annotations

import pyarrow as pa

from sakimawari.reach.plans.drawing import Variants

HOMES = [f"home-{number % 200}" for number in range(600)]


def heard(seed: int = 0, names: tuple[str, ...] = ("a", "b", "c")) -> list[str]:
    people = pa.array([f"person-{number}" for number in range(len(HOMES))])
    return Variants(names=names, secret=b"city", seed=seed).of(pa.array(HOMES), people)


def test_all_of_a_home_hear_the_same_and_every_variant_is_heard() -> None:
    by_home: dict[str, set[str]] = {}
    for home, variant in zip(HOMES, heard(), strict=True):
        by_home.setdefault(home, set()).add(variant)
    assert all(len(variants) == 1 for variants in by_home.values())
    assert {next(iter(variants)) for variants in by_home.values()} == {"a", "b", "c"}


def test_the_next_plan_draws_the_same_and_another_seed_others() -> None:
    assert heard() == heard()
    assert heard(seed=1) != heard()


def test_without_a_trial_everybody_hears_the_main_words() -> None:
    assert set(heard(names=("a",))) == {"a"}


def test_who_lives_in_no_household_is_drawn_alone() -> None:
    alone = pa.array([""] * 64)
    people = pa.array([f"person-{number}" for number in range(64)])
    told = Variants(names=("a", "b"), secret=b"city", seed=0).of(alone, people)
    assert set(told) == {"a", "b"}
