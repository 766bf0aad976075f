"""What a rule of the city does: the same round without it, and which children fare otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sakimawari.drawing.sheets import Table
from sakimawari.match.allocate.building import Book, build
from sakimawari.match.allocate.engine.proposing import allocate
from sakimawari.match.allocate.market.values import Link
from sakimawari.match.allocate.outcomes import Outcome, outcomes_of
from sakimawari.match.allocate.reading.files import number
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.reading.rows import Applicant, Number
from sakimawari.match.fairness.effects import Effect, effect_of
from sakimawari.problems import fault

EXTRAS = "施設別加点"


def effect_without(
    book: Book, outcomes: tuple[Outcome, ...], rule: str, *, classes: bool
) -> Effect:
    """The effect of extra points (施設別加点), of a column of points, or of a link of the chain.

    Whoever is equal without the rule is parted by lots of their own, so that the round can be given.
    ALLOC067: the round has no such rule.
    """
    given = book.given
    if rule == EXTRAS and given.extras:
        changed = replace(given, extras=())
    elif rule in given.rules.sums:
        children = tuple(_less(child, rule) for child in given.children)
        changed = replace(given, children=children)
    elif any(link.key == rule for link in given.rules.chain):
        chain = tuple(link for link in given.rules.chain if link.key != rule)
        changed = replace(given, rules=replace(given.rules, chain=chain))
    else:
        raise fault(
            "ALLOC067",
            f"the round has no rule {rule} that could be left out",
            f"name {EXTRAS}, a column under 点数, or a column of 同点の順",
        )
    last = Link(key="比較のための抽選", seed=f"without {rule}")
    changed = replace(changed, rules=replace(changed.rules, chain=(*changed.rules.chain, last)))
    other = build(changed, Found(), classes=classes)
    return effect_of(
        rule, ranked(outcomes), ranked(outcomes_of(other, allocate(other.market).placed))
    )


def _less(child: Applicant, column: str) -> Applicant:
    taken = number(child.cells.get(column, "")) or 0
    points: tuple[Number | None, ...] = tuple(
        None if each is None else each - taken for each in child.points
    )
    return replace(child, points=points)


def ranked(outcomes: tuple[Outcome, ...]) -> Mapping[str, tuple[str, int]]:
    """Facility and number of the wish by child; no new place counts as the 99th."""
    return {
        each.child: (each.pool or "", 99 if each.pool is None else each.wish or 98)
        for each in outcomes
    }


def effects_table(effects: tuple[Effect, ...]) -> Table:
    """The children whose result a rule moved, for the office."""
    return Table(
        columns=("決まり", "児童番号", "なければ"),
        rows=tuple(
            (effect.rule, who, words)
            for effect in effects
            for words, group in (
                ("良くなる", effect.better_without),
                ("悪くなる", effect.worse_without),
                ("変わる", effect.other),
            )
            for who in group
        ),
    )
