"""A city adds a language with one file; a phrase it lacks or cannot fill is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.wording.phrasebook import phrasebooks_of, shipped_phrasebooks
from sakimawari.reach.wording.values import Errand
from sakimawari.reach.wording.writer import Writer, stock_of
from tests.edition import thirteen_services
from tests.reach.wording.stock import LINK, ON, SENDER, right

JAPANESE = (
    Path(__file__).resolve().parents[3] / "src/sakimawari/reach/wording/phrases/ja.yaml"
).read_text(encoding="utf-8")


def city_with(tmp_path: Path, text: str, name: str = "vi.yaml") -> Path:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_three_shipped_languages_say_the_same_phrases() -> None:
    books = shipped_phrasebooks()
    assert set(books) == {"ja", "easy", "en"}
    assert len({frozenset(book.phrases) for book in books.values()}) == 1
    assert len({frozenset(book.variants["b"]) for book in books.values()}) == 1


def test_a_city_speaks_a_language_more_with_one_file(tmp_path: Path) -> None:
    text = JAPANESE.replace("市からお知らせがあります。", "Thành phố có thông báo cho bạn.")
    home = city_with(tmp_path, text.replace("amounts: ja", "amounts: en"))
    stock = stock_of(thirteen_services(), SENDER, on=ON, home=home)
    said = Writer(stock=stock).write(
        Errand(rights=(right(),), medium=Medium.LINE, language="vi", link=LINK)
    )
    assert not said.fell_back
    assert "Thành phố có thông báo cho bạn." in said.text
    by_portal = Errand(rights=(right(),), medium=Medium.PORTAL, language="vi", link=LINK)
    reasons = Writer(stock=stock).write(by_portal).text
    assert "You bring up a child" in reasons  # a pack says it in English, not in Vietnamese yet


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (JAPANESE.replace("neutral_read:", "neutral_reads:"), "`neutral_read` is missing"),
        (JAPANESE.replace("neutral_read:", "neutral_reads:"), "near   neutral_read"),
        (JAPANESE.replace("{deadline}です", "{day}です"), "the slot {day}, which nobody fills"),
    ],
)
def test_a_phrase_that_cannot_be_said_is_named(tmp_path: Path, wrong: str, says: str) -> None:
    with pytest.raises(Problems, match="REACH092") as raised:
        phrasebooks_of(city_with(tmp_path, wrong))
    assert says in str(raised.value)


def test_a_file_whose_name_is_no_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="no tag of a language"):
        phrasebooks_of(city_with(tmp_path, JAPANESE, "Vietnamese.yaml"))
