"""Town, ward and city are shown together, and no difference between them tells of a few people."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sakimawari.fit.compare.suppression import FEWEST, Hidden, Parts, hidden_in

TOWNS = st.integers(0, 12)
CITIES = st.lists(st.lists(TOWNS, min_size=1, max_size=4), min_size=1, max_size=3)


def city_of(wards: list[list[int]]) -> dict[str, dict[str, tuple[int, ...]]]:
    return {
        f"w{at}": {f"t{number}": (count,) for number, count in enumerate(towns)}
        for at, towns in enumerate(wards)
    }


def cities_that_look_so(
    counts: Parts, hidden: Hidden, most: int
) -> list[dict[tuple[str, str], int]]:
    """Every city that shows the same numbers, each hidden town with 0 to `most` people."""
    towns = [(ward, town) for ward, inside in counts.items() for town in inside]
    known = {place: counts[place[0]][place[1]][0] for place in towns if place not in hidden.parts}
    unknown = [place for place in towns if place in hidden.parts]
    total = sum(each[0] for inside in counts.values() for each in inside.values())
    wards = {ward: sum(each[0] for each in inside.values()) for ward, inside in counts.items()}
    found = []
    for guess in product(range(most + 1), repeat=len(unknown)):
        city = {**known, **dict(zip(unknown, guess, strict=True))}
        sums = {ward: sum(n for (w, _), n in city.items() if w == ward) for ward in counts}
        if not hidden.whole and sum(city.values()) != total:
            continue
        if all(sums[ward] == wards[ward] for ward in counts if ward not in hidden.groups):
            found.append(city)
    return found


@given(CITIES)
def test_what_is_few_is_hidden_and_what_is_shown_is_not_few(wards: list[list[int]]) -> None:
    counts = city_of(wards)
    hidden = hidden_in(counts)
    for ward, inside in counts.items():
        for town, (count,) in inside.items():
            assert (ward, town) in hidden.parts or count == 0 or count >= FEWEST
        if ward not in hidden.groups:
            assert sum(n for (n,) in inside.values()) not in range(1, FEWEST)


@given(st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=3), min_size=1, max_size=2))
def test_for_every_town_with_a_few_people_the_page_may_mean_five_or_more(
    wards: list[list[int]],
) -> None:
    counts = city_of(wards)
    hidden = hidden_in(counts)
    few = {
        (ward, town)
        for ward, inside in counts.items()
        for town, (count,) in inside.items()
        if 0 < count < FEWEST
    }
    if not few:
        return
    possible = cities_that_look_so(counts, hidden, most=12)
    for place in few:
        values = {city[place] for city in possible}
        assert len(values) > 1
        assert max(values) >= FEWEST


def test_a_ward_hidden_for_the_sake_of_another_hides_a_town_too() -> None:
    counts = city_of([[3, 0], [8, 9], [30, 40]])
    hidden = hidden_in(counts)
    assert hidden.groups == {"w0", "w1"}
    assert ("w1", "t0") in hidden.parts
    assert ("w1", "t1") not in hidden.parts
    assert not any(ward == "w2" for ward, _ in hidden.parts)


def test_the_second_count_of_a_place_is_protected_with_the_first() -> None:
    counts = {"w": {"a": (50, 2), "b": (60, 0), "c": (70, 9)}}
    hidden = hidden_in(counts)
    assert hidden.parts == {("w", "a"), ("w", "c")}
    assert not hidden.groups


def test_near_miss_nothing_is_hidden_where_nobody_stands_alone() -> None:
    assert hidden_in(city_of([[5, 0], [0, 6], [7, 8]])) == Hidden()


def test_what_is_hidden_beside_stays_hidden_and_takes_company() -> None:
    counts = city_of([[50, 60, 70]])
    beside = Hidden(parts=frozenset({("w0", "t0")}))
    assert hidden_in(counts, beside).parts == {("w0", "t0"), ("w0", "t1")}
