"""What is not worth asking of somebody of that age, and the services that hang on it.

A pack may bound the ages at which a fact is asked (`asked_of`). Outside them the fact stays unknown:
nothing is assumed and nothing refused, it is only not asked, until somebody wants it asked. A clause
that is open for such facts alone will stay open, so nothing else of its service is worth asking.
"""

from __future__ import annotations

from collections.abc import Iterable

from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.rules.brief import Brief, Key
from sakimawari.rules.situation import Situation


def unfitting(
    questionnaire: Questionnaire, situation: Situation, briefs: Iterable[Brief]
) -> frozenset[Key]:
    """The missing facts that could be asked, but do not fit the age of the person they are about."""
    return frozenset(
        key
        for brief in briefs
        for key in brief.missing
        if questionnaire.can_be_asked(key) and not questionnaire.fits(key, situation)
    )


def hangs_on(brief: Brief, unfit: frozenset[Key]) -> bool:
    """Whether a service cannot come to a yes without facts that are not asked."""
    open_clauses = (missing & brief.deciding for missing in brief.clauses)
    return bool(unfit) and any(missing and missing <= unfit for missing in open_clauses)
