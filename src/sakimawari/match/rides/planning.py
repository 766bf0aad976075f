"""A plan of the day from a task: searched, told, every ride that is not given with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sakimawari.match.rides.reasons import best_spot, refused
from sakimawari.match.rides.solving import Board, Effort, Progress, improve, told
from sakimawari.match.rides.values import Runs, Task


def plan_rides(
    task: Task,
    effort: Effort | None = None,
    *,
    begin_with: Mapping[str, Sequence[tuple[str, bool]]] | None = None,
    progress: Progress = lambda _: None,
) -> Runs:
    """The runs of a task: as many worthy rides as go, with as little driving as was found.

    `begin_with` is an older plan (rides and whether they board, in order, by vehicle): the outcome is
    never dearer than keeping it. The same task, steps and seed give the same runs, unless time ran
    out (`Runs.in_time`).
    """
    board, effort = Board(task), effort or Effort()
    if begin_with:
        board.begin_with(begin_with)
    for ride in range(len(task.rides)):
        if board.by[ride] < 0:
            spot = best_spot(board, ride, below=int(task.rides[ride].worth))
            if spot is not None:
                board.put(ride, spot.vehicle, spot.at, spot.to)
    in_time = improve(board, effort, progress)
    return Runs(
        runs=told(board),
        refused=refused(board),
        steps=effort.steps,
        seed=effort.seed,
        in_time=in_time,
    )
