"""Every message keeps within its medium, and gives up first what costs its reader least."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.packs.messages import Messages
from sakimawari.problems import Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.offer import Wording
from sakimawari.reach.wording.measure import code_units, ems, fits, segments_of
from sakimawari.reach.wording.values import Errand, Manners, Stock
from sakimawari.reach.wording.writer import Writer
from tests.reach.wording.stock import LINK, OPEN, right, stock, written


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("あ" * 70, 1),
        ("あ" * 71, 2),
        ("あ" * 134, 2),
        ("あ" * 135, 3),
        ("a" * 69 + "あ", 1),  # one character beyond the alphabet, and all count as such
        ("€" * 80, 1),  # an escape before each
        ("€" * 81, 2),
        ("𠮷" * 35, 1),  # beyond the first plane each counts twice
        ("𠮷" * 36, 2),
    ],
)
def test_text_messages_are_counted_as_carriers_do(text: str, segments: int) -> None:
    assert segments_of(text) == segments


def test_width_and_code_units_are_not_characters() -> None:
    assert ems("市ab") == 2.0
    assert code_units("𠮷a") == 3


def test_what_to_do_next_goes_before_the_last_day_and_the_link_never() -> None:
    words = {"child-allowance": replace(OPEN, names={"easy": "子どもの お金（" + "あ" * 40 + "）"})}
    said = written(medium=Medium.SMS, language="easy", words=words)
    assert said.segments <= 2
    assert said.dropped[0] == "next"
    assert LINK in said.text


def test_a_link_stands_alone_so_that_it_can_be_tapped() -> None:
    said = written(medium=Medium.SMS, words={"child-allowance": OPEN})
    assert f"{LINK} 電話" in said.text


def test_a_name_too_long_for_its_subject_gives_way() -> None:
    words = {"child-allowance": replace(OPEN, names={"easy": "な" * 50})}
    said = written(medium=Medium.EMAIL, language="easy", words=words)
    assert said.subject == "大切な お知らせが あります"


def test_where_even_the_least_does_not_fit_nothing_is_cut_off() -> None:
    whole = stock()
    long = replace(whole, sender=replace(whole.sender, city=Wording(ja="市" * 200)))
    with pytest.raises(Problems, match="REACH091"):
        Writer(stock=long).write(Errand(rights=(right(),), medium=Medium.SMS, link=LINK))


@given(
    count=st.integers(1, 12),
    medium=st.sampled_from(list(Medium)),
    language=st.sampled_from(["ja", "easy", "en", "vi"]),
    segments=st.integers(2, 5),
    name=st.text("制度名（）あア ", min_size=1, max_size=60),
)
def test_whatever_is_told_fits(
    count: int, medium: Medium, language: str, segments: int, name: str
) -> None:
    manners = Manners(sms_segments=segments)
    words = {slug: Messages(shows=True, names={"easy": name, "en": name}) for slug in _WHOLE.told}
    said = Writer(stock=stock_with(words, manners)).write(
        Errand(
            rights=tuple(right(slug) for slug in list(_WHOLE.told)[:count]),
            medium=medium,
            language=language,
            link=LINK,
        )
    )
    assert fits(said.subject, said.text, medium, manners)
    assert set(said.services) | set(said.unnamed) == set(list(_WHOLE.told)[:count])


_WHOLE = stock()


def stock_with(words: dict[str, Messages], manners: Manners) -> Stock:
    """The edition's stock with other words, without loading it again."""
    told = {
        slug: replace(one, service=replace(one.service, messages=words[slug]))
        for slug, one in _WHOLE.told.items()
    }
    return replace(_WHOLE, told=told, manners=manners)
