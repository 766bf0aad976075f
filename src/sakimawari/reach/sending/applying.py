"""An approved plan handed over to sending: each of its steps once, whatever ends in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sakimawari.guard.keys import Keys
from sakimawari.problems import Problems
from sakimawari.reach.plans import store as plans
from sakimawari.reach.plans.approval import Doing
from sakimawari.reach.plans.folder import steps_of
from sakimawari.reach.plans.order import Ground, changed_since
from sakimawari.reach.plans.values import Plan, PlanState, Standing, Step
from sakimawari.reach.sending.store import record
from sakimawari.reach.sending.values import Outgoing, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A plan that is carried out: where it stands, and how many messages were taken over."""

    standing: Standing
    recorded: Recorded


def apply_plan(
    plan: Plan, *, by: str, on: date, at: datetime, now: Ground, keys: Keys, note: str = ""
) -> Applied:
    """Carry a plan out from a day on: mark it as applied, then take its steps over.

    Stopped in between, it is applied already, so that no other plan tells the same; applying it
    again takes over what is missing. REACH029 where its tables are not those that were approved,
    REACH030 where what it rests on has changed, REACH031 where it was not approved.
    """
    plans.check_unchanged(plan)
    standing = plans.standing(plan.name)
    if standing is None or standing.state is not PlanState.APPLIED:
        if changed := changed_since(plan, now):
            raise Problems(changed)
        standing = plans.take(Doing.APPLY, plan.name, by=by, at=at, note=note, keys=keys)
    return Applied(standing=standing, recorded=record(outgoings_of(plan, on), at=at))


def outgoings_of(plan: Plan, on: date) -> Iterator[Outgoing]:
    """The steps of a plan as sending takes them over, the held out among them."""
    return map(_outgoing, steps_of(plan, on))


def _outgoing(step: Step) -> Outgoing:
    return Outgoing(
        id=step.id,
        plan=step.plan,
        person=step.person,
        household=step.household,
        ward=step.ward,
        language=step.language,
        services=step.services,
        subjects=step.subjects,
        media=step.media,
        send_on=step.send_on,
        useful_until=step.useful_until,
        variant=step.variant,
        held_out=step.held_out,
        why=tuple(each.value for each in step.why),
    )
