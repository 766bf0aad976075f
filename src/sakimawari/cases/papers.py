"""A paper handed in: known by its content, never by its name; looked at, never run.

PDF, JPEG and PNG are taken. What a photograph tells besides the picture (place, camera, remarks) is
left out before it is kept; how it is to be turned stays. A picture is bounded by what a decoder
would have to hold in memory, a PDF must hold nothing that acts on its own.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.problems import Problems, fault

LARGEST_BYTES = 10_000_000
MOST_PIXELS = 60_000_000  # 180 MB once decoded
LONGEST_SIDE = 20_000

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"}
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_ORIENTATION = 0x0112
_MARKERS_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xDA)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PICTURE_DATA = {0xDB, 0xC4, 0xDD, 0xE0, 0xEE, *_FRAMES}  # tables, frames, JFIF, Adobe's colours
_START_OF_SCAN, _END_OF_IMAGE, _EXIF = 0xDA, 0xD9, 0xE1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper as it will be kept: its media type and content."""

    media: str
    content: bytes


def read_paper(content: bytes) -> Sheet:
    """A paper from what was uploaded.

    APPL010: empty or larger than 10 MB. APPL011: neither PDF nor JPEG nor PNG. APPL012: damaged, or
    larger than a decoder should hold. APPL013: a PDF that is locked or holds something that acts.
    """
    if not content or len(content) > LARGEST_BYTES:
        raise fault(
            "APPL010",
            f"the paper is empty or larger than {LARGEST_BYTES // 1_000_000} MB",
            "photograph it again in a smaller size, or hand it in page by page",
        )
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return Sheet(media=JPEG, content=_jpeg(content))
    if content.startswith(_PNG_SIGNATURE):
        return Sheet(media=PNG, content=_png(content))
    raise fault(
        "APPL011",
        "the paper is neither a PDF nor a JPEG or PNG picture",
        "save it as PDF or JPEG; a telephone does so when set to the most compatible format",
    )


def _damaged(why: str) -> Problems:
    return fault("APPL012", f"the paper cannot be read: {why}", "photograph or scan it again")


# ---------------------------------------------------------------- PDF


def _pdf(content: bytes) -> Sheet:
    if b"%%EOF" not in content[-2048:]:
        raise _damaged("its end is missing")
    if _ENCRYPTED.search(content) or _ACTIVE.search(content):
        raise fault(
            "APPL013",
            "the PDF is locked, or holds a program, a file or a form that acts on its own",
            "print it to a new PDF, or hand in a picture of it",
        )
    return Sheet(media=PDF, content=content)


# ---------------------------------------------------------------- JPEG


def _jpeg(content: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    size = None
    for marker, part in _segments(content):
        if marker in _FRAMES:
            size = _frame_size(part)
        if marker == _EXIF and (turned := _orientation(part)):
            kept.append(_exif_of(turned))
        elif marker == _START_OF_SCAN or marker in _PICTURE_DATA:
            kept.append(part)
    _check_size(size)
    return b"".join(kept)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment with its marker; the last is the scan with all that follows it."""
    at = 2
    while True:
        if at + 4 > len(content) or content[at] != 0xFF:
            raise _damaged("a part of the picture is missing")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _START_OF_SCAN:
            end = content.rfind(b"\xff\xd9")
            if end < at:
                raise _damaged("its end is missing")
            yield marker, content[at : end + 2]
            return
        if marker in _MARKERS_WITHOUT_LENGTH:
            at += 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(content):
            raise _damaged("a part of the picture is missing")
        yield marker, content[at : at + 2 + length]
        at += 2 + length


def _frame_size(part: bytes) -> tuple[int, int]:
    if len(part) < 9:
        raise _damaged("its size is missing")
    height, width = struct.unpack(">HH", part[5:9])
    return width, height


def _orientation(part: bytes) -> int:
    """How the picture is to be turned (2 to 8), or 0 where it says nothing."""
    exif = part[4:]
    if not exif.startswith(b"Exif\0\0") or len(exif) < 20:
        return 0
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(min(count, 64)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + entry * 12)
            if tag == _ORIENTATION:
                return value if 2 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _exif_of(turned: int) -> bytes:
    """A segment that says how the picture is turned and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
    tiff = b"MM\0*\0\0\0\x08" + b"\0\x01" + entry + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


# ---------------------------------------------------------------- PNG


def _png(content: bytes) -> bytes:
    kept = [_PNG_SIGNATURE]
    at, kinds = len(_PNG_SIGNATURE), set()
    while at < len(content):
        if at + 12 > len(content):
            raise _damaged("a part of the picture is missing")
        length = int.from_bytes(content[at : at + 4], "big")
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise _damaged("a part of the picture is missing")
        part = content[at:end]
        if int.from_bytes(part[-4:], "big") != zlib.crc32(part[4:-4]):
            raise _damaged("a part of the picture is altered")
        if kind == b"IHDR":
            _check_size(struct.unpack(">II", part[8:16]) if length >= 8 else None)
        if kind in _PNG_KEPT:
            kept.append(part)
        kinds.add(kind)
        at = end
        if kind == b"IEND":
            break
    if not {b"IHDR", b"IDAT", b"IEND"} <= kinds:
        raise _damaged("it holds no picture")
    return b"".join(kept)


def _check_size(size: tuple[int, int] | None) -> None:
    if size is None or min(size) < 1:
        raise _damaged("it holds no picture")
    if max(size) > LONGEST_SIDE or size[0] * size[1] > MOST_PIXELS:
        raise fault(
            "APPL012",
            f"the picture has {size[0]} x {size[1]} points; {MOST_PIXELS:,} in all are taken",
            "photograph it again in a smaller size",
        )
