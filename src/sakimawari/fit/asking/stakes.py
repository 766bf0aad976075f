"""What is at stake while a result is open, in yen a year, and what a question asks of a person."""

from __future__ import annotations

from sakimawari.packs.pack import DeclaredFact, Sensitivity, Service
from sakimawari.rules.brief import Brief
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Kind

# What gives no money of its own (a card, a share, a fee) counts as this much while it is open.
WITHOUT_MONEY = 12_000
MOST = 10_000_000  # no right of a household counts more, however wide its range

_TIMES_A_YEAR = {"月": 12, "年": 1, "回": 1}
_EFFORT = {Kind.TRUTH: 1.0, Kind.CATEGORY: 1.05, Kind.DATE: 1.1, Kind.NUMBER: 1.3}
_DELICACY = {
    Sensitivity.BASIC: 1.0,
    Sensitivity.TAX: 1.05,
    Sensitivity.HEALTH: 1.1,
    Sensitivity.WELFARE: 1.1,
}
TIE_EFFORT = 1.05  # choosing a person out of the household


def at_stake(service: Service, brief: Brief) -> int:
    """How many yen a year are open: the width of what may be received, none if settled.

    Where the status is unknown the lower end is zero. What gives no money counts `WITHOUT_MONEY`.
    """
    if brief.status is Status.NO or brief.certain:
        return 0
    if not service.is_benefit or service.rule.amount is None:
        return WITHOUT_MONEY
    _, _, period = service.rule.amount.unit.partition("/")
    times = _TIMES_A_YEAR.get(period[:1], 1)
    low = brief.amount[0] if brief.status is Status.YES else min(0, brief.amount[0])
    width = min((brief.amount[1] - low) * times, MOST)
    # A class that is open while the amount is settled (1割 or 2割 …) is no money either.
    return max(width, WITHOUT_MONEY) if brief.status is Status.UNKNOWN or not width else width


def burden(declared: DeclaredFact | None) -> float:
    """What answering takes: yes or no is light, an amount heavy, health and hardship delicate.

    None stands for a family tie.
    """
    if declared is None:
        return TIE_EFFORT
    return _EFFORT[declared.fact.type.kind] * _DELICACY[declared.sensitivity]
