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

from sakimawari.reach.returned.values import PageTold

MEMORY = 6 * 2**30  # bytes of address space; half a gigabyte is used
PAGE_SECONDS = 90.0


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

    @property
    def process_id(self) -> int | None:
        """The process that reads now, if there is one."""
        return None if self._process is None else self._process.pid

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
    # Decoders and the recogniser are loaded here alone: who asks for a file to be read needs neither.
    from sakimawari.reach.returned.outcome import pages_told

    with suppress(EOFError, KeyboardInterrupt):
        while True:
            content, typed = line.recv()
            for page in pages_told(home, content, typed=typed):
                line.send(page)
            line.send(None)


def _broken(number: int) -> PageTold:
    return PageTold(
        number=number,
        problem="SCAN006",
        what="reading the file took too much time or memory, and was ended",
    )
