"""Files come in from strangers: each page is opened within bounds, or told with its reason."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from sakimawari.reach.returned import intake
from sakimawari.reach.returned.intake import Picture, Unreadable, pages_of


def encoded(format: str, *pages: Image.Image, **how: object) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, format, **how)  # type: ignore[arg-type]
    return out.getvalue()


def page(shade: int = 255, size: tuple[int, int] = (600, 800)) -> Image.Image:
    return Image.new("L", size, shade)


def ids(content: bytes) -> list[str]:
    return [one.why.id for one in pages_of(content) if isinstance(one, Unreadable)]


@pytest.mark.parametrize("format", ["TIFF", "PDF"])
def test_each_page_of_a_stack_comes_by_its_number(format: str) -> None:
    stack = encoded(format, page(), save_all=True, append_images=[page(200), page(100)])
    found = [one for one in pages_of(stack) if isinstance(one, Picture)]
    assert [one.number for one in found] == [1, 2, 3]
    assert [round(float(one.gray.mean()), -1) for one in found] == [260, 200, 100]


def test_a_photograph_is_turned_as_it_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    [found] = pages_of(encoded("JPEG", page(size=(900, 500)), exif=exif))
    assert isinstance(found, Picture)
    assert found.gray.shape == (900, 500)


def test_a_page_of_many_points_is_made_smaller() -> None:
    [found] = pages_of(encoded("PNG", page(size=(5000, 7000))))
    assert isinstance(found, Picture)
    assert found.gray.size <= intake.ENOUGH_POINTS * 1.31


def test_a_picture_that_would_swell_is_told_and_not_decoded() -> None:
    def part(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(b"\0" * 999))
    assert ids(bomb + part(b"IEND", b"")) in (["SCAN004"], ["SCAN003"])


@pytest.mark.parametrize(
    ("content", "id"),
    [
        (b"", "SCAN001"),
        (b"PK\x03\x04 a document", "SCAN002"),
        (b"%PDF-1.7\nnothing of it", "SCAN003"),
        (b"\xff\xd8\xff\xe0 broken", "SCAN003"),
        (b"II*\0\x08\0\0\0\xff\xff", "SCAN003"),
    ],
)
def test_whatever_is_no_picture_of_paper_is_told_and_never_raised(content: bytes, id: str) -> None:
    assert ids(content) == [id]


def test_a_page_cut_off_is_told_and_the_others_are_read() -> None:
    whole = encoded("TIFF", page(), save_all=True, append_images=[page(90)])
    found = list(pages_of(whole[: len(whole) - 200_000]))
    assert found
    assert any(isinstance(one, Unreadable) for one in found)


def test_the_pages_above_the_bound_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_PAGES", 2)
    stack = encoded("TIFF", page(), save_all=True, append_images=[page(), page()])
    assert ids(stack) == ["SCAN005"]


def test_sixteen_bits_and_transparency_come_as_gray() -> None:
    deep = Image.fromarray(np.full((300, 300), 30_000, np.uint16))
    [found] = pages_of(encoded("PNG", deep))
    assert isinstance(found, Picture)
    [clear] = pages_of(encoded("PNG", Image.new("RGBA", (300, 300), (0, 0, 0, 0))))
    assert isinstance(clear, Picture)
    assert clear.gray.min() == 255
