"""Pages read in a process of their own, so that a hostile file harms nothing but its own reading.

The process opens files of strangers with decoders written in C. It is given bytes and gives back
plain values; it has a bound on its memory, a bound on the time of each page, no keys and no store.
Where it dies, the file is set aside with that reason and a fresh process takes the next one.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

import cv2
import numpy as np

from sakimawari.problems import Problem
from sakimawari.reach.letters.slips_store import slip_of_reference
from sakimawari.reach.returned.intake import Gray, Unreadable, pages_of
from sakimawari.reach.returned.printed import clean_slip
from sakimawari.reach.returned.reading import PageRead, read_page
from sakimawari.reach.returned.values import Content, PageTold, entry_of

MEMORY = 6 * 2**30  # bytes of address space; half a gigabyte is used
PAGE_SECONDS = 90.0
_PAGE_QUALITY, _SLIP_QUALITY = 70, 80


class Reader:
    """One process that reads files, used as a context; not for several threads at once."""

    def __init__(self, home: Path, *, page_seconds: float = PAGE_SECONDS) -> None:
        self._home = home
        self._seconds = page_seconds
        self._process: BaseProcess | None = None
        self._ours: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, content: bytes, *, typed: str = "") -> Iterator[PageTold]:
        """The pages of a file as they are read. `typed`: a reference for a page without a code."""
        line = self._line()
        told = 0
        try:
            line.send((content, typed))
            while True:
                if not line.poll(self._seconds):
                    raise TimeoutError
                page: PageTold | None = line.recv()
                if page is None:
                    return
                told += 1
                yield page
        except (EOFError, OSError, TimeoutError):
            self.close()
            yield _broken(told + 1)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join(5)
        if self._ours is not None:
            self._ours.close()
        self._process = self._ours = None

    def _line(self) -> Connection:
        if self._ours is None or self._process is None or not self._process.is_alive():
            self.close()
            context = get_context("spawn")
            self._ours, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._home), daemon=True)
            self._process.start()
            theirs.close()
        return self._ours


def _serve(line: Connection, home: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            content, typed = line.recv()
            for page in pages_told(home, content, typed=typed):
                line.send(page)
            line.send(None)


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


def _broken(number: int) -> PageTold:
    return PageTold(
        number=number,
        problem="SCAN006",
        what="reading the file took too much time or memory, and was ended",
    )


def _jpeg(gray: Gray, quality: int) -> bytes:
    done, packed = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(packed).tobytes() if done else b""
