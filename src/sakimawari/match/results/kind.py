"""A kind of match as the commands and pages know it: how a result of it is checked and explained."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import Opened
from sakimawari.problems import Problems, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why somebody's result is what it is: `who` is an id of the problem, `lines` Japanese sentences.

    `easy` are the same in やさしい日本語 and `english` in English, where the kind has them.
    """

    who: str
    outcome: str
    lines: tuple[str, ...]
    easy: tuple[str, ...] = ()
    english: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`verify` reads problem and result from the folder and checks them anew, apart from the solver.

    `explain` tells of one id, or of everybody (None), in the order of the problem; an id the problem
    does not hold raises MATCH003. `prove`, of kinds that have proofs: as `verify`, and what a solver
    proves of the result in so many of its own seconds, in place of what was said when it was made.
    """

    name: str
    title: str
    verify: Callable[[Opened], Certificate]
    explain: Callable[[Opened, str | None], tuple[Explanation, ...]]
    prove: Callable[[Opened, float], Certificate] | None = None


def unknown_id(who: str, known: Iterable[str]) -> Problems:
    """The fault of an id the problem does not hold (MATCH003), with the nearest that it does."""
    near = difflib.get_close_matches(who, list(known), n=1)
    return fault(
        "MATCH003",
        "the problem holds nobody by this id",
        "write the id as in the problem's own table",
        near=near[0] if near else None,
    )
