"""Who may do what, walked against the policies: `authorisation.csv` says it, with the reason.

A row is an action in a situation, a column is who asks: o may, - may not. A situation is a few words:
purpose=…, field=…, ward/department/service=other (not the actor's own), none, and marks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sakimawari.guard.actor import EVERYWHERE, NOBODY, Actor, ActorKind, Role
from sakimawari.guard.authorise.asked import Action, Asked, FieldGroup, Target
from sakimawari.guard.authorise.deciding import Judge
from sakimawari.guard.authorise.policies import load_policies

TABLE = Path(__file__).parents[1] / "authorisation.csv"
RELATIONS = {"self": "self", "parent": "child", "legal": "legal", "proxy": "proxy",
             "limited": "limited", "stranger": "none"}  # fmt: skip
WARD, DEPARTMENT, SERVICE = "小倉北区", "各区役所 保健福祉課 介護保険担当", "care-insurance"
KINDS = {
    Action.OPEN_CASE: "Case",
    Action.READ_CASE: "Case",
    Action.ANSWER_CASE: "Case",
    Action.WORK_CASE: "Case",
    Action.APPROVE_CASE: "Case",
    Action.REOPEN_CASE: "Case",
    Action.LIST_CASES: "List",
    Action.PAY: "Batch",
    Action.PREPARE_PAYMENT: "Batch",
    Action.SEE_TODAY: "House",
    Action.SEE_FIGURES: "Figures",
    Action.SEE_COMING: "Figures",
    Action.ANSWER_ALERT: "Figures",
    Action.READ_RULES: "Rule",
    Action.DRAFT_RULE: "Rule",
    Action.APPROVE_RULE: "Rule",
    Action.ACTIVATE_RULE: "Rule",
    Action.READ_PLANS: "Plan",
    Action.PROPOSE_PLAN: "Plan",
    Action.APPROVE_PLAN: "Plan",
    Action.READ_AUDIT: "Audit",
    Action.SEE_ALARMS: "Audit",
    Action.KEEP_ACCOUNTS: "House",
    Action.KEEP_PROGRAMS: "House",
    Action.PLAN_ROUNDS: "List",
    Action.WALK_ROUND: "List",
    Action.SEE_MATCHES: "List",
    Action.MAKE_MATCH: "List",
    Action.APPROVE_MATCH: "List",
}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()
ASKERS = [name for name in ROWS[0] if name not in {"action", "situation", "why"}]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(policies=load_policies())


def actor_of(name: str, marks: set[str]) -> Actor:
    bounds = {
        "departments": frozenset({"保健福祉課"}),
        "wards": frozenset({EVERYWHERE if "everywhere" in marks else WARD}),
        "services": frozenset({SERVICE}),
    }
    if name == "visitor":
        return NOBODY
    if name in RELATIONS:
        return Actor(kind=ActorKind.RESIDENT, id="asker")
    if name == "program":
        scopes = {"rights:read", "people:find", "cases:read", "cases:write"}
        return Actor(
            kind=ActorKind.PROGRAM,
            id="asker",
            scopes=frozenset(() if "no-scope" in marks else scopes),
            live="test-key" not in marks,
            **bounds,
        )
    return Actor(
        kind=ActorKind.STAFF,
        id="asker",
        roles=frozenset({Role(name)}),
        named="named" in marks,
        second_factor="no-second-factor" not in marks,
        **bounds,
    )


def asked_of(row: dict[str, str], name: str) -> Asked:
    words = row["situation"].split()
    told = dict(word.split("=", 1) for word in words if "=" in word)
    marks = {word for word in words if "=" not in word}
    action = Action(row["action"])
    kind = KINDS.get(action, "Person")
    about = kind in {"Person", "Case"} and "nobody" not in marks
    departments = {"own": DEPARTMENT, "other": "消防局 予防課", "none": ""}
    target = Target(
        kind=kind,
        person="somebody" if about else "",
        ward={"own": WARD, "other": "門司区"}[told.get("ward", "own")] if about else "",
        department=departments[told.get("department", "own")],
        service={"own": SERVICE, "other": "fire-alarm"}[told.get("service", "own")],
        protected="protected" in marks,
        by="asker" if "own-proposal" in marks else "somebody-else",
        draft="draft" in marks,
        relation=RELATIONS.get(name, "none"),
        same_household="same-household" in marks,
        delegated="undelegated" not in marks,
        tax_agreed="tax-agreed" in marks,
    )
    return Asked(
        actor=actor_of(name, marks),
        action=action,
        target=target,
        purpose=told.get("purpose", ""),
        fields=frozenset({FieldGroup(told["field"])}) if "field" in told else frozenset(),
        invented="invented" in marks,
    )


def each_cell() -> Iterator[tuple[dict[str, str], str]]:
    for row in ROWS:
        for name in ASKERS:
            yield row, name


def test_every_cell_of_the_table_is_what_the_policies_decide(judge: Judge) -> None:
    wrong = [
        f"{row['action']} [{row['situation']}] {name}: the table says {row[name]}"
        for row, name in each_cell()
        if judge.decide(asked_of(row, name)).allowed != (row[name] == "o")
    ]
    assert wrong == []


def test_the_table_names_every_role_every_action_and_nothing_but_o_and_dash() -> None:
    assert {role.value for role in Role} <= set(ASKERS)
    assert {row["action"] for row in ROWS} == {action.value for action in Action}
    assert {row[name] for row, name in each_cell()} == {"o", "-"}
    assert all(row["why"] for row in ROWS)


def test_every_action_is_somebodys_and_has_a_near_miss(judge: Judge) -> None:
    for action in Action:
        mine = [row for row in ROWS if row["action"] == action.value]
        cells = {row[name] for row in mine for name in ASKERS}
        assert "o" in cells, action
        assert "-" in cells, action


def test_every_policy_decides_some_cell(judge: Judge) -> None:
    """A policy that no row needs is one nobody has thought through."""
    used = {id for row, name in each_cell() for id in judge.decide(asked_of(row, name)).policies}
    assert used == judge.policies.ids


def test_staff_without_a_second_factor_get_nothing_whatever_their_role(judge: Judge) -> None:
    for row, name in each_cell():
        asked = asked_of(row, name)
        if asked.actor.kind is ActorKind.STAFF:
            bare = replace(asked, actor=replace(asked.actor, second_factor=False))
            assert not judge.decide(bare).allowed, row
