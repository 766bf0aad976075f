"""What waits in the rooms of outreach for whoever looks: plans, slips, calls and visits, in counts.

Nobody is named and no record is opened here: each count leads to its room, which decides anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from sakimawari.console.access import actor_of, would
from sakimawari.console.calls import door as calls
from sakimawari.console.city import City
from sakimawari.console.scans.door import bound_of
from sakimawari.guard.actor import Role
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.reach.plans import store as plans
from sakimawari.reach.plans.values import PlanState, Standing
from sakimawari.reach.returned import store as returned
from sakimawari.reach.rounds import store as rounds

_OF_PLANS = (Role.SUPERVISOR, Role.APPROVER, Role.POLICY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that waits: the key of its words, how much of it, and where it is done."""

    words: str
    count: int
    address: str
    icon: str


def errands(request: HttpRequest, there: City) -> tuple[Errand, ...]:
    """All that waits, without what is not there."""
    found = (*_of_plans(request), *_of_desk(request, there), *_of_the_day(request, there))
    return tuple(each for each in found if each.count)


def sees_errands(request: HttpRequest) -> bool:
    """Whether any of these rooms is a member of staff's at all."""
    return actor_of(request).has(*_OF_PLANS, Role.CLERK, Role.CASEWORKER)


def _of_plans(request: HttpRequest) -> Iterator[Errand]:
    """Plans to decide, never one's own; those approved and not handed over; one's own that wait."""
    actor = actor_of(request)
    if not actor.has(*_OF_PLANS):
        return
    standings = plans.standings()
    proposed = [each for each in standings if each.state is PlanState.PROPOSED]
    approved = [each for each in standings if each.state is PlanState.APPROVED]
    own = [each for each in proposed if each.proposed_by == actor.id]
    yield _plans("decide", [each for each in proposed if _approves(request, each)])
    yield _plans("apply", [each for each in approved if _approves(request, each)])
    yield _plans("own", own)


def _approves(request: HttpRequest, standing: Standing) -> bool:
    target = Target(kind="Plan", id=standing.plan, by=standing.proposed_by)
    return would(request, Action.APPROVE_PLAN, target).allowed


def _plans(kind: str, found: list[Standing]) -> Errand:
    """Where it is one plan, straight to it."""
    address = (
        reverse("outreach:plan", args=[found[0].plan])
        if len(found) == 1
        else reverse("outreach:plans")
    )
    return Errand(
        words=f"staff.today.errands.{kind}", count=len(found), address=address, icon="chart"
    )


def _of_desk(request: HttpRequest, there: City) -> Iterator[Errand]:
    """Slips a machine could not read for certain, and those who asked on one to be called."""
    actor = actor_of(request)
    if not actor.has(Role.CLERK, Role.SUPERVISOR):
        return
    bound = bound_of(there, actor)
    yield Errand(
        words="staff.today.errands.slips",
        count=len(returned.waiting(bound)),
        address=reverse("scans:desk"),
        icon="paper",
    )
    yield Errand(
        words="staff.today.errands.consults",
        count=len(returned.consults(bound)),
        address=reverse("scans:consults"),
        icon="phone",
    )


def _of_the_day(request: HttpRequest, there: City) -> Iterator[Errand]:
    """Calls that may be made now, the day's visits, and one's own among them."""
    actor = actor_of(request)
    if not actor.has(Role.CLERK, Role.SUPERVISOR, Role.CASEWORKER):
        return
    yield Errand(
        words="staff.today.errands.calls",
        count=len(calls.due(calls.entries_of(actor, there), calls.now())),
        address=reverse("calls:lists"),
        icon="phone",
    )
    walks = rounds.day(there.today).walks
    if actor.has(Role.CLERK, Role.SUPERVISOR):
        yield Errand(
            words="staff.today.errands.visits",
            count=len({leg.entry for walk in walks for leg in walk.legs}),
            address=reverse("rounds:day"),
            icon="map",
        )
    yield Errand(
        words="staff.today.errands.mine",
        count=sum(len(walk.legs) for walk in walks if walk.worker == actor.id),
        address=reverse("rounds:mine"),
        icon="calendar",
    )
