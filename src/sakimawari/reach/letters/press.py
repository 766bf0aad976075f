"""Letters printed to files, batch by batch, on all cores, with memory that stays flat."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from sakimawari.problems import fault
from sakimawari.reach.letters.glyphs import STAND_IN, shown
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.room import Attempt, fitting
from sakimawari.reach.letters.typeset import Overflow, Page, Typesetter, printable, printed_on

WAITING_FOR_EACH_WORKER = 2  # batches in flight: enough to keep it busy, few enough to stay flat


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Letters that go into one file. `answer_at` is put before each reference in its QR code."""

    path: Path
    letters: tuple[Letter, ...]
    answer_at: str
    printed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What became of one letter: its page in the file (from 1; 0 if it fits no page at all), the
    services that stand on it, how many were left for the next one, and whether 〓 stands for a
    character of the name or address.
    """

    reference: str
    page: int
    services: tuple[str, ...]
    further: int
    missing_glyph: bool


def lacks_glyph(letter: Letter) -> bool:
    """Whether a name or address holds a character that cannot be printed, or came as 〓 already."""
    addressee = letter.addressee
    subjects = (name for offer in letter.offers for name in offer.subjects)
    texts = (addressee.name, *addressee.address, *subjects)
    return any(STAND_IN in shown(text, printable()) for text in texts)


def print_batch(batch: Batch) -> tuple[Printed, ...]:
    """Print a batch into its file (readable by its owner only) and say what became of each letter.

    A letter that turns out too full is tried with less; one that fits no page at all is left out.
    """
    typesetter = _typesetter(batch.printed_on)
    marks = [lacks_glyph(letter) for letter in batch.letters]
    plans = [
        fitting(letter, missing_glyph=mark)
        for letter, mark in zip(batch.letters, marks, strict=True)
    ]
    attempts: list[Attempt | None] = [next(plan) for plan in plans]
    while any(attempts):
        at = [number for number, attempt in enumerate(attempts) if attempt is not None]
        pages = [_page(attempt, batch.answer_at) for attempt in attempts if attempt is not None]
        try:
            _write(batch.path, typesetter.pdf(pages))
        except Overflow as overflow:
            full = at[overflow.index]
            attempts[full] = next(plans[full], None)
        else:
            break
    return tuple(_told(batch.letters, attempts, marks))


def _page(attempt: Attempt, answer_at: str) -> Page:
    code = answer_at + attempt.letter.reference
    return Page(sheet=attempt.sheet, code=code, breath=attempt.breath)


def _told(
    letters: tuple[Letter, ...], attempts: list[Attempt | None], marks: list[bool]
) -> Iterator[Printed]:
    page = 0
    for letter, attempt, mark in zip(letters, attempts, marks, strict=True):
        page += attempt is not None
        final = attempt.letter if attempt is not None else letter
        yield Printed(
            reference=letter.reference,
            page=page if attempt is not None else 0,
            services=tuple(offer.service for offer in final.offers),
            further=final.further,
            missing_glyph=mark,
        )


def _write(path: Path, pdf: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pdf)


@cache
def _typesetter(day: date) -> Typesetter:
    """One compiler a process and date: fonts and template are read once."""
    return Typesetter(printed_on=printed_on(day))


def print_all(batches: Iterable[Batch], *, workers: int) -> Iterator[tuple[Printed, ...]]:
    """Print batches in their order, on several processes where more than one worker is given.

    Only a few batches are drafted ahead, so memory does not grow with the number of letters.
    """
    pool = _pool(workers) if workers > 1 else None
    if pool is None:
        yield from map(print_batch, batches)
        return
    waiting: deque[Future[tuple[Printed, ...]]] = deque()
    try:
        with pool:
            for batch in batches:
                waiting.append(pool.submit(print_batch, batch))
                if len(waiting) >= workers * WAITING_FOR_EACH_WORKER:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool:
        raise fault(
            "REACH008",
            "a process that prints letters ended before its time, probably for lack of memory",
            "run the command again with fewer pages a file; nothing was published",
        ) from None


def _pool(workers: int) -> ProcessPoolExecutor | None:
    """Processes to print with, or None where the machine grants no semaphores (no /dev/shm)."""
    try:
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    except OSError:
        return None
