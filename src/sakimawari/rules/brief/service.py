"""A service in the brief reading: status, amount, class, and the missing facts that matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sakimawari.rules.brief.formulas import Formulas
from sakimawari.rules.brief.view import NOTHING, Formula, Key, Missing, Result, View
from sakimawari.rules.outcome import Status
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Award, Holder, ServiceRule

_Slotted = tuple[int, Formula]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a service comes to for one subject; the fields are those of `Reading`.

    `missing` are the keys of the missing facts that may still change status, amount or class; it
    is empty where the result is settled, or open for figures of the law alone. `deciding` are
    those of them that leave the status unknown; `clauses` says which leave which clause open.
    """

    status: Status
    decided_by: int
    amount: Range
    tier: Range
    missing: frozenset[Key]
    deciding: frozenset[Key] = NOTHING
    clauses: tuple[Missing, ...] = field(default=(), compare=False)

    @property
    def certain(self) -> bool:
        """Whether status, amount and class are each a single one."""
        return (
            self.status is not Status.UNKNOWN
            and self.amount[0] == self.amount[1]
            and self.tier[0] == self.tier[1]
        )


_VISITOR = Brief(status=Status.NO, decided_by=-2, amount=(0, 0), tier=(-1, -1), missing=frozenset())


class BriefService:
    """One service made ready to be read many times, for any unit and date."""

    def __init__(self, rule: ServiceRule, formulas: Formulas) -> None:
        self.rule = rule
        self._clauses = tuple(
            (clause.excludes, formulas.slot(), formulas.of(clause.truth)) for clause in rule.clauses
        )
        self._amount = _award(rule.amount, formulas)
        self._tier = _award(rule.tier, formulas)

    def read(self, view: View, subject: int) -> Brief:
        """The service for the person at a position (ignored for a household's service)."""
        of_person = self.rule.holder is Holder.PERSON
        if of_person and not view.on.situation.people[subject].is_subject:
            return _VISITOR
        person = subject if of_person else None
        status, missing = Status.YES, NOTHING
        clauses: list[Missing] = []
        for at, (excludes, slot, formula) in enumerate(self._clauses):
            low, high, opened = view.once(slot, person, formula)
            if (low if excludes else 1 - high) == 1:
                return Brief(
                    status=Status.NO, decided_by=at, amount=(0, 0), tier=(-1, -1), missing=NOTHING
                )
            if low != high:
                status, missing = Status.UNKNOWN, missing | opened
                clauses.append(opened)
        amount = _read(self._amount, view, person, (0, 0, NOTHING))
        tier = _read(self._tier, view, person, (-1, -1, NOTHING))
        return Brief(
            status=status,
            decided_by=-1,
            amount=amount[:2],
            tier=tier[:2],
            missing=missing | amount[2] | tier[2],
            deciding=missing,
            clauses=tuple(clauses),
        )


def brief_services(rules: Mapping[str, ServiceRule]) -> dict[str, BriefService]:
    """Services made ready together, so that they share the variables they read in common."""
    formulas = Formulas()
    return {slug: BriefService(rule, formulas) for slug, rule in rules.items()}


def _award(award: Award | None, formulas: Formulas) -> _Slotted | None:
    return None if award is None else (formulas.slot(), formulas.of(award.value))


def _read(part: _Slotted | None, view: View, person: int | None, absent: Result) -> Result:
    return absent if part is None else view.once(part[0], person, part[1])
