"""Which steps a plan may take from where: pure, for store, command line and console alike."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sakimawari.problems import Problems, fault
from sakimawari.reach.plans.values import PlanState


class Doing(Enum):
    """What somebody does with a plan."""

    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"
    APPLY = "apply"


_FROM: Mapping[Doing, tuple[PlanState, ...]] = {
    Doing.APPROVE: (PlanState.PROPOSED,),
    Doing.REJECT: (PlanState.PROPOSED,),
    Doing.CANCEL: (PlanState.PROPOSED, PlanState.APPROVED),
    Doing.APPLY: (PlanState.APPROVED,),
}
_TO: Mapping[Doing, PlanState] = {
    Doing.APPROVE: PlanState.APPROVED,
    Doing.REJECT: PlanState.REJECTED,
    Doing.CANCEL: PlanState.CANCELLED,
    Doing.APPLY: PlanState.APPLIED,
}
_DO: Mapping[PlanState, str] = {
    PlanState.PROPOSED: "have it approved by somebody else first: sakimawari reach approve PLAN",
    PlanState.APPROVED: "apply it, or cancel it and plan again",
    PlanState.REJECTED: "make another plan: sakimawari reach plan",
    PlanState.CANCELLED: "make another plan: sakimawari reach plan",
    PlanState.APPLIED: "nothing: it is being carried out; `sakimawari reach status` shows how far",
}


def after(doing: Doing, state: PlanState, *, by: str, proposed_by: str) -> PlanState:
    """Where a plan stands after a step.

    REACH031 for a step it cannot take from where it stands, REACH032 where somebody would approve
    or reject what they proposed themselves.
    """
    if state not in _FROM[doing]:
        raise wrong_state(doing, state)
    if doing in (Doing.APPROVE, Doing.REJECT) and by == proposed_by:
        raise fault(
            "REACH032",
            "whoever proposed a plan cannot approve or reject it",
            "have a second person look at it; to give it up, cancel it",
        )
    return _TO[doing]


def wrong_state(doing: Doing, state: PlanState) -> Problems:
    """REACH031: the plan stands somewhere else."""
    return fault(
        "REACH031",
        f"a plan that is {state.value} cannot be {_TO[doing].value}",
        _DO[state],
    )
