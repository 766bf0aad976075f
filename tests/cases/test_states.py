"""The table of steps: what may follow what, and by whom. No path leads past a person."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.cases.states import MOVES, STEP_WORDS, Standing, Step, after, open_steps
from sakimawari.cases.values import STATE_WORDS, Finding, Origin, State
from sakimawari.guard.actor import ActorKind
from sakimawari.problems import Problems

NOT_STAFF = [kind for kind in ActorKind if kind is not ActorKind.STAFF]
DECIDED = (State.APPROVED, State.REFUSED)
ACTORS = {
    ActorKind.STAFF: ("clerk", "chief"),
    ActorKind.RESIDENT: ("resident",),
    ActorKind.PROGRAM: ("program",),
    ActorKind.NOBODY: ("",),
}


def taken(step: Step, standing: Standing, kind: ActorKind, actor: str) -> State | None:
    try:
        return after(step, standing, by=kind, actor=actor)
    except Problems:
        return None


def test_every_state_and_step_has_its_words() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(STEP_WORDS) == set(Step)


def test_every_step_but_undoing_stands_in_the_table() -> None:
    assert {move.step for move in MOVES} == set(Step) - {Step.UNDO}


@pytest.mark.parametrize("kind", NOT_STAFF)
def test_nobody_but_staff_decides_from_any_state(kind: ActorKind) -> None:
    for before, step, finding, two, origin in product(
        [None, *State], Step, [None, *Finding], [False, True], Origin
    ):
        standing = Standing(
            before=before, finding=finding, two_persons=two, origin=origin, proposed_by="clerk"
        )
        reached = taken(step, standing, kind, "x")
        assert reached not in DECIDED or reached is before
        assert reached is not State.PAID or reached is before


def test_where_two_persons_decide_one_alone_cannot() -> None:
    alone = Standing(before=State.EXAMINING, two_persons=True, finding=Finding.GRANT)
    assert taken(Step.DECIDE, alone, ActorKind.STAFF, "clerk") is None
    proposed = Standing(before=State.PROPOSED, finding=Finding.GRANT, proposed_by="clerk")
    with pytest.raises(Problems, match="APPL007"):
        after(Step.APPROVE, proposed, by=ActorKind.STAFF, actor="clerk")
    assert taken(Step.APPROVE, proposed, ActorKind.STAFF, "chief") is State.APPROVED


def test_a_proposed_refusal_is_approved_as_a_refusal_and_never_as_a_grant() -> None:
    refusal = Standing(before=State.PROPOSED, finding=Finding.REFUSE, proposed_by="clerk")
    assert taken(Step.APPROVE, refusal, ActorKind.STAFF, "chief") is State.REFUSED


def test_who_proposed_takes_it_back_and_the_second_person_sends_it_back() -> None:
    proposed = Standing(before=State.PROPOSED, finding=Finding.GRANT, proposed_by="clerk")
    assert taken(Step.RETRACT, proposed, ActorKind.STAFF, "clerk") is State.EXAMINING
    assert taken(Step.RETRACT, proposed, ActorKind.STAFF, "chief") is None
    assert taken(Step.SEND_BACK, proposed, ActorKind.STAFF, "chief") is State.EXAMINING
    assert taken(Step.SEND_BACK, proposed, ActorKind.STAFF, "clerk") is None


def test_only_an_automatic_grant_is_objected_to_and_not_after_it_was_paid() -> None:
    granted = Standing(before=State.APPROVED, origin=Origin.AUTOMATIC)
    assert taken(Step.OBJECT, granted, ActorKind.RESIDENT, "resident") is State.OBJECTED
    applied = replace(granted, origin=Origin.APPLICATION)
    assert taken(Step.OBJECT, applied, ActorKind.RESIDENT, "resident") is None
    paid = replace(granted, before=State.PAID)
    assert taken(Step.OBJECT, paid, ActorKind.RESIDENT, "resident") is None


def test_what_is_decided_is_not_withdrawn() -> None:
    for state in (State.APPROVED, State.REFUSED, State.PAID):
        assert taken(Step.WITHDRAW, Standing(before=state), ActorKind.RESIDENT, "x") is None


@given(st.data())
def test_every_path_to_a_decision_went_over_a_person_and_two_where_asked(
    data: st.DataObject,
) -> None:
    two = data.draw(st.booleans())
    standing = Standing(
        before=None, two_persons=two, origin=data.draw(st.sampled_from(list(Origin)))
    )
    deciders: list[str] = []
    proposer = ""
    for _ in range(data.draw(st.integers(1, 25))):
        kind = data.draw(st.sampled_from(list(ActorKind)))
        actor = data.draw(st.sampled_from(ACTORS[kind]))
        step = data.draw(st.sampled_from(list(Step)))
        finding = data.draw(st.sampled_from(list(Finding)))
        asked = (
            replace(standing, finding=finding) if step in {Step.DECIDE, Step.PROPOSE} else standing
        )
        reached = taken(step, asked, kind, actor)
        if reached is None:
            continue
        if step in {Step.PROPOSE, Step.DECIDE}:
            standing = replace(asked, proposed_by=actor)
            proposer = actor
        if reached in DECIDED and standing.before not in (*DECIDED, State.PAID):
            assert kind is ActorKind.STAFF
            assert not two or actor != proposer
            deciders.append(actor)
        if reached in (*DECIDED, State.PAID):
            assert deciders
        if reached is State.EXAMINING and standing.before in (*DECIDED, State.PAID):
            deciders = []
        standing = replace(standing, before=reached)


def test_the_steps_offered_are_exactly_those_the_table_takes() -> None:
    for before, kind, origin in product([None, *State], ActorKind, Origin):
        for actor, finding, two in product(ACTORS[kind], Finding, [False, True]):
            standing = Standing(
                before=before,
                origin=origin,
                finding=finding,
                two_persons=two,
                proposed_by="clerk" if before is State.PROPOSED else "",
            )
            offered = set(open_steps(standing, by=kind, actor=actor))
            possible = {step for step in Step if taken(step, standing, kind, actor) is not None}
            assert offered == possible
