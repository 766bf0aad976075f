"""What a result rests on if everybody answers as most would.

One answer alone often settles nothing where two do. So all missing facts of a service are supposed
to have their likeliest answers, and facts are taken out again as long as the result stays: what is
left is a set of questions that would settle it.

What a register means where it holds no entry (no public servant, not in an institution) is so much
likelier than the rest that a service may be called presumable on it, if it is said on what.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from sakimawari.fit.asking.cells import Cell
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.rules.brief import Brief, BriefService, Key, View
from sakimawari.rules.outcome import Status

MOST_FACTS = 24  # beyond, it is not tried: each takes a reading
CLEARLY = 0.8  # the chance of an answer from which on it may be presumed


def rests_on(
    questionnaire: Questionnaire,
    reader: BriefService,
    view: View,
    subject: int,
    keys: Sequence[Key],
) -> tuple[frozenset[Key], float] | None:
    """The facts whose usual answers settle a service together, and the chance of these answers.

    The first of `keys` go out first. None where the usual answers leave it open.
    """
    if not 1 < len(keys) <= MOST_FACTS:
        return None
    kept = list(keys)
    if not _supposed(questionnaire, reader, view, subject, kept).certain:
        return None
    for key in keys:
        fewer = [one for one in kept if one != key]
        if _supposed(questionnaire, reader, view, subject, fewer).certain:
            kept = fewer
    likeliest = (_usual(questionnaire, view, key) for key in kept)
    return frozenset(kept), prod(cell.chance for cell in likeliest if cell is not None)


def presumed(
    questionnaire: Questionnaire,
    reader: BriefService,
    view: View,
    subject: int,
    keys: Sequence[Key],
) -> tuple[Brief, frozenset[Key]] | None:
    """The result if nothing out of the ordinary holds, where it is then a yes, and on what it rests.

    Only answers that are clearly the usual ones are supposed; what has none stays open. None where
    the service is then no yes.
    """
    clear = [key for key in keys if _is_clear(questionnaire, view, key)]
    if not 0 < len(clear) <= MOST_FACTS:
        return None
    brief = _supposed(questionnaire, reader, view, subject, clear)
    if brief.status is not Status.YES:
        return None
    kept = clear
    for key in clear:
        fewer = [one for one in kept if one != key]
        if _supposed(questionnaire, reader, view, subject, fewer).status is Status.YES:
            kept = fewer
    return brief, frozenset(kept)


def _is_clear(questionnaire: Questionnaire, view: View, key: Key) -> bool:
    cell = _usual(questionnaire, view, key)
    return cell is not None and cell.chance >= CLEARLY


def _supposed(
    questionnaire: Questionnaire,
    reader: BriefService,
    view: View,
    subject: int,
    keys: Sequence[Key],
) -> Brief:
    for key in keys:
        cell = _usual(questionnaire, view, key)
        if cell is not None:
            view = view.suppose(key, cell.answer)
    return reader.read(view, subject)


def _usual(questionnaire: Questionnaire, view: View, key: Key) -> Cell | None:
    """The likeliest answer; None for the family itself, of which none can be supposed."""
    cells = questionnaire.cells(key, view.on.situation)
    return max(cells, key=lambda cell: cell.chance, default=None)
