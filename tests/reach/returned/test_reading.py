"""A slip is read as a careful person would: surely, or not at all."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from sakimawari.reach.addressing.reference import new_reference
from sakimawari.reach.letters.geometry import Answer, Kind
from sakimawari.reach.returned.fields import Found
from sakimawari.reach.returned.intake import Gray
from tests.reach.returned import paper
from tests.reach.returned.pen import Written, choice, photographed, said, turned


def test_a_ticked_box_is_a_yes_and_the_other_service_stays_open() -> None:
    read = Written().tick("yes").read()
    assert (choice(read).value, choice(read).found) == ("yes", Found.READ)
    assert (choice(read, 1).found, choice(read, 1).why) == (Found.DOUBTFUL, "open")


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 3, 141])
def test_a_slip_is_read_however_it_lies(degrees: float) -> None:
    read = Written().tick("no").tick("yes", 1).read(turned(degrees, background=30))
    assert (choice(read).value, choice(read, 1).value) == ("no", "yes")
    assert read.look == ()


def test_a_photograph_askew_and_half_in_shadow_is_read() -> None:
    written = Written().tick("yes").tick("no", 1).digits("電話番号", "09012345678")
    read = written.read(photographed)
    assert (choice(read).value, choice(read, 1).value) == ("yes", "no")
    assert said(read, "電話番号").value == "09012345678"


def test_two_ticks_for_one_service_are_for_a_person() -> None:
    assert choice(Written().tick("yes").tick("no").read()).why == "several"


def test_a_blackened_box_is_for_a_person_for_it_may_be_a_tick_taken_back() -> None:
    written = Written()
    a = written.box("yes").area
    for step in range(12):
        y = a.y + 0.3 + step * 0.32
        written.line((a.x + 0.2, y), (a.x + 4.0, y))
    assert choice(written.read()).why == "blackened"


def with_a_question() -> Written:
    """The slip, with a question about the first service: one of two kinds."""
    slip = paper.slip()
    question = [
        dataclasses.replace(
            box,
            kind=Kind.FIELD,
            answer=Answer.CATEGORY,
            area=dataclasses.replace(box.area, x=box.area.x - 55),
            field="種別",
            option=kind,
        )
        for box, kind in zip(slip.boxes[:2], ("通院", "入院"), strict=True)
    ]
    return Written(dataclasses.replace(slip, boxes=(*slip.boxes, *question)))


def test_a_question_without_a_tick_is_for_a_person_unless_its_service_was_declined() -> None:
    wanted = said(with_a_question().tick("yes").read(), "種別")
    assert (wanted.found, wanted.why) == (Found.DOUBTFUL, "open")
    assert said(with_a_question().tick("no").read(), "種別").found is Found.BLANK
    answered = said(with_a_question().tick("yes").tick("通院").read(), "種別")
    assert (answered.found, answered.value) == (Found.READ, "通院")


def test_a_line_through_a_ticked_box_and_its_words_is_for_a_person() -> None:
    written = Written().tick("yes")
    a = written.box("yes").area
    written.line((a.x - 2, a.y + 2.1), (a.x + 14, a.y + 2.3))
    assert choice(written.read()).why == "struck"


def test_a_tick_beside_the_box_is_for_a_person() -> None:
    written = Written()
    a = written.box("yes").area
    written.line((a.x - 1.3, a.y), (a.x - 1.2, a.y + 2.4), (a.x - 0.5, a.y - 1))
    assert choice(written.read()).found is Found.DOUBTFUL


def test_a_tick_hardly_to_be_seen_is_not_taken_for_an_empty_box() -> None:
    written = Written().tick("no").tick("yes", black=215)
    assert choice(written.read()).found is Found.DOUBTFUL


def test_a_large_tick_that_swings_over_its_neighbour_stays_with_its_own_box() -> None:
    written = Written().tick("no")
    a = written.box("yes", 1).area
    written.line((a.x + 0.5, a.y + 1.5), (a.x + 1.6, a.y + 3.6), (a.x + 5.2, a.y - 5.6))
    read = written.read()
    assert (choice(read).value, choice(read, 1).value) == ("no", "yes")


def test_digits_are_read_and_a_day_that_is_none_is_for_a_person() -> None:
    written = Written().digits("電話番号", "0931234567").digits("人数", "12", right=True)
    written.digits("希望日", "2026", "year").digits("希望日", "2", "month", right=True)
    read = written.digits("希望日", "30", "day").read()
    assert said(read, "電話番号").value == "0931234567"
    assert said(read, "人数").value == "12"
    assert said(read, "希望日").why == "date"


def test_a_telephone_number_with_a_digit_missing_is_for_a_person() -> None:
    assert said(Written().digits("電話番号", "090123456").read(), "電話番号").why == "phone"


def test_free_writing_is_a_suggestion_and_never_taken() -> None:
    written = Written()
    a = written.field("学校名").area
    written.line((a.x + 4, a.y + 2), (a.x + 9, a.y + 6)).line(
        (a.x + 9, a.y + 2), (a.x + 4, a.y + 6)
    )
    assert (said(written.read(), "学校名").found, said(written.read(), "学校名").why) == (
        Found.DOUBTFUL,
        "free",
    )


def test_a_pen_on_what_was_printed_is_for_a_person() -> None:
    clean = Written().tick("yes").read()
    assert said(clean, "氏名").found is Found.PRINTED
    written = Written().tick("yes")
    a = written.field("氏名").area
    written.line((a.x + 1, a.y + 3), (a.x + 25, a.y + 3.2))
    assert said(written.read(), "氏名").why == "corrected"


def test_a_note_in_the_margin_brings_the_whole_slip_before_a_person() -> None:
    written = Written().tick("yes").tick("no", 1)
    for step in range(6):
        written.line((40 + step * 5, 288), (42 + step * 5, 291), (44 + step * 5, 287))
    read = written.read()
    assert read.look == ("note",)
    assert not read.sure


def test_a_signature_is_only_asked_whether_it_is_there() -> None:
    written = Written()
    a = written.field("署名").area
    written.line(*((a.x + 3 + step, a.y + 3 + 5 * (step % 2)) for step in range(30)))
    [signature] = [one for one in written.read().fields if one.kind is Kind.SIGNATURE]
    assert signature.value == "✓"


def test_an_empty_slip_is_for_a_person() -> None:
    assert "nothing" in Written().read().look


# ---------------------------------------------------------------- set aside


def test_a_page_without_a_code_is_set_aside_and_read_by_its_typed_reference() -> None:
    written = Written().tick("yes")
    code = written.slip.code

    def hidden(page: Gray) -> Gray:
        top, left = round((code.y - written.slip.slip.y) * 10), round(code.x * 10)
        page = page.copy()
        page[top : top + 200, left : left + 200] = 255
        return page

    refused = written.read(hidden)
    assert refused.why is not None
    assert refused.why.id == "SCAN011"
    assert choice(written.read(hidden, typed=written.slip.reference)).value == "yes"


def test_a_code_of_another_city_is_set_aside() -> None:
    other = new_reference(lambda count: bytes(range(1, count + 1)))
    written = Written(paper.slip(other))
    written.slip = dataclasses.replace(written.slip, reference=paper.REFERENCE)
    why = written.read().why
    assert why is not None
    assert why.id == "SCAN014"


def test_a_slip_cut_through_its_marks_is_set_aside_or_for_a_person() -> None:
    written = Written().tick("yes")

    def cut(page: Gray) -> Gray:
        return np.ascontiguousarray(page[:, : page.shape[1] * 2 // 5])

    assert written.read(cut).why is not None

    def corner(page: Gray) -> Gray:
        page = page.copy()
        cv2.rectangle(page, (0, 0), (260, 260), 255, -1)
        return page

    read = written.read(corner)
    assert read.laid is not None
    assert read.laid.marks == 3
    assert choice(read).value == "yes"
