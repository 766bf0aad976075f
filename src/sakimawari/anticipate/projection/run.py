"""A whole projection: every replicate, each held against its own expectation, and what they say together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sakimawari.anticipate.projection.engine.expecting import against, expected
from sakimawari.anticipate.projection.engine.running import assumptions, ground_of, replicate
from sakimawari.anticipate.projection.people import Against, Assumptions, Plan
from sakimawari.anticipate.projection.store import Made
from sakimawari.anticipate.projection.summing import measures

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """What was made, and how every replicate stood against the expectation of its own rates."""

    made: Made
    against: tuple[Against, ...]


def project(plan: Plan, *, progress: Progress | None = None) -> Projected:
    """Run every replicate of a plan. PROJ001 to PROJ004 where it cannot be run."""
    ground = ground_of(plan)
    found, held = [], []
    for number in range(plan.replicates):
        if progress is not None:
            progress("replicates", number, plan.replicates)
        each = replicate(plan, number, ground=ground)
        hoped = expected(ground.state, assumptions(plan, number), plan.months)
        held.append(against(each.population[-1], hoped))
        found.append(each)
    if progress is not None:
        progress("replicates", plan.replicates, plan.replicates)
    given = Assumptions(rates=plan.rates, social=plan.social)
    made = Made(
        plan=plan,
        replicates=tuple(found),
        measures=tuple(measures(plan, found)),
        expected=expected(ground.state, given, plan.months).population,
    )
    return Projected(made=made, against=tuple(held))
