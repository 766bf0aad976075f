"""A first look at a change reads some households, and reads each of them as the whole would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sakimawari.fit.compare.outcomes import Outcome
from sakimawari.fit.compare.sample import chosen_units
from tests.fit.compare.town import LIMIT, Desk, Member

Found = Callable[..., Desk]


def test_households_are_taken_evenly_from_the_first_to_the_last() -> None:
    assert chosen_units(10, 5).tolist() == [0, 2, 4, 6, 8]
    assert chosen_units(7, 3).tolist() == [0, 2, 4]


def test_no_more_are_taken_than_there_are() -> None:
    assert chosen_units(4, 4).tolist() == chosen_units(4, 9).tolist() == [0, 1, 2, 3]


def test_a_sample_counts_its_households_and_no_others(desk: Found) -> None:
    city = desk([[Member(income=LIMIT + 1)], [Member()]] * 20)
    whole = city.supposing("限度額 +1円")
    half = city.supposing("限度額 +1円", households=20)
    assert (whole.sampled, whole.residents) == (None, 40)
    assert (half.sampled, half.households, half.residents) == (20, 40, 20)
    assert whole.impacts[0].counts[Outcome.GAIN] == 20
    assert half.impacts[0].counts[Outcome.GAIN] == 20  # every second household is one of them


def test_a_sample_of_all_is_the_whole(desk: Found) -> None:
    city = desk([[Member(income=LIMIT + at % 3)] for at in range(12)])
    whole = city.supposing("限度額 +1円")
    same = city.supposing("限度額 +1円", households=12)
    assert replace(same, seconds={}, compiled=0) == replace(whole, seconds={}, compiled=0)
