"""Files of a scanner or a telephone, page by page: known by their content, bounded, none lost.

PDF, TIFF (many pages), JPEG and PNG are taken. Whatever comes in was made by strangers: sizes are
read before anything is decoded, a page never becomes more points than `MOST_POINTS`, and what cannot
be opened is told with its reason, so that somebody looks at the paper itself.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence

from sakimawari.problems import Problem

Gray: TypeAlias = NDArray[np.uint8]

LARGEST_FILE = 200_000_000  # bytes: a stack of 500 pages in gray
MOST_PAGES = 1_000
MOST_POINTS = 40_000_000  # of one page, before it is made smaller: A4 at 600 dpi is 35 million
LONGEST_SIDE = 12_000
ENOUGH_POINTS = 5_000_000  # A4 at 200 dpi is 3.9 million; more only costs time
DOTS_PER_INCH = 200  # a PDF is drawn at this
SMALLEST_SIDE = 200

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_PICTURES = ("JPEG", "PNG", "TIFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page as gray points (0 black, 255 white), `number` from 1 in its file."""

    number: int
    gray: Gray


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A page (or, with number 0, a whole file) that could not be opened, and why."""

    number: int
    why: Problem


def pages_of(content: bytes) -> Iterator[Picture | Unreadable]:
    """The pages of a file in their order; what cannot be opened comes as `Unreadable`.

    SCAN001: empty or too large. SCAN002: no format taken here. SCAN003: damaged, locked or hostile.
    SCAN004: a page larger than a decoder should hold. SCAN005: more pages than are taken at once.
    """
    if not content or len(content) > LARGEST_FILE:
        yield Unreadable(number=0, why=_size())
        return
    try:
        if content.startswith(b"%PDF-"):
            yield from _pdf(content)
        elif content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", *_TIFF)):
            yield from _pictures(content)
        else:
            yield Unreadable(number=0, why=_format())
    except Exception as error:  # decoders raise whatever they like on hostile input
        if isinstance(error, (KeyboardInterrupt, MemoryError)):
            raise
        yield Unreadable(number=0, why=_damaged(type(error).__name__))


def _pdf(content: bytes) -> Iterator[Picture | Unreadable]:
    document = pypdfium2.PdfDocument(content)
    try:
        count = len(document)
        for number in range(1, min(count, MOST_PAGES) + 1):
            try:
                yield _drawn(document, number)
            except (pypdfium2.PdfiumError, ValueError) as error:
                yield Unreadable(number=number, why=_damaged(type(error).__name__))
        if count > MOST_PAGES:
            yield Unreadable(number=MOST_PAGES + 1, why=_pages(count))
    finally:
        document.close()


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Picture | Unreadable:
    page = document[number - 1]
    try:
        width, height = page.get_size()  # 1/72 inch
        if min(width, height) < 1:
            return Unreadable(number=number, why=_damaged("a page without a size"))
        scale = DOTS_PER_INCH / 72
        # A scanner that writes the wrong resolution makes a page of metres: its points count.
        scale = min(scale, (ENOUGH_POINTS / (width * height)) ** 0.5)
        if max(width, height) * scale > LONGEST_SIDE:
            return Unreadable(number=number, why=_large(int(width), int(height)))
        drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        gray = np.array(drawn.to_numpy()).reshape(drawn.height, drawn.width, -1)[:, :, 0]
        return _checked(number, np.ascontiguousarray(gray))
    finally:
        page.close()


def _pictures(content: bytes) -> Iterator[Picture | Unreadable]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a hint about sizes, which are checked here
        with Image.open(io.BytesIO(content), formats=_PICTURES) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                if number > MOST_PAGES:
                    yield Unreadable(number=number, why=_pages(getattr(image, "n_frames", number)))
                    return
                yield _decoded(number, frame)


def _decoded(number: int, frame: Image.Image) -> Picture | Unreadable:
    width, height = frame.size
    if width * height > MOST_POINTS or max(width, height) > LONGEST_SIDE:
        return Unreadable(number=number, why=_large(width, height))
    if frame.format == "JPEG" or getattr(frame, "format", None) == "JPEG":
        frame.draft("L", _wanted(width, height))
    try:
        upright = ImageOps.exif_transpose(frame)
        gray = np.asarray(_on_white(upright), np.uint8)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        return Unreadable(number=number, why=_damaged(type(error).__name__))
    return _checked(number, gray)


def _wanted(width: int, height: int) -> tuple[int, int]:
    shrunk = min(1.0, (ENOUGH_POINTS / (width * height)) ** 0.5)
    return max(int(width * shrunk), 1), max(int(height * shrunk), 1)


def _on_white(image: Image.Image) -> Image.Image:
    """As gray, what is transparent as white paper; sixteen bits scaled down."""
    if image.mode in ("I;16", "I;16B", "I", "F"):
        values = np.asarray(image, np.float64)
        most = float(values.max()) or 1.0
        return Image.fromarray((values * (255.0 / most)).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        with_alpha = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, with_alpha)
    return image.convert("L")


def _checked(number: int, gray: Gray) -> Picture | Unreadable:
    height, width = gray.shape
    if min(height, width) < SMALLEST_SIDE:
        return Unreadable(number=number, why=_damaged("a page of few points"))
    points = height * width
    if points > ENOUGH_POINTS * 1.3:
        scaled = Image.fromarray(gray).resize(_wanted(width, height), Image.Resampling.BOX)
        gray = np.asarray(scaled, np.uint8)
    return Picture(number=number, gray=gray)


# ---------------------------------------------------------------- reasons


def _size() -> Problem:
    return Problem(
        id="SCAN001",
        what=f"the file is empty or larger than {LARGEST_FILE // 1_000_000} MB",
        do="scan fewer pages into a file, in gray at 200 dots an inch",
    )


def _format() -> Problem:
    return Problem(
        id="SCAN002",
        what="the file is neither a PDF nor a TIFF, JPEG or PNG picture",
        do="set the scanner to PDF or TIFF and scan the paper again",
    )


def _damaged(why: str) -> Problem:
    return Problem(
        id="SCAN003",
        what=f"the file or page is damaged, locked, or not what it says it is ({why})",
        do="scan the paper again; the page is listed so that none is forgotten",
    )


def _large(width: int, height: int) -> Problem:
    return Problem(
        id="SCAN004",
        what=f"a page of {width} x {height} is larger than is opened here",
        do="scan the paper again at 200 to 600 dots an inch",
    )


def _pages(count: int) -> Problem:
    return Problem(
        id="SCAN005",
        what=f"the file has {count} pages; {MOST_PAGES} are read at once",
        do="divide the file; the pages up to there were read",
    )
