"""A whole projection: every replicate, each held against its own expectation, and what they say together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from sakimawari.anticipate.projection.engine.expecting import against, expected
from sakimawari.anticipate.projection.engine.running import assumptions, ground_of, replicate
from sakimawari.anticipate.projection.people import Against, Assumptions, Plan, Replicate
from sakimawari.anticipate.projection.store import Made
from sakimawari.anticipate.projection.summing import measures

Progress = Callable[[str, int, int], None]

_TOGETHER = 4  # replicates at once at most: each holds a city of its own in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """What was made, and how every replicate stood against the expectation of its own rates."""

    made: Made
    against: tuple[Against, ...]


def project(plan: Plan, *, progress: Progress | None = None) -> Projected:
    """Run every replicate of a plan. PROJ001 to PROJ004 where it cannot be run."""
    ground = ground_of(plan)
    together = min(plan.threads, plan.replicates, _TOGETHER)
    apart = replace(plan, threads=max(1, plan.threads // together))

    def one(number: int) -> tuple[Replicate, Against]:
        each = replicate(apart, number, ground=ground)
        hoped = expected(ground.state, assumptions(plan, number), plan.months)
        return each, against(each.population[-1], hoped)

    found, held = [], []
    # Replicates side by side waste less of the cores than the threads of one, which meet every month.
    with ThreadPoolExecutor(together) as pool:
        for number, (each, stood) in enumerate(pool.map(one, range(plan.replicates))):
            if progress is not None:
                progress("replicates", number, plan.replicates)
            found.append(each)
            held.append(stood)
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
