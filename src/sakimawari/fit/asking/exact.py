"""Where few answers are possible all are tried together, and nothing is asked without need.

Ranges and Kleene's logic may leave a result open though every completion gives the same
(`x or not x`), or name a fact that decides nothing. With few completions that is found out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from sakimawari.fit.asking.cells import Cell
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.rules.brief import Brief, BriefService, Key, View

MOST_COMPLETIONS = 16

Answers = tuple[int, ...]  # the position of a cell, for each missing fact


def exactly(
    questionnaire: Questionnaire, reader: BriefService, view: View, subject: int, brief: Brief
) -> Brief:
    """The result with the missing facts that truly may change it; settled where none does.

    Unchanged where the missing facts may be more than `MOST_COMPLETIONS` things together.
    """
    keys = sorted(brief.missing, key=str)
    cells = [questionnaire.cells(key, view.on.situation) for key in keys]
    if not keys or not _are_few(cells):
        return brief
    outcomes = dict(_completions(reader, view, subject, keys, cells))
    matter = frozenset(
        key
        for at, key in enumerate(keys)
        if any(_differs(outcomes, answers, at) for answers in outcomes)
    )
    if matter:
        return replace(brief, missing=matter, deciding=brief.deciding & matter)
    return next(iter(outcomes.values()))


def _are_few(cells: Sequence[Sequence[Cell]]) -> bool:
    count = 1
    for of_fact in cells:
        count *= len(of_fact)
        single = all(cell.answer[0] == cell.answer[1] for cell in of_fact)
        if not single or not 0 < count <= MOST_COMPLETIONS:
            return False
    return True


def _completions(
    reader: BriefService,
    view: View,
    subject: int,
    keys: Sequence[Key],
    cells: Sequence[Sequence[Cell]],
) -> Iterator[tuple[Answers, Brief]]:
    for answers in product(*(range(len(of_fact)) for of_fact in cells)):
        supposed = view
        for key, of_fact, at in zip(keys, cells, answers, strict=True):
            supposed = supposed.suppose(key, of_fact[at].answer)
        brief = reader.read(supposed, subject)
        # Which clause fails is no part of the result: another may fail just as well.
        yield answers, replace(brief, decided_by=-1)


def _differs(outcomes: dict[Answers, Brief], answers: Answers, at: int) -> bool:
    """Whether another answer about one fact alone, the others as they are, changes the outcome."""
    first = (*answers[:at], 0, *answers[at + 1 :])
    return outcomes[answers] != outcomes[first]
