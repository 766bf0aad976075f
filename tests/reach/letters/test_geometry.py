"""Where everything stands on a slip: said by the typesetter, found again in the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from sakimawari.reach.letters.geometry import (
    MARK_MODULES,
    MARK_PATTERNS,
    Answer,
    Box,
    Corner,
    Kind,
    Reads,
    SlipGeometry,
)
from sakimawari.reach.letters.press import Batch, print_batch
from sakimawari.reach.letters.slips_store import slip_of_reference, slips_of, write_slips
from sakimawari.reach.telling.offer import FormField, Language
from sakimawari.rules.tree import Kind as FactKind
from tests.reach.letters.pictures import Picture, cut, ink_box, marks_found, pages_of
from tests.reach.samples import ADDRESSEE, CHILD_ALLOWANCE, SCHOOL_AID, letter

ASKED = replace(
    CHILD_ALLOWANCE,
    fields=(
        FormField(label="振込先口座"),
        FormField(label="公務員であるか", kind=FactKind.TRUTH),
        FormField(label="月の収入", kind=FactKind.NUMBER, unit="円"),
        FormField(label="要介護状態区分", kind=FactKind.CATEGORY, labels=("要支援1", "要介護1")),
        FormField(label="基礎年金番号"),
        FormField(label="心配なこと"),
    ),
)
UNKNOWN = replace(ADDRESSEE, phone="", kana="", birth=None)
LETTERS = [
    letter(),
    letter(CHILD_ALLOWANCE, SCHOOL_AID, language=Language.EASY),
    letter(ASKED, addressee=UNKNOWN, language=Language.ENGLISH),
    letter(ASKED, addressee=UNKNOWN),
    replace(letter(ASKED, addressee=UNKNOWN), large=True),
    replace(letter(ASKED, SCHOOL_AID, language=Language.EASY), large=True),
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[SlipGeometry], list[Picture]]:
    """Slips, and the pages they stand on."""
    path = tmp_path_factory.mktemp("letters") / "1.pdf"
    letters = tuple(replace(one, reference=f"{n:027d}") for n, one in enumerate(LETTERS))
    done = print_batch(Batch(path=path, letters=letters, answer_at="", printed_on=date(2026, 6, 1)))
    slips = [one.slip for one in done if one.slip is not None]
    pages = pages_of(path)
    assert len(slips) == len(LETTERS)
    return slips, [pages[slip.page - 1] for slip in slips]


def boxes_of(slips: Iterable[SlipGeometry], kind: Kind) -> Iterator[Box]:
    return (box for slip in slips for box in slip.boxes if box.kind is kind)


def test_the_four_marks_are_found_where_they_are_said_to_stand(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    for slip, picture in zip(*printed, strict=True):
        found = marks_found(picture)
        for mark in slip.marks:
            assert found[mark.corner] == pytest.approx((mark.area.x, mark.area.y), abs=0.2)
            assert slip.slip.y < mark.area.y
            assert (cut(picture, mark.area, 1.0)[:5] > 200).all()  # white around it


def test_the_code_lies_exactly_where_it_is_said_to_and_names_the_letter(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    for slip, picture in zip(*printed, strict=True):
        (code,) = zxingcpp.read_barcodes(cut(picture, slip.code, 3.0))
        assert code.text == slip.reference
        ink = ink_box(picture, slip.code, 2.5)
        assert (ink.x, ink.y) == pytest.approx((slip.code.x, slip.code.y), abs=0.2)
        assert ink.width == pytest.approx(slip.code.width, abs=0.3)


def test_every_tick_box_is_a_frame_around_white(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    for slip, picture in zip(*printed, strict=True):
        ticks = [box for box in slip.boxes if box.reads is Reads.TICK]
        assert ticks
        for box in ticks:
            ink = ink_box(picture, box.area, 0.6)
            assert (ink.x, ink.y) == pytest.approx((box.area.x, box.area.y), abs=0.35)
            assert (cut(picture, box.area, -0.7) > 250).all()


def test_every_cell_is_white_between_its_lines(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    for slip, picture in zip(*printed, strict=True):
        for box in slip.boxes:
            if not box.cells:
                continue
            assert box.area.x + box.area.width <= slip.page_width - 15
            for cell in box.cell_areas():
                assert (cut(picture, cell, -0.5) > 250).all()
                assert (cut(picture, cell, 0.3) < 250).any()


def test_an_open_line_is_white_and_a_printed_field_is_not(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    for slip, picture in zip(*printed, strict=True):
        for box in slip.boxes:
            if box.reads in {Reads.TEXT, Reads.INK} and not box.printed:
                assert (cut(picture, box.area, -0.6) > 250).all()
            if box.printed:
                assert (cut(picture, box.area, -0.5) < 100).any()


def test_no_two_boxes_overlap_and_all_lie_on_the_slip(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    for slip, _ in zip(*printed, strict=True):
        for n, one in enumerate(slip.boxes):
            assert one.area.y >= slip.slip.y
            assert one.area.y + one.area.height <= slip.page_height
            for other in slip.boxes[n + 1 :]:
                apart = (
                    one.area.x + one.area.width <= other.area.x + 0.01
                    or other.area.x + other.area.width <= one.area.x + 0.01
                    or one.area.y + one.area.height <= other.area.y + 0.01
                    or other.area.y + other.area.height <= one.area.y + 0.01
                )
                assert apart, (one.field, one.part, other.field, other.part)


def test_each_service_has_a_yes_and_a_no(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    slip = printed[0][1]
    choices = [(b.service, b.offer, b.option) for b in boxes_of([slip], Kind.CHOICE)]
    assert choices == [
        ("child-allowance", 0, "yes"),
        ("child-allowance", 0, "no"),
        ("school-aid", 1, "yes"),
        ("school-aid", 1, "no"),
    ]


def test_an_empty_field_takes_the_answer_its_name_or_fact_asks_for(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    fields = {box.field: box.answer for box in printed[0][4].boxes}
    assert fields["電話番号"] is Answer.PHONE
    assert fields["カナ"] is Answer.KANA
    assert fields["生年月日"] is Answer.DATE
    assert fields["振込先口座"] is Answer.ACCOUNT
    assert fields["公務員であるか"] is Answer.TRUTH
    assert fields["月の収入"] is Answer.NUMBER
    assert fields["記入日"] is Answer.DATE
    assert fields["署名"] is Answer.SIGNATURE
    account = [(b.part, b.option, b.cells) for b in printed[0][4].boxes if b.field == "振込先口座"]
    assert ("number", "", 7) in account
    assert {part for part, _, _ in account} == {"bank", "branch", "type", "number", "holder"}


def test_a_slip_turned_and_photographed_aslant_still_shows_its_marks(
    printed: tuple[list[SlipGeometry], list[Picture]],
) -> None:
    slip, page = printed[0][1], printed[1][1]
    part = cut(page, slip.slip)
    height, width = part.shape
    corners = [[90, 160], [width - 60, 40], [0, height + 120], [width + 80, height + 60]]
    aslant = np.array(corners, np.float32)
    level = np.array([[0, 0], [width, 0], [0, height], [width, height]], np.float32)
    warp = cv2.getPerspectiveTransform(level, aslant)
    size = (width + 160, height + 240)
    photo = cv2.warpPerspective(part, warp, size, borderValue=235)
    upside_down = cv2.rotate(cv2.GaussianBlur(photo, (5, 5), 0), cv2.ROTATE_180)
    for seen in (photo, upside_down):
        assert set(marks_found(np.asarray(seen, np.uint8))) == set(Corner)


def turned(pattern: int) -> int:
    side = range(MARK_MODULES)
    bit = {(r, c): pattern >> (15 - 4 * r - c) & 1 for r in side for c in side}
    return sum(bit[3 - c, r] << (15 - 4 * r - c) for r in side for c in side)


def test_marks_differ_in_eight_modules_however_they_are_turned() -> None:
    ways: list[int] = []
    for pattern in MARK_PATTERNS.values():
        ways.append(pattern)
        for _ in range(3):
            ways.append(turned(ways[-1]))
    for n, one in enumerate(ways):
        for other in ways[n + 1 :]:
            assert (one ^ other).bit_count() >= 8


def test_geometry_is_kept_and_found_by_its_reference(
    tmp_path: Path, printed: tuple[list[SlipGeometry], list[Picture]]
) -> None:
    folder = tmp_path / "letters" / "batch-1"
    folder.mkdir(parents=True)
    write_slips(folder, [replace(slip, file="a/1.pdf") for slip in printed[0]])
    slip = printed[0][3]
    kept = slip_of_reference(tmp_path, slip.reference)
    assert kept is not None
    assert (kept.batch, kept.file, kept.page) == ("batch-1", "a/1.pdf", slip.page)
    for before, after in zip(slip.boxes, kept.boxes, strict=True):
        assert after.area.x == pytest.approx(before.area.x, abs=0.006)
        assert replace(after, area=before.area) == before
    assert slip_of_reference(tmp_path, "unknown") is None
    assert set(slips_of(tmp_path, ["unknown", slip.reference])) == {slip.reference}
    assert (folder / "slips.parquet").stat().st_mode & 0o077 == 0


def test_no_value_that_was_printed_is_kept(tmp_path: Path) -> None:
    one = letter()
    (done,) = print_batch(
        Batch(path=tmp_path / "1.pdf", letters=(one,), answer_at="", printed_on=date(2026, 6, 1))
    )
    kept = repr(done.slip)
    for personal in ("髙﨑", "浅野", "090-", "ヨシダ", "平成2年"):
        assert personal not in kept
