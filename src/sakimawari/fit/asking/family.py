"""The people a visitor lives with, from the relations they name; the city has no record of them.

Until they are known, whatever a rule finds among the people of a household is unknown: the rules
are then read with one missing fact (同居の家族) in place of every clause and amount that looks at them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sakimawari.packs.document import normal
from sakimawari.problems import fault
from sakimawari.rules.figures import WIDEST, widest_range
from sakimawari.rules.situation import Person, Reference, Situation, Somebody
from sakimawari.rules.tree import (
    AllOf,
    Award,
    Choice,
    EveryMember,
    Fact,
    FactTruth,
    Gathered,
    Holder,
    Kind,
    Literal,
    Not,
    Related,
    ServiceRule,
    SomeMember,
    Truth,
    Type,
    Variable,
    VariableTruth,
)
from sakimawari.rules.walk import Node, walk

FAMILY = "同居の家族"
SELF, SPOUSE, CHILD, PARENT, GRANDPARENT, SIBLING, GRANDCHILD, OTHER, CHILD_APART = (
    "本人",
    "配偶者",
    "子",
    "父母",
    "祖父母",
    "兄弟姉妹",
    "孫",
    "その他",
    "別居の子",
)
RELATIONS = (SPOUSE, CHILD, PARENT, GRANDPARENT, SIBLING, GRANDCHILD, OTHER, CHILD_APART)
ALONE = "なし"
_SAID = {
    "夫": SPOUSE,
    "妻": SPOUSE,
    "子ども": CHILD,
    "子供": CHILD,
    "父": PARENT,
    "母": PARENT,
    "親": PARENT,
    "祖父": GRANDPARENT,
    "祖母": GRANDPARENT,
    "兄": SIBLING,
    "弟": SIBLING,
    "姉": SIBLING,
    "妹": SIBLING,
    "spouse": SPOUSE,
    "child": CHILD,
    "parent": PARENT,
    "grandparent": GRANDPARENT,
    "sibling": SIBLING,
    "grandchild": GRANDCHILD,
    "other": OTHER,
    "child-apart": CHILD_APART,
}
_NOBODY = frozenset({ALONE, "ひとり", "一人", "none", "nobody", "alone"})
MOST_PEOPLE = 20
_COUNTED = re.compile(r"(.+?)[x×*]?(\d{1,2})?人?")


def relations_in(text: str) -> tuple[str, ...]:
    """The relations a text names, one for each person: `配偶者 子2` or `妻、子、子`; なし is nobody.

    Raises ASK006 for a word that is no relation, and for more people than a household holds.
    """
    words = re.split(r"[\s、,・]+", normal(text).lower())
    found: list[str] = []
    for word in words:
        if not word or word in _NOBODY:
            continue
        matched = _COUNTED.fullmatch(word)
        name, count = (matched[1], int(matched[2] or 1)) if matched else (word, 1)
        relation = _SAID.get(name, name)
        if relation not in RELATIONS:
            raise fault(
                "ASK006",
                "a word of the answer names no relation",
                f"use {' '.join(RELATIONS)} (子2 for two children), or {ALONE} for living alone",
            )
        found.extend([relation] * count)
    if len(found) >= MOST_PEOPLE or found.count(SPOUSE) > 1:
        raise fault(
            "ASK006",
            "more people, or spouses, than one household of the rules holds",
            f"name at most {MOST_PEOPLE - 1} people and one {SPOUSE}",
        )
    return tuple(sorted(found, key=RELATIONS.index))


def alone() -> Situation:
    """A visitor of whom nothing is known."""
    return Situation(people=(Person(id=SELF),))


def with_family(situation: Situation, relations: Sequence[str]) -> Situation:
    """The visitor with the people they live with, and what the relations say of ties.

    What they leave open is somebody unknown, to be asked where it matters: the main guardian of a
    child, for example, may be either parent.
    """
    counts, seen = Counter(relations), Counter[str]()
    people = [
        replace(
            situation.people[0],
            guardian=_guardian_of(SELF, counts),
            spouse=SPOUSE if counts[SPOUSE] else _partner_of(SELF, counts),
        )
    ]
    for relation in relations:
        seen[relation] += 1
        person = Person(
            id=relation if counts[relation] == 1 else f"{relation}{seen[relation]}",
            guardian=_guardian_of(relation, counts),
            spouse=SELF if relation == SPOUSE else _partner_of(relation, counts),
            is_subject=relation != CHILD_APART,
        )
        people.append(person)
    return replace(situation, people=tuple(people))


def _guardian_of(relation: str, counts: Mapping[str, int]) -> Reference:
    """Nobody where no elder of this person lives there; else somebody, not known yet."""
    elders = {SELF: (PARENT, GRANDPARENT, SIBLING, OTHER), SPOUSE: (PARENT, GRANDPARENT, OTHER)}
    elders |= {PARENT: (GRANDPARENT,), GRANDPARENT: ()}
    if relation not in elders:
        return Somebody.UNKNOWN
    return Somebody.UNKNOWN if any(counts[elder] for elder in elders[relation]) else None


def _partner_of(relation: str, counts: Mapping[str, int]) -> Reference:
    """Somebody unknown where one of the household may be this person's spouse."""
    paired = relation in {PARENT, GRANDPARENT, OTHER, SIBLING} and counts[relation] > 1
    if paired or counts[OTHER] > (relation == OTHER):
        return Somebody.UNKNOWN
    return None


# ---------------------------------------------------------------- rules before the family is known

_KNOWN_TRUTH = Fact(name=FAMILY, type=Type(kind=Kind.TRUTH), holder=Holder.HOUSEHOLD)


def before_family(rules: Mapping[str, ServiceRule]) -> dict[str, ServiceRule]:
    """The rules with the family as one missing fact wherever they look at other people.

    Of another service a rule reads, each clause is looked at by itself: one that fails for the
    visitor alone fails whoever lives there. What rules share stays shared.
    """
    blind = _Blind()
    return {slug: blind.rule(rule) for slug, rule in rules.items()}


class _Blind:
    """Rewrites rules to what can be read of a visitor alone."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Variable, Variable]] = {}  # the original keeps its id its own

    def rule(self, rule: ServiceRule) -> ServiceRule:
        clauses = tuple(replace(each, truth=self.truth(each.truth)) for each in rule.clauses)
        return replace(
            rule,
            clauses=clauses,
            amount=_award(rule.amount),
            tier=_award(rule.tier),
            deadline=None,
        )

    def truth(self, truth: Truth) -> Truth:
        if not _looks_at_people(truth):
            return truth
        match truth:
            case Not(truth=inner):
                return Not(self.truth(inner))
            case VariableTruth(variable=variable) if variable.origin is not None:
                return VariableTruth(self._result(variable), truth.depth)
        return FactTruth(_KNOWN_TRUTH, 0)

    def _result(self, variable: Variable) -> Variable:
        """Whether another service is due, its clauses one by one."""
        if id(variable) not in self._kept:
            formula = variable.formula
            parts = formula.truths if isinstance(formula, AllOf) else ()
            seen = AllOf(tuple(map(self.truth, parts))) if parts else FactTruth(_KNOWN_TRUTH, 0)
            self._kept[id(variable)] = variable, replace(variable, formula=seen)
        return self._kept[id(variable)][1]


def _award(award: Award | None) -> Award | None:
    if award is None or not _looks_at_people(award.value):
        return award
    type = award.value.type
    most = WIDEST if type.kind is Kind.NUMBER else widest_range(type)[1]
    least, greatest = Literal(0, type), Literal(most, type)
    return replace(award, value=Choice(FactTruth(_KNOWN_TRUTH, 0), least, greatest, type))


def _looks_at_people(*roots: Node) -> bool:
    forms = Gathered | SomeMember | EveryMember | Related
    return any(isinstance(node, forms) for node in walk(*roots))
