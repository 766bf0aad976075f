"""What the post office gets: a barcode in the window, letters counted and bundled, a price."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from sakimawari.problems import Problems
from sakimawari.reach.letters.barcode import BARS, CLEAR, POINTS, START, STOP, VALUES, barcode_of
from sakimawari.reach.letters.geometry import Area
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.order import Order
from sakimawari.reach.letters.post.bundles import bundles_of, by_area, by_code, grams_of, lying
from sakimawari.reach.letters.post.papers import hand_over
from sakimawari.reach.letters.post.tariff import Posting, tariff_on, yen_a_letter
from sakimawari.reach.letters.press import Batch, print_batch
from sakimawari.reach.letters.window import WINDOW_ZONE, Envelope
from sakimawari.reach.telling.offer import Language, Sender, Wording
from tests.reach.letters.pictures import DOTS_A_MILLIMETRE, Picture, cut, pages_of
from tests.reach.samples import ADDRESSEE, CHILD_ALLOWANCE, SCHOOL_AID, letter
from tests.reach.test_pages import FOREIGN_NAME

PITCH = 1.2 * POINTS / 10
AT_HOME = replace(ADDRESSEE, after_town="一丁目1番1号 コーポ髙﨑 101号")
FAR = replace(FOREIGN_NAME, after_town="西一丁目1234番地の56 1001号室")
NOWHERE = replace(ADDRESSEE, postal_code="", after_town="一丁目1番1号")
PRINTED = [
    letter(addressee=AT_HOME),
    letter(CHILD_ALLOWANCE, SCHOOL_AID, addressee=FAR, language=Language.EASY),
    letter(addressee=FAR, language=Language.ENGLISH),
    replace(letter(addressee=FAR), large=True),
    letter(addressee=NOWHERE),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Letter, Picture]]:
    """Letters with their first pages."""
    path = tmp_path_factory.mktemp("letters") / "1.pdf"
    batch = Batch(
        path=path,
        letters=tuple(replace(one, reference=f"{n:027d}") for n, one in enumerate(PRINTED)),
        answer_at="",
        printed_on=date(2026, 6, 1),
    )
    printed = print_batch(batch)
    pictures = pages_of(path)
    return [(one, pictures[p.page - 1]) for one, p in zip(PRINTED, printed, strict=True)]


def read_bars(picture: Picture) -> tuple[str, Area]:
    """The bars of a barcode in the lower part of the address, and where they stand.

    Looks for the lowest strip of ink in the window, and reads each bar by where its ink begins and
    ends.
    """
    zone = Area(x=18, y=12, width=86, height=44)
    dark = cut(picture, zone) < 128
    rows = np.flatnonzero(dark.any(axis=1))
    strips = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    top, bottom = int(strips[-1][0]), int(strips[-1][-1]) + 1
    strip = dark[top:bottom]
    columns = np.flatnonzero(strip.any(axis=0))
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    third = (bottom - top) / 3
    shapes = {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}
    bars = ""
    for group in groups:
        ink = np.flatnonzero(strip[:, group].any(axis=1))
        bars += shapes[bool(ink[0] < third / 2), bool(ink[-1] > 2.5 * third)]
    k = DOTS_A_MILLIMETRE
    area = Area(
        x=zone.x + columns[0] / k,
        y=zone.y + top / k,
        width=(columns[-1] + 1 - columns[0]) / k,
        height=(bottom - top) / k,
    )
    return bars, area


def characters_of(bars: str) -> list[str]:
    assert bars.startswith(START) and bars.endswith(STOP)
    named = {shape: character for character, shape in BARS.items()}
    body = bars[len(START) : -len(STOP)]
    return [named[body[at : at + 3]] for at in range(0, len(body), 3)]


def test_the_printed_barcode_reads_back_as_the_address(
    pages: list[tuple[Letter, Picture]],
) -> None:
    for one, picture in pages[:4]:
        made = barcode_of(one.addressee.postal_code, one.addressee.after_town)
        assert made is not None
        bars, area = read_bars(picture)
        assert characters_of(bars) == list(made.characters)
        assert sum(VALUES[character] for character in characters_of(bars)) % 19 == 0
        assert area.width == pytest.approx(66 * PITCH + PITCH / 2, abs=0.3)
        assert area.height == pytest.approx(3.6 * POINTS / 10, abs=0.3)


def test_the_barcode_keeps_its_white_and_stays_in_the_window(
    pages: list[tuple[Letter, Picture]],
) -> None:
    for _, picture in pages[:4]:
        _, bars = read_bars(picture)
        clear = CLEAR - 0.1
        around = cut(picture, bars, clear).copy()
        inner = round(clear * DOTS_A_MILLIMETRE)
        around[inner - 1 : 1 - inner, inner - 1 : 1 - inner] = 255
        assert (around > 200).all()
        assert bars.x - WINDOW_ZONE.x >= CLEAR - 0.1
        assert WINDOW_ZONE.x + WINDOW_ZONE.width - bars.x - bars.width >= CLEAR - 0.1
        assert WINDOW_ZONE.y + WINDOW_ZONE.height - bars.y - bars.height >= CLEAR - 0.1


def test_nothing_of_the_letter_but_the_address_shows_in_the_window(
    pages: list[tuple[Letter, Picture]],
) -> None:
    for _, picture in pages:
        right = Area(x=100.5, y=12, width=8, height=42)
        below = Area(x=20, y=52.3, width=82, height=4)
        left = Area(x=8, y=12, width=13.5, height=80)
        for empty in (right, below, left):
            assert (cut(picture, empty) > 200).all()


def test_without_a_postal_code_no_barcode_is_printed(
    pages: list[tuple[Letter, Picture]],
) -> None:
    bars, area = read_bars(pages[-1][1])
    assert len(bars) != 67
    assert area.height != pytest.approx(3.0, abs=0.05)


def test_an_envelopes_play_is_counted_against_its_window() -> None:
    zone = Area(x=22, y=14, width=67, height=38)
    tight = Envelope(
        name="長形3号", width=235, height=120, window=Area(x=18, y=10, width=100, height=70)
    )
    assert tight.clearance(zone) == pytest.approx(4.0)
    small = replace(tight, window=Area(x=20, y=12, width=90, height=45))
    assert small.clearance(zone) < CLEAR


# ---------------------------------------------------------------- sorting


def row(number: int, code: str, **more: Any) -> dict[str, Any]:
    return {
        "number": f"20260601-{number:05d}",
        "postal_code": code,
        "pages": 1,
        "barcode": bool(code),
        "file": f"{code[:3] or 'no-code'}/1.pdf",
        **more,
    }


def rows_of(*counted: tuple[str, int]) -> list[dict[str, Any]]:
    codes = [code for code, count in counted for _ in range(count)]
    return [row(number, code) for number, code in enumerate(codes, start=1)]


def test_letters_are_counted_by_three_and_by_seven_digits() -> None:
    letters = lying(rows_of(("8000001", 3), ("8000042", 2), ("8030802", 1), ("", 1)))
    assert [(c.code, c.letters, c.barcodes) for c in by_area(letters)] == [
        ("800", 5, 5),
        ("803", 1, 1),
        ("", 1, 0),
    ]
    assert [(c.code, c.letters) for c in by_code(letters)] == [
        ("8000001", 3),
        ("8000042", 2),
        ("8030802", 1),
        ("", 1),
    ]


def test_a_bundle_holds_a_hundred_of_one_area_and_one_weight() -> None:
    rows = rows_of(("8000001", 150), ("8030802", 20))
    rows += [row(171, "8000001", pages=2, file="800-large/1.pdf")]
    bundles = bundles_of(lying(rows))
    assert [(b.area, b.place, b.of, b.letters, b.pages) for b in bundles] == [
        ("800", 1, 2, 100, 1),
        ("800", 2, 2, 50, 1),
        ("803", 1, 1, 20, 1),
        ("800", 1, 1, 1, 2),
    ]
    assert (bundles[1].first, bundles[1].last) == ("20260601-00101", "20260601-00150")


@given(st.lists(st.tuples(st.sampled_from(["8000001", "8030802", ""]), st.integers(1, 250))))
def test_every_letter_lies_in_one_bundle(counted: list[tuple[str, int]]) -> None:
    rows = rows_of(*sorted(counted))
    bundles = bundles_of(lying(rows))
    assert sum(bundle.letters for bundle in bundles) == len(rows)
    assert all(1 <= bundle.letters <= 100 for bundle in bundles)


def test_two_sheets_stay_within_the_weight_of_a_letter() -> None:
    assert grams_of(2) <= tariff_on(date(2026, 6, 1)).most_grams


# ---------------------------------------------------------------- postage


@pytest.mark.parametrize(
    ("day", "yen"),
    [(date(2024, 9, 30), 84), (date(2024, 10, 1), 110), (date(2026, 11, 26), 110)],
)
def test_a_letter_costs_what_held_on_its_day(day: date, yen: int) -> None:
    assert tariff_on(day).letter_yen == yen


def test_before_the_first_known_price_there_is_none() -> None:
    with pytest.raises(Problems, match="REACH012"):
        tariff_on(date(2019, 9, 30))


@pytest.mark.parametrize(
    ("letters", "barcodes", "way", "yen"),
    [
        (999, 999, "plain", 109_890),
        (1_000, 999, "plain", 110_000),  # one address without a barcode: not enough with one
        (1_000, 1_000, "barcode", 106_700),
        (1_999, 1_999, "barcode", 213_294),  # 3 % of 219,890, rounded up
        (2_000, 2_000, "sorted", 206_800),  # 3 % by count and 3 % for the barcode
        (2_000, 0, "sorted", 213_400),
        (10_000, 10_000, "sorted", 1_023_000),
    ],
)
def test_discounts_begin_with_their_numbers(
    letters: int, barcodes: int, way: str, yen: int
) -> None:
    best = tariff_on(date(2026, 6, 1)).ways(Posting(letters=letters, barcodes=barcodes))[0]
    assert (best.name, best.yen) == (way, yen)


def test_three_days_more_make_sorted_letters_cheaper_and_others_not() -> None:
    tariff = tariff_on(date(2026, 6, 1))
    few, many = (Posting(letters=n, barcodes=n, slack=True) for n in (1_500, 2_000))
    assert tariff.ways(few)[0].yen == tariff.ways(replace(few, slack=False))[0].yen
    assert tariff.ways(many)[0].yen == 202_400


@given(st.integers(1, 200_000), st.floats(0, 1))
def test_no_way_costs_more_than_stamps(letters: int, share: float) -> None:
    posting = Posting(letters=letters, barcodes=int(letters * share))
    ways = tariff_on(date(2026, 6, 1)).ways(posting)
    assert ways[0].yen == min(way.yen for way in ways) <= letters * 110


def test_a_budget_reckons_with_a_letters_mean_price() -> None:
    assert yen_a_letter(date(2026, 6, 1), 100) == 110
    assert yen_a_letter(date(2026, 6, 1), 50_000) < 105


# ---------------------------------------------------------------- papers


def test_the_papers_tell_counts_and_codes_and_nobody(tmp_path: Path) -> None:
    order = Order(
        on=date(2026, 6, 1), sender=Sender(city=Wording(ja="八重崎市"), phone="000-000-0000")
    )
    postage = hand_over(tmp_path, rows_of(("8000001", 150), ("", 1)), order=order)
    assert (postage["way"], postage["yen"], postage["barcodes"]) == ("plain", 16_610, 150)
    folder = tmp_path / "post"
    table = list(csv.reader((folder / "areas.csv").read_text("utf-8-sig").splitlines()))
    assert table == [
        ["郵便区番号", "通数", "うちバーコード付"],
        ["800", "150", "150"],
        ["郵便番号なし", "1", "0"],
    ]
    reader = PdfReader(folder / "posting.pdf")
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for said in ("差出票", "151通", "束ね票", "束1/2", "100通", "16,610円", "割引なし"):
        assert said in text
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_after_the_day_to_look_again_the_sheet_says_so(tmp_path: Path) -> None:
    sender = Sender(city=Wording(ja="八重崎市"), phone="000-000-0000")
    later = Order(on=date(2027, 4, 1), sender=sender)
    hand_over(tmp_path, rows_of(("8000001", 1)), order=later)
    text = PdfReader(tmp_path / "post" / "posting.pdf").pages[0].extract_text()
    assert "新しい料金を確かめてください" in "".join(text.split())


def test_a_batch_without_letters_has_no_papers(tmp_path: Path) -> None:
    sender = Sender(city=Wording(ja="八重崎市"), phone="000-000-0000")
    postage = hand_over(tmp_path, [], order=Order(on=date(2026, 6, 1), sender=sender))
    assert postage["yen"] == 0
    assert not (tmp_path / "post").exists()
