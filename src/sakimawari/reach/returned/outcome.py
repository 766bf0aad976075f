"""What the reading process says of each page of a file: plain values and pictures, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from sakimawari.problems import Problem
from sakimawari.reach.letters.slips_store import slip_of_reference
from sakimawari.reach.returned.intake import Gray, Unreadable, pages_of
from sakimawari.reach.returned.printed import clean_slip
from sakimawari.reach.returned.reading import PageRead, read_page
from sakimawari.reach.returned.values import Content, PageTold, entry_of

_PAGE_QUALITY, _SLIP_QUALITY = 70, 80
cv2.setNumThreads(1)  # files are read beside each other; threads within one would only wait


def pages_told(home: Path, content: bytes, *, typed: str = "") -> Iterator[PageTold]:
    """The pages of a file, read in this process."""
    for picture in pages_of(content):
        if isinstance(picture, Unreadable):
            yield _aside(picture.number, picture.why)
            continue
        read = read_page(
            picture,
            lambda reference: slip_of_reference(home, reference),
            lambda slip: clean_slip(home, slip),
            typed=typed,
        )
        yield _told(read, picture.gray)


def _told(read: PageRead, gray: Gray) -> PageTold:
    page = _jpeg(gray, _PAGE_QUALITY)
    if read.why is not None or read.sheet is None:
        why = read.why
        return PageTold(
            number=read.number,
            reference=read.reference,
            problem=why.id if why else "SCAN015",
            what=why.what if why else "",
            page=page,
        )
    content = Content(entries=tuple(entry_of(each) for each in read.fields), look=read.look)
    return PageTold(
        number=read.number,
        reference=read.reference,
        sure=read.sure,
        content=content,
        page=page,
        slip=_jpeg(read.sheet.gray, _SLIP_QUALITY),
    )


def _aside(number: int, why: Problem) -> PageTold:
    return PageTold(number=number, problem=why.id, what=why.what)


def _jpeg(gray: Gray, quality: int) -> bytes:
    done, packed = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(packed).tobytes() if done else b""
