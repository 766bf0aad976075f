"""How places fell to groups of children: wards, languages, households, siblings, classes."""

from __future__ import annotations

from collections import Counter

from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.outcomes import Outcome, Result
from sakimawari.match.fairness.groups import Comparison, Measure, compare

ADMITTED = Measure(id="admitted", name="新たに内定", outcomes=frozenset({"first", "later"}))
FIRST = Measure(id="first_wish", name="第1希望に内定", outcomes=frozenset({"first"}))


def shares_of(book: Book, outcomes: tuple[Outcome, ...]) -> tuple[Comparison, ...]:
    """Every characteristic the tables hold, by share admitted and share with the first wish."""
    return compare(groups_of(book), outcome_by_child(outcomes), (ADMITTED, FIRST))


def groups_of(book: Book) -> dict[str, dict[str, str]]:
    """Characteristic -> child -> group."""
    households = Counter(child.household for child in book.children.values() if child.household)
    groups = {
        name: {child.id: child.cells.get(name, "") for child in book.children.values()}
        for name in book.given.rules.groups
    }
    groups["きょうだい"] = {
        child.id: "きょうだいで申込み" if households[child.household] > 1 else "一人で申込み"
        for child in book.children.values()
    }
    groups["転園"] = {
        child.id: "転園の希望" if child.current else "新規" for child in book.children.values()
    }
    ages = {child.age for child in book.children.values()}
    if len(ages) > 1:
        groups["クラス"] = {child.id: f"{child.age}歳児" for child in book.children.values()}
    return {name: of for name, of in groups.items() if len(set(of.values())) > 1}


def outcome_by_child(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    """first, later, stays or waits."""
    return {each.child: _kind(each) for each in outcomes}


def _kind(each: Outcome) -> str:
    if each.placed:
        return "first" if each.wish == 1 else "later"
    return "stays" if each.result is Result.STAYS else "waits"
