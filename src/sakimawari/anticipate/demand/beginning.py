"""The projection a demand is read from: the residents of a snapshot, moved on with the shipped rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimawari.anticipate.projection.people import Plan
from sakimawari.anticipate.projection.rates import default_doubt, default_rates, default_social
from sakimawari.anticipate.projection.registered import counts_of, registered
from sakimawari.anticipate.projection.values import AGES
from sakimawari.anticipate.projection.working import with_work_kept
from sakimawari.registry.mapped import MappedSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How far a projection goes, and how often it is drawn."""

    months: int
    replicates: int
    seed: int
    threads: int


def plan_of(mapped: MappedSnapshot, on: date, wish: Wish) -> Plan:
    """A projection of a snapshot's residents. PROJ006 where nobody is registered in a ward."""
    state = registered(mapped, on=on)
    return Plan(
        state=state,
        rates=default_rates(state.areas, on.year, counts=counts_of(state, AGES).astype(float)),
        social=with_work_kept(default_social(), state),
        doubt=default_doubt(),
        months=wish.months,
        replicates=wish.replicates,
        seed=wish.seed,
        threads=wish.threads,
    )
