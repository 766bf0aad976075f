"""How empty fields are written in: the right shape for each, and never beyond the slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.reach.letters.entries import Entry, Writing, answer_of
from sakimawari.reach.letters.geometry import Answer, Reads
from sakimawari.reach.letters.measures import LARGE, TEXT_WIDTH, USUAL, Measures
from sakimawari.reach.letters.words import PHRASES
from sakimawari.reach.telling.offer import FormField, Language
from sakimawari.rules.tree import Kind

LANGUAGES, SIZES = st.sampled_from(list(Language)), st.sampled_from([USUAL, LARGE])
LABELS = st.text("あア亜名日番号電話カナ（）・A1 ", min_size=1, max_size=40)
KINDS = st.sampled_from([None, *Kind])


def written(
    field: FormField, language: Language = Language.JAPANESE, size: Measures = USUAL
) -> Entry:
    return Writing(measures=size, language=language, phrases=PHRASES[language]).entry(field)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("電話番号", Answer.PHONE),
        ("連絡のつく電話番号", Answer.PHONE),
        ("保護者の氏名と電話番号", Answer.TEXT),  # two things
        ("氏名（フリガナ）", Answer.KANA),
        ("子の名と読み方", Answer.TEXT),
        ("初診日", Answer.DATE),
        ("訪問の希望日", Answer.TEXT),  # may be several
        ("耐震改修・取壊しの日", Answer.TEXT),
        ("振込先口座", Answer.ACCOUNT),
        ("日本を離れた後の住所と外国の口座", Answer.TEXT),
        ("基礎年金番号", Answer.CODE),
        ("基礎年金番号または個人番号", Answer.TEXT),  # ten digits or twelve
        ("在留カードの番号", Answer.TEXT),  # letters too
        ("心配なこと", Answer.TEXT),
    ],
)
def test_a_field_left_to_the_resident_is_known_by_its_name(name: str, answer: Answer) -> None:
    assert answer_of(FormField(label=name)) is answer


def test_what_a_rule_reads_goes_before_the_name() -> None:
    assert answer_of(FormField(label="前に受けた日", kind=Kind.CATEGORY)) is Answer.CATEGORY
    assert answer_of(FormField(label="床面積", kind=Kind.NUMBER, decimals=2)) is Answer.TEXT


@given(LABELS, KINDS, LANGUAGES, SIZES, st.lists(LABELS, min_size=1, max_size=9))
def test_no_part_leaves_the_slip_or_its_own_field(
    label: str, kind: Kind | None, language: Language, size: Measures, labels: list[str]
) -> None:
    entry = written(
        FormField(label=label, kind=kind, labels=tuple(labels), unit="円"), language, size
    )
    assert entry.parts
    for part in entry.parts:
        assert part.area.x >= 0
        assert part.area.y >= 0
        assert part.area.x + part.area.width <= TEXT_WIDTH + 0.01
        assert part.area.y + part.area.height <= entry.height + 0.01
    for one, other in zip(entry.parts, entry.parts[1:], strict=False):
        same_row = abs(one.area.y - other.area.y) < size.row / 2
        assert not same_row or one.area.x + one.area.width <= other.area.x


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [USUAL, LARGE], ids=["usual", "large"])
def test_an_account_has_all_its_parts_in_every_language_and_size(
    language: Language, size: Measures
) -> None:
    entry = written(FormField(label="振込先口座"), language, size)
    parts = [(part.part, part.cells > 0) for part in entry.parts]
    assert parts[:2] == [("bank", False), ("branch", False)]
    assert {("number", True), ("holder", True), ("type", False)} <= set(parts)
    assert all(part.area.x + part.area.width <= TEXT_WIDTH for part in entry.parts)
    assert all(part.area.width >= 25 for part in entry.parts if part.reads is Reads.TEXT)


def test_a_birthday_knows_the_eras_of_the_living_and_a_foreigner_the_common_one() -> None:
    born = written(FormField(label="生年月日", source="生年月日"))
    assert [part.option for part in born.parts if part.part == "era"] == [
        "大正",
        "昭和",
        "平成",
        "令和",
    ]
    english = written(FormField(label="Date of birth", source="生年月日"), Language.ENGLISH)
    assert [part.cells for part in english.parts] == [4, 2, 2]


def test_cells_are_as_wide_as_a_hand_writes() -> None:
    for each in (USUAL, LARGE):
        assert each.cell_width >= 5.5
        assert each.cell_height >= 7.0
        assert each.tick >= 4.5
    assert LARGE.points >= 14
