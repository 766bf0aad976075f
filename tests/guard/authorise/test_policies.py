"""Policies in files: a city adds its own or replaces one of ours; half a set never opens the house."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.guard.authorise.asked import Action, Asked, FieldGroup, Target
from sakimawari.guard.authorise.deciding import Judge
from sakimawari.guard.authorise.policies import OURS, load_policies
from sakimawari.guard.authorise.view import view_of
from sakimawari.problems import Problems

ANY = frozenset({EVERYWHERE})
CLERK = Actor(
    kind=ActorKind.STAFF,
    id="clerk",
    roles=frozenset({Role.CLERK}),
    departments=frozenset({"国保年金課"}),
    wards=frozenset({"小倉北区"}),
    services=ANY,
    second_factor=True,
)
SOMEBODY = Target(kind="Person", person="somebody", ward="小倉北区")
AUDITED = Asked(actor=CLERK, action=Action.READ_AUDIT, target=Target(kind="Audit"))
MORE = """@id("city.clerks-read-the-audit")
permit (principal is Staff, action == Action::"read_audit", resource)
when { principal.roles.contains("clerk") };
"""


def judge_with(folder: Path, name: str, text: str) -> Judge:
    (folder / name).write_text(text, encoding="utf-8")
    return Judge(policies=load_policies(folder))


def ids(folder: Path, text: str) -> list[str]:
    with pytest.raises(Problems) as raised:
        judge_with(folder, "city.cedar", text)
    assert {problem.where.file for problem in raised.value.found if problem.where} == {
        "policies/city.cedar"
    }
    return [problem.id for problem in raised.value.found]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(policies=load_policies())


def test_a_citys_file_adds_to_ours(tmp_path: Path, judge: Judge) -> None:
    assert not judge.decide(AUDITED).allowed
    theirs = judge_with(tmp_path, "city.cedar", MORE)
    assert theirs.decide(AUDITED).policies == ("city.clerks-read-the-audit",)
    assert theirs.policies.ids == judge.policies.ids | {"city.clerks-read-the-audit"}


def test_what_a_city_permits_stays_within_the_bounds(tmp_path: Path) -> None:
    theirs = judge_with(tmp_path, "city.cedar", MORE)
    bare = replace(AUDITED, actor=replace(CLERK, second_factor=False))
    ruling = theirs.decide(bare)
    assert not ruling.allowed
    assert ruling.policies == ("bounds.second-factor",)
    assert "二要素認証" in ruling.reason


def test_a_file_with_the_name_of_ours_takes_its_place(tmp_path: Path, judge: Judge) -> None:
    theirs = judge_with(tmp_path, "staff.cedar", MORE)
    asked = Asked(actor=CLERK, action=Action.READ_PERSON, target=SOMEBODY, purpose="counter")
    assert judge.decide(asked).allowed
    assert not theirs.decide(asked).allowed
    assert theirs.decide(AUDITED).allowed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("permit (principal, action", "GUARD010"),
        (MORE.replace("roles", "rols"), "GUARD011"),
        (MORE.replace("read_audit", "read_everything"), "GUARD011"),
        (MORE.replace("is Staff", "is Clerk"), "GUARD011"),
        (MORE.split("\n", 1)[1], "GUARD012"),
        (MORE.replace("city.clerks-read-the-audit", "staff.audit"), "GUARD012"),
        (MORE + MORE, "GUARD012"),
        (
            '@id("city.template")\npermit (principal == ?principal, action, resource);',
            "GUARD012",
        ),
    ],
)
def test_a_faulty_file_keeps_the_house_closed(tmp_path: Path, text: str, problem: str) -> None:
    assert set(ids(tmp_path, text)) == {problem}


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.cedar").write_text("permit (", encoding="utf-8")
    (tmp_path / "b.cedar").write_text(MORE.replace("roles", "rols"), encoding="utf-8")
    with pytest.raises(Problems) as raised:
        load_policies(tmp_path)
    assert [problem.id for problem in raised.value.found] == ["GUARD010", "GUARD011"]


def test_every_forbidding_policy_of_ours_says_why_in_japanese(judge: Judge) -> None:
    bounds = (OURS / "bounds.cedar").read_text(encoding="utf-8")
    assert len(judge.policies.reasons) == bounds.count("forbid (")
    assert all("。" not in reason for reason in judge.policies.reasons.values())


def test_a_refusal_says_what_would_have_to_be_otherwise(judge: Judge) -> None:
    def why(**told: object) -> str:
        asked = Asked(actor=CLERK, action=Action.WORK_CASE, target=CASE, purpose="case")
        return judge.decide(replace(asked, **told)).reason  # type: ignore[arg-type]

    CASE = Target(kind="Case", person="somebody", ward="小倉北区", department="国保年金課")
    assert why() == ""
    assert why(target=replace(CASE, ward="門司区")) == "担当する区の方ではありません"
    assert why(target=replace(CASE, department="予防課")) == "担当する課ではありません"
    assert "申請の審査" in why(purpose="outreach")
    assert why(action=Action.APPROVE_CASE) == "この役割には認められていません"
    assert why(purpose="") == "閲覧の目的を選んでください"


def test_no_policy_sees_whose_record_it_is() -> None:
    one = Asked(actor=CLERK, action=Action.READ_PERSON, target=SOMEBODY, purpose="counter")
    other = replace(one, target=replace(SOMEBODY, person="other", household="h", id="case-1"))
    assert view_of(one) == view_of(other)
    assert "somebody" not in repr(view_of(one))
    resident = replace(one, actor=Actor(kind=ActorKind.RESIDENT, id="somebody"))
    assert "somebody" not in repr(view_of(resident))


targets = st.builds(
    Target,
    kind=st.just("Person"),
    person=st.sampled_from(["a", "b", "c"]),
    ward=st.sampled_from(["小倉北区", "門司区", ""]),
    department=st.sampled_from(["各区役所 国保年金課", "消防局 予防課", ""]),
    service=st.sampled_from(["", "care", "pension"]),
    protected=st.booleans(),
    tax_agreed=st.booleans(),
)


@given(st.lists(targets, max_size=40), st.booleans())
def test_a_list_is_decided_as_each_of_its_people_would_be(
    judge: Judge, people: list[Target], named: bool
) -> None:
    actor = replace(CLERK, named=named, services=frozenset({"care"}))
    asked = [
        Asked(
            actor=actor,
            action=Action.READ_PERSON,
            target=target,
            purpose="counter",
            fields=frozenset(FieldGroup),
        )
        for target in people
    ]
    alone = Judge(policies=judge.policies)
    assert judge.decide_many(asked) == [alone._ask(view_of(one), one) for one in asked]


def test_a_unit_of_a_department_is_found_in_the_words_of_a_service(judge: Judge) -> None:
    def works(department: str, own: str) -> bool:
        target = Target(kind="Case", person="p", ward="小倉北区", department=department)
        actor = replace(CLERK, departments=frozenset({own}))
        asked = Asked(actor=actor, action=Action.WORK_CASE, target=target, purpose="case")
        return judge.decide(asked).allowed

    full = "各区役所 国保年金課（決定は日本年金機構）"
    assert works(full, "国保年金課")
    assert works(full, full)
    assert not works(full, "国保年金")
    assert not works(full, "年金課")
    assert not works("", "国保年金課")
