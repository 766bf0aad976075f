"""Papers handed in: known by content, bounded, and without what a photograph tells besides."""

from __future__ import annotations

import struct
import zlib

import pytest

from sakimawari.cases.papers import JPEG, LARGEST_BYTES, PDF, PNG, read_paper
from sakimawari.problems import Problems

PLAIN_PDF = b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + data + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, place: bytes) -> bytes:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0" + place)


def jpeg(width: int = 16, height: int = 16, *more: bytes) -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34\xff\xd9"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0" + b"\0" * 9) + b"".join(more) + frame + scan


def refused(content: bytes) -> str:
    with pytest.raises(Problems) as raised:
        read_paper(content)
    return raised.value.found[0].id


@pytest.mark.parametrize(
    ("content", "media"),
    [(PLAIN_PDF, PDF), (png(), PNG), (jpeg(), JPEG)],
    ids=["pdf", "png", "jpeg"],
)
def test_pdf_png_and_jpeg_are_taken_by_their_content(content: bytes, media: str) -> None:
    assert read_paper(content).media == media


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\0", b"<html><script>", b"PK\x03\x04", b"GIF89a", b"\0\0\0\x20ftypheic", b"text"],
)
def test_anything_else_is_refused_whatever_it_is_called(content: bytes) -> None:
    assert refused(content) == "APPL011"


def test_an_empty_or_too_large_paper_is_refused() -> None:
    assert refused(b"") == "APPL010"
    assert refused(PLAIN_PDF + b"\0" * LARGEST_BYTES) == "APPL010"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN_PDF[:-8],
        png()[:-6],
        jpeg()[:-2],
        b"\xff\xd8\xff\xe0\xff\xff",
        png().replace(b"IDAT", b"IDAX"),
    ],
)
def test_a_damaged_paper_is_refused(content: bytes) -> None:
    assert refused(content) == "APPL012"


@pytest.mark.parametrize("content", [png(30_000, 1), png(20_000, 20_000), jpeg(12_000, 12_000)])
def test_a_picture_larger_than_a_decoder_should_hold_is_refused(content: bytes) -> None:
    assert refused(content) == "APPL012"


@pytest.mark.parametrize(
    "name", [b"/JavaScript", b"/JS (x)", b"/Launch", b"/EmbeddedFile", b"/Encrypt 3 0 R"]
)
def test_a_pdf_that_acts_or_is_locked_is_refused(name: bytes) -> None:
    assert refused(PLAIN_PDF.replace(b"/Type", name + b" /Type")) == "APPL013"


def test_what_a_photograph_tells_besides_the_picture_is_left_out() -> None:
    kept = read_paper(jpeg(16, 16, exif(1, b"33.88N 130.87E"), segment(0xFE, b"remark"))).content
    assert b"33.88N" not in kept
    assert b"remark" not in kept
    assert b"\x12\x34\xff\xd9" in kept
    text = read_paper(png(2, 2, chunk(b"tEXt", b"Author\0name"))).content
    assert b"Author" not in text


def test_how_a_picture_is_to_be_turned_stays() -> None:
    kept = read_paper(jpeg(16, 16, exif(6, b"33.88N"))).content
    assert b"Exif" in kept
    assert b"33.88N" not in kept
    assert read_paper(kept).content == kept
