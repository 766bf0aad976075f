"""The one box of the search takes what people write for what it is."""

from __future__ import annotations

from datetime import date

import pytest

from sakimawari.console.staff.search.query import Typed, Unreadable, query_of, typed_in
from sakimawari.registry.directory.values import Query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("福田 瞳", Query(name="福田 瞳")),
        ("ふくだ 1985-08-29", Query(name="ふくだ", born=date(1985, 8, 29))),
        ("福田　S60.8.29", Query(name="福田", born=date(1985, 8, 29))),
        ("昭和60年8月29日", Query(born=date(1985, 8, 29))),
        ("１９８５０８２９", Query(born=date(1985, 8, 29))),
        ("0001234567", Query(number="0001234567")),
        ("090-1234-5678", Query(phone="09012345678")),
        ("0931234567", Query(phone="0931234567")),
        ("20269999", Query(number="20269999")),
    ],
)
def test_a_word_is_a_name_a_day_a_telephone_or_a_number(text: str, query: Query) -> None:
    assert query_of(typed_in({"q": text})) == query


def test_a_field_of_its_own_goes_before_the_box() -> None:
    typed = typed_in({"q": "福田 1985-08-29", "born": "1990-01-02", "ward": "門司区"})
    assert query_of(typed) == Query(name="福田", born=date(1990, 1, 2), ward="門司区")


@pytest.mark.parametrize("text", ["1985-02-30", "きのう", "99999999"])
def test_a_birth_date_that_is_none_is_named_and_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable) as raised:
        query_of(Typed(born=text))
    assert raised.value.field == "born"


def test_nothing_typed_is_nothing_asked() -> None:
    assert not typed_in({"q": "  ", "name": ""}).anything
