"""Batches printed side by side, on all cores, with memory that stays flat.

Each process prints a few batches at a time. A process that ends before its time (killed for lack of
memory, or by a signal to all of a machine's processes) takes the others of its crew with it; then
what the crew had in hand is printed here, and a new crew goes on. A batch of letters fails only
where this process cannot print it either.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from sakimawari.problems import fault
from sakimawari.reach.letters.press import Batch, Printed, print_batch

log = logging.getLogger("sakimawari.letters")
WAITING_FOR_EACH_WORKER = 2  # batches in flight: enough to keep it busy, few enough to stay flat
CREWS = 3  # one after the other; then this process prints alone

Prints = tuple[Printed, ...]


def print_all(batches: Iterable[Batch], *, workers: int) -> Iterator[Prints]:
    """Print batches in their order, on several processes where more than one worker is given.

    Only a few batches are drafted ahead, so memory does not grow with the number of letters.
    REACH008 where there is not memory enough for a single file.
    """
    coming = iter(batches)
    for _ in range(CREWS if workers > 1 else 0):
        crew = _crew(workers)
        if crew is None:
            break
        left = yield from _printed_by(crew, coming, most=workers * WAITING_FOR_EACH_WORKER)
        if not left:
            return
        log.warning("a process that prints letters ended before its time; its letters are kept")
        yield from map(_printed_here, left)
    yield from map(_printed_here, coming)


def _printed_by(
    crew: ProcessPoolExecutor, coming: Iterator[Batch], *, most: int
) -> Generator[Prints, None, list[Batch]]:
    """What a crew prints; in the end the batches it took and did not, as one of it is no more."""
    taken: deque[Batch] = deque()
    printing: deque[Future[Prints]] = deque()
    with crew:
        try:
            for batch in coming:
                taken.append(batch)
                printing.append(crew.submit(print_batch, batch))
                if len(printing) >= most:
                    yield _next(taken, printing)
            while printing:
                yield _next(taken, printing)
        except BrokenProcessPool:
            return list(taken)
    return []


def _next(taken: deque[Batch], printing: deque[Future[Prints]]) -> Prints:
    printed = printing.popleft().result()
    taken.popleft()
    return printed


def _printed_here(batch: Batch) -> Prints:
    try:
        return print_batch(batch)
    except MemoryError:
        raise fault(
            "REACH008",
            "there is not memory enough to print letters, in processes of their own or without",
            "run the command again with fewer pages a file; nothing was published",
        ) from None


def _crew(workers: int) -> ProcessPoolExecutor | None:
    """Processes to print with, or None where the machine grants no semaphores (no /dev/shm)."""
    try:
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_apart)
    except OSError:
        return None


def _apart() -> None:
    """In a process that prints: a signal to all of a command's processes is for the command alone.

    Ctrl+C, and whoever ends a whole group, would otherwise break a batch that the command, which
    stops in its own time, goes on to finish. Should the command be killed, this process ends with it.
    """
    with suppress(OSError):  # it leads a group of its own already
        os.setpgid(0, 0)
    Thread(target=_end_with_the_command, daemon=True).start()


def _end_with_the_command() -> None:
    command = parent_process()
    if command is not None:
        wait([command.sentinel])
        os._exit(1)
