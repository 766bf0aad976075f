"""The printed page itself: it fits, it can be read by people, machines and screen readers."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pylopdf_fonts_jp
import pytest
import zxingcpp
from pypdf import PdfReader

from sakimawari.packs.pack import Gives
from sakimawari.problems import Problems
from sakimawari.reach.letters.glyphs import characters_of, shown
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.press import Batch, Printed, print_batch
from sakimawari.reach.letters.presses import print_all
from sakimawari.reach.letters.room import fitting, spare_height
from sakimawari.reach.letters.sheet import put_into_words
from sakimawari.reach.letters.typeset import Overflow, Page, Typesetter, printable, printed_on
from sakimawari.reach.telling.offer import Amount, FormField, Language, Offer, Paper, Wording
from sakimawari.rules.outcome import Status
from tests.reach.samples import (
    ADDRESSEE,
    CHILD_ALLOWANCE,
    REFERENCE,
    SCHOOL_AID,
    WRITTEN_ON,
    letter,
)

MILLIMETRE = 72 / 25.4
LONG_WINDED = Offer(
    service="long-winded",
    name=Wording(ja="高額療養費の自己負担限度額の適用区分（国民健康保険・後期高齢者医療）"),
    status=Status.UNKNOWN,
    summary=Wording(ja="医療費の自己負担が高額になったときに、限度額を超えた分を払い戻します" * 2),
    amount=Amount(low=57_600, high=252_600, unit="円/月（限度額の定額部分）"),
    tier="ア～オ",
    gives=Gives.CHARGE,
    deadline=date(2026, 5, 1),
    late=Wording(ja="診療の月の翌月から2年を過ぎると時効により支給されません"),
    reasons=(Wording(ja="世帯主および国民健康保険の被保険者の所得がすべて申告されている"),) * 6,
    questions=(Wording(ja="昨年の所得について、申告がお済みでない方はいらっしゃいますか"),) * 4,
    papers=(Paper(name="世帯全員の所得証明書または課税証明書", held=True),) * 4,
    fields=tuple(
        FormField(label=f"記号番号その{n}", source="fact", value="12-34") for n in range(20)
    ),
    department="保険年金課",
)
FOREIGN_NAME = replace(
    ADDRESSEE,
    name="アレクサンドラ マリア ゴンサレス デ ラ クルス ロドリゲス",
    address=(
        "八重崎市中央区大字東長尾字北谷上ノ原西一丁目1234番地の56",
        "グランドメゾン八重崎セントラルパークサイドレジデンス壱番館 1001号室",
    ),
)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(printed_on=printed_on(WRITTEN_ON))


def page_of(one: Letter) -> Page:
    attempt = next(fitting(one))
    return Page(sheet=attempt.sheet, code=one.reference, breath=attempt.breath)


def text_of(pdf: bytes, page: int = 0) -> str:
    return "".join(PdfReader(BytesIO(pdf)).pages[page].extract_text().split())


def first_channel(png: bytes) -> np.ndarray[Any, Any]:
    """The first channel of a PNG of 8-bit channels: all of a picture that is grey."""
    place, data, width, height = 8, b"", 0, 0
    while place < len(png):
        size, kind = struct.unpack_from(">I4s", png, place)
        body = png[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body)
        if kind == b"IDAT":
            data += body
        place += size + 12
    raw = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, -1)
    channels = (raw.shape[1] - 1) // width
    rows = [[0] * width]
    for line in raw:
        rows.append(unfiltered(int(line[0]), line[1::channels].tolist(), rows[-1]))
    return np.array(rows[1:], np.uint8)


def unfiltered(kind: int, line: list[int], above: list[int]) -> list[int]:
    """A row of a PNG without its filter (RFC 2083, 6)."""
    row: list[int] = []
    left = corner = 0
    for value, up in zip(line, above, strict=True):
        guess = (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]
        left, corner = (value + guess) % 256, up
        row.append(left)
    return row


def paeth(left: int, up: int, corner: int) -> int:
    return min((left, up, corner), key=lambda near: abs(left + up - corner - near))


def test_the_code_on_the_page_holds_the_reference_and_nothing_else(typesetter: Typesetter) -> None:
    picture = first_channel(typesetter.picture(page_of(letter()), dots_per_inch=100))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == REFERENCE


def test_the_text_of_a_letter_can_be_taken_from_the_file(typesetter: Typesetter) -> None:
    text = text_of(typesetter.pdf([page_of(letter())]))
    for said in (
        "〒802-0001",
        "𠮷田髙﨑子様",
        "月額25,000円を受け取れる見込みです",
        "令和8年6月15日（月）まで",
        "課税証明書（市が確認します）",
        "申請します",
        "希望しません",
    ):
        assert said in text


def test_a_letter_is_a_tagged_accessible_document_with_language_and_title(
    typesetter: Typesetter,
) -> None:
    reader = PdfReader(BytesIO(typesetter.pdf([page_of(letter())])))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("ja")
    assert reader.metadata is not None
    assert reader.metadata.title == "お知らせ"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_the_same_letter_printed_twice_is_the_same_file(typesetter: Typesetter) -> None:
    pages = [page_of(letter()), page_of(letter(SCHOOL_AID, language=Language.EASY))]
    assert typesetter.pdf(pages) == Typesetter(printed_on=printed_on(WRITTEN_ON)).pdf(pages)


@pytest.mark.parametrize("addressee", [ADDRESSEE, FOREIGN_NAME], ids=["usual", "long"])
def test_name_and_address_stand_in_the_window_of_the_envelope(
    typesetter: Typesetter, addressee: Any
) -> None:
    page = PdfReader(BytesIO(typesetter.pdf([page_of(letter(addressee=addressee))]))).pages[0]
    height = float(page.mediabox.height)
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, around: list[float], place: list[float], font: Any, size: Any) -> None:
        across = place[4] * around[0] + place[5] * around[2] + around[4]
        up = place[4] * around[1] + place[5] * around[3] + around[5]
        for part in ("〒802", "様"):
            if part in text:
                found.setdefault(part, (across, height - up))

    page.extract_text(visitor_text=note)
    for across, down in found.values():
        assert 20 * MILLIMETRE <= across <= 108 * MILLIMETRE
        assert 12 * MILLIMETRE <= down <= 55 * MILLIMETRE
    assert set(found) == {"〒802", "様"}


def test_more_than_fits_is_left_for_the_next_letter_with_a_line_that_says_so() -> None:
    offers = [replace(SCHOOL_AID, service=f"s{n}", name=Wording(ja=f"制度{n}")) for n in range(8)]
    attempt = next(fitting(letter(*offers)))
    listed = len(attempt.letter.offers)
    assert 3 <= listed < 8
    assert [offer.service for offer in attempt.letter.offers] == [f"s{n}" for n in range(listed)]
    assert attempt.letter.further == 8 - listed
    assert f"このほかに{8 - listed}件" in attempt.sheet.further


def test_four_ordinary_services_fit_one_page(typesetter: Typesetter) -> None:
    offers = [
        CHILD_ALLOWANCE,
        SCHOOL_AID,
        *(replace(CHILD_ALLOWANCE, subjects=(), fields=()),) * 2,
    ]
    attempt = next(fitting(letter(*offers)))
    assert len(attempt.letter.offers) == 4
    pdf = typesetter.pdf([Page(sheet=attempt.sheet, code=REFERENCE, breath=attempt.breath)])
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_a_sheet_that_says_too_much_is_refused_not_clipped(typesetter: Typesetter) -> None:
    whole = put_into_words(letter(*(replace(SCHOOL_AID, service=f"s{n}") for n in range(9))))
    assert spare_height(whole) < 0
    good = page_of(letter())
    with pytest.raises(Overflow) as refused:
        typesetter.pdf([good, Page(sheet=whole, code=REFERENCE)])
    assert refused.value.index == 1


def batch_of(path: Path, *letters: Letter) -> Batch:
    return Batch(path=path, letters=letters, answer_at="", printed_on=WRITTEN_ON)


def test_every_letter_of_a_batch_has_its_page_however_long_its_words(tmp_path: Path) -> None:
    letters = [
        letter(language=Language.ENGLISH),
        letter(LONG_WINDED, addressee=FOREIGN_NAME),
        letter(LONG_WINDED, SCHOOL_AID, CHILD_ALLOWANCE, LONG_WINDED, addressee=FOREIGN_NAME),
        letter(CHILD_ALLOWANCE, SCHOOL_AID, language=Language.EASY),
    ]
    letters = [replace(one, reference=f"{n}" * 27) for n, one in enumerate(letters)]
    path = tmp_path / "門司区" / "1.pdf"
    printed = print_batch(batch_of(path, *letters))
    assert [one.page for one in printed] == [1, 2, 3, 4]
    assert path.stat().st_mode & 0o077 == 0
    pdf = path.read_bytes()
    assert len(PdfReader(BytesIO(pdf)).pages) == 4
    for number, (one, made) in enumerate(zip(letters, printed, strict=True)):
        text = text_of(pdf, number)
        assert one.offers[0].name.ja in text
        assert len(made.services) + made.further == len(one.offers)
        assert "確認書" in text or "紙" in text or "Replyslip" in text


def test_a_letter_that_fits_no_page_is_reported_and_the_others_are_printed(tmp_path: Path) -> None:
    endless = replace(LONG_WINDED, name=Wording(ja="長い名前の制度" * 200))
    printed = print_batch(batch_of(tmp_path / "1.pdf", letter(endless), letter()))
    assert [one.page for one in printed] == [0, 1]


def test_several_workers_print_what_one_prints_in_the_same_order(tmp_path: Path) -> None:
    def run(workers: int) -> list[tuple[Printed, ...]]:
        folder = tmp_path / str(workers)
        batches = (
            batch_of(folder / f"{n}.pdf", replace(letter(), reference=f"{n}" * 27))
            for n in range(3)
        )
        return list(print_all(batches, workers=workers))

    assert run(1) == run(2)
    for number in range(3):
        one, two = (tmp_path / str(workers) / f"{number}.pdf" for workers in (1, 2))
        assert one.read_bytes() == two.read_bytes()


def test_where_no_processes_are_to_be_had_one_prints_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError("no semaphores")

    monkeypatch.setattr("sakimawari.reach.letters.presses.ProcessPoolExecutor", refused)
    printed = list(print_all([batch_of(tmp_path / "1.pdf", letter())], workers=2))
    assert [one.page for (one,) in printed] == [1]


def test_names_with_rare_characters_are_shown_and_what_the_font_lacks_becomes_a_mark() -> None:
    assert shown("髙﨑𠮷渡邉\U000e0101", printable()) == "髙﨑𠮷渡邉"
    assert shown("\U0002b740山\n田", printable()) == "〓山\n田"


def test_a_missing_character_is_noted_on_the_letter(tmp_path: Path) -> None:
    rare = replace(ADDRESSEE, name="\U0002b740山 花子")
    path = tmp_path / "1.pdf"
    (printed,) = print_batch(batch_of(path, letter(addressee=rare)))
    assert printed.missing_glyph
    assert "〓山花子様" in text_of(path.read_bytes())
    assert "〓は、この印刷で表せない文字です" in text_of(path.read_bytes())


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "font.otf"
    path.write_bytes(b"OTTO" + bytes(20))
    with pytest.raises(Problems, match="REACH005"):
        characters_of(path)
    assert len(characters_of(pylopdf_fonts_jp.sans_path())) > 10_000
