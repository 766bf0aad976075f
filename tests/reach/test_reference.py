"""References of letters: opaque, whole, and forgiving to the reader."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.problems import Problems
from sakimawari.reach.addressing.reference import (
    ALPHABET,
    LENGTH,
    grouped,
    new_reference,
    read_reference,
)

bytes_drawn = st.binary(min_size=16, max_size=16)


def drawn(raw: bytes) -> str:
    return new_reference(lambda size: raw[:size])


@given(bytes_drawn)
def test_a_reference_is_read_back_however_it_is_typed(raw: bytes) -> None:
    reference = drawn(raw)
    assert len(reference) == LENGTH
    assert read_reference(grouped(reference).lower()) == reference
    assert read_reference(reference.replace("0", "O").replace("1", "l")) == reference


@given(bytes_drawn, bytes_drawn)
def test_different_bits_give_different_references(one: bytes, other: bytes) -> None:
    assert (drawn(one) == drawn(other)) == (one == other)


@given(bytes_drawn, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(raw: bytes, place: int, character: str) -> None:
    reference = drawn(raw)
    if reference[place] == character:
        return
    wrong = reference[:place] + character + reference[place + 1 :]
    with pytest.raises(Problems) as refused:
        read_reference(wrong)
    assert refused.value.found[0].id == "REACH001"
    assert wrong not in str(refused.value)


def test_nearly_every_swap_of_neighbours_is_noticed() -> None:
    unnoticed = 0
    swaps = 0
    for _ in range(200):
        reference = new_reference(secrets.token_bytes)
        for place in range(LENGTH - 1):
            first, second = reference[place], reference[place + 1]
            if first != second:
                swaps += 1
                swapped = reference[:place] + second + first + reference[place + 2 :]
                unnoticed += reads(swapped)
    assert unnoticed / swaps < 0.01


def reads(text: str) -> bool:
    try:
        read_reference(text)
    except Problems:
        return False
    return True


@pytest.mark.parametrize("text", ["", "0", "U" * LENGTH, "0" * (LENGTH + 1), "照会番号"])
def test_what_cannot_be_a_reference_is_refused(text: str) -> None:
    assert not reads(text)
