"""Several services compiled at once: one process beside this one for each further worker.

Numba compiles one function at a time in a process, however many threads ask. So part of the texts
go to other processes, which do nothing but fill the cache folder; this one then loads everything.
Where no process can be started, or one dies, this one compiles what is lacking.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from sakimawari.rules.kernel.cache import is_kept, load
from sakimawari.rules.kernel.calendar import CalendarKernel, compile_calendar
from sakimawari.rules.kernel.program import Program, demand_few_clauses, write_program
from sakimawari.rules.kernel.run import Kernel, compile_service
from sakimawari.rules.tree import ServiceRule

_WORTH_LINES = 400  # of text: compiling fewer takes no longer than starting a process

_FILL = "from sakimawari.rules.kernel.together import fill; fill()"


_Kernel = TypeVar("_Kernel", Kernel, CalendarKernel)
Done = Callable[[int, int], None]


def compile_all(
    rules: Sequence[ServiceRule], cache: Path, *, workers: int = 1, done: Done | None = None
) -> list[Kernel]:
    """The kernels of services in their order; `done` is told how many of how many are ready.

    Problems as of `compile_service`.
    """
    programs = [write_program(rule) for rule in _demanded(rules)]
    return _compile((rules, programs), cache, compile_service, workers, done)


def compile_calendars(
    rules: Sequence[ServiceRule], cache: Path, *, workers: int = 1, done: Done | None = None
) -> list[CalendarKernel]:
    """The same for calendars."""
    programs = [write_program(rule, calendar=True) for rule in _demanded(rules)]
    return _compile((rules, programs), cache, compile_calendar, workers, done)


def _demanded(rules: Sequence[ServiceRule]) -> Sequence[ServiceRule]:
    for rule in rules:
        demand_few_clauses(rule)
    return rules


def _compile(
    texts: tuple[Sequence[ServiceRule], Sequence[Program]],
    cache: Path,
    compile_one: Callable[..., _Kernel],
    workers: int,
    done: Done | None,
) -> list[_Kernel]:
    rules, programs = texts
    others = _started(_shares(programs, cache, workers), cache) if workers > 1 else []
    ready: dict[int, _Kernel] = {}

    def take(numbers: list[int]) -> None:
        for number in numbers:
            ready[number] = compile_one(rules[number], cache=cache, program=programs[number])
            if done is not None:
                done(len(ready), len(rules))

    try:
        elsewhere = {number for _, numbers in others for number in numbers}
        take([number for number in range(len(rules)) if number not in elsewhere])
        for process, numbers in others:
            process.wait()
            take(numbers)
    finally:
        for process, _ in others:
            process.kill()
            process.wait()
    return [ready[number] for number in range(len(rules))]


def _shares(
    programs: Sequence[Program], cache: Path, workers: int
) -> list[list[tuple[int, Program]]]:
    """What each further process compiles: about as much text for everyone, this one included."""
    cold = {
        program.kernel: (number, program)
        for number, program in enumerate(programs)
        if not is_kept(cache, program.kernel, signature=program.signature)
    }
    shares: list[list[tuple[int, Program]]] = [[] for _ in range(min(workers, len(cold)))]
    for each in sorted(cold.values(), key=_lines, reverse=True):
        min(shares, key=lambda share: sum(map(_lines, share))).append(each)
    return [share for share in shares[1:] if sum(map(_lines, share)) >= _WORTH_LINES]


def _lines(program: tuple[int, Program]) -> int:
    return program[1].kernel.count("\n")


def _started(
    shares: list[list[tuple[int, Program]]], cache: Path
) -> list[tuple[subprocess.Popen[bytes], list[int]]]:
    found = []
    for share in shares:
        texts = [[each.kernel, each.signature, each.uses_dates] for _, each in share]
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", _FILL, str(cache)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            break  # this process compiles them itself
        assert process.stdin is not None
        try:
            with process.stdin as given:
                given.write(json.dumps(texts).encode())
        except BrokenPipeError:
            pass  # it died at once: what it was given is found lacking and compiled here
        found.append((process, [number for number, _ in share]))
    return found


def fill() -> None:
    """In a process of its own: compile the texts given on the standard input into a cache."""
    cache = Path(sys.argv[1])
    for text, signature, uses_dates in json.load(sys.stdin):
        load(cache, text, signature=signature, uses_dates=uses_dates)
