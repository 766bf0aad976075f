"""Letters printed side by side: a process may end at any moment, and no letter is lost by it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

from sakimawari.reach.letters.presses import print_all
from tests.reach.samples import letter
from tests.reach.test_pages import batch_of

ROOT = Path(__file__).resolve().parents[3]


def test_where_a_process_is_killed_its_letters_are_printed_all_the_same_and_none_is_lost(
    tmp_path: Path,
) -> None:
    files = [tmp_path / f"{n}.pdf" for n in range(9)]
    batches = [
        batch_of(path, replace(letter(), reference=f"{n}" * 27)) for n, path in enumerate(files)
    ]
    printing = print_all(batches, workers=2)
    printed = [next(printing)]
    crew = active_children()
    assert len(crew) == 2
    groups = {os.getpgid(one.pid or 0) for one in crew}  # the other one may only be starting
    assert groups != {os.getpgid(0)}, "Ctrl+C is not for them"
    os.kill(crew[0].pid or 0, signal.SIGKILL)
    printed += printing
    assert [one.reference[0] for (one,) in printed] == [str(n) for n in range(9)]
    assert all(path.stat().st_size for path in files)
    assert not set(active_children()) & set(crew)


def test_where_processes_cannot_even_begin_this_one_prints(tmp_path: Path) -> None:
    """A program read from standard input has no file that a new process could begin with."""
    path = tmp_path / "1.pdf"
    program = f"""
import dataclasses, pathlib
from sakimawari.reach.letters.presses import print_all
from tests.reach.samples import letter
from tests.reach.test_pages import batch_of
batches = [batch_of(pathlib.Path({str(path)!r}), letter())]
print([one.page for batch in print_all(batches, workers=2) for one in batch])
"""
    done = subprocess.run(
        [sys.executable, "-"], input=program, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[1]"
    assert path.stat().st_size
