"""What a plan says: who hears what, bundled, by which medium; and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from sakimawari.guard.consents.values import Channel, Wishes
from sakimawari.packs.pack import Gives, Rung
from sakimawari.problems import Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.folder import check_files, steps_of
from sakimawari.reach.plans.occasions.gates import Said
from sakimawari.reach.plans.order import changed_since
from sakimawari.reach.terms.values import Terms
from tests.reach.plans.city import City, family, later, owed, steps, told
from tests.reach.town import ON, Around, Home

EVERY_MEDIUM = frozenset(Medium)


def city(tmp_path: Path, *homes: Home, rows: list[dict[str, object]], **more: object) -> City:
    return City(folder=tmp_path, homes=homes, rows=rows, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------- who hears what


def test_a_mother_hears_of_her_right_and_her_childs_in_one_message(tmp_path: Path) -> None:
    home = family("a", adults=2, children=1)
    rows = [owed([home], "a0", "grant"), owed([home], "a-c0", "aid"), owed([home], "a1", "aid")]
    made = city(tmp_path, home, rows=rows).plan()
    assert told(made) == {("a0", "grant", "a0"), ("a0", "aid", "a-c0"), ("a1", "aid", "a1")}
    assert len(steps(made)) == 2
    days = [row["send_on"] for row in steps(made)]
    assert abs(days[0] - days[1]) >= timedelta(days=6)  # one household once a week


def test_what_fits_in_no_message_waits_unless_its_deadline_comes_first(tmp_path: Path) -> None:
    home = family("a")
    rows = [owed([home], "a0", slug) for slug in ("aid", "grant", "relief")]
    terms = Terms(held_out=0.0, services_a_message=1)
    made = city(tmp_path, home, rows=rows, terms=terms).plan()
    assert [row["services"] for row in steps(made)] == [["aid"]]
    assert [row["because"] for row in later(made)] == ["full", "full"]
    soon = [{**row, "deadline": ON + timedelta(days=30)} for row in rows]
    pressed = city(tmp_path / "b", home, rows=soon, terms=terms).plan()
    assert len(steps(pressed)) == 2  # the cap of the month holds the third back
    assert [row["because"] for row in later(pressed)] == ["cap"]


def test_what_only_says_a_share_is_no_reason_to_write(tmp_path: Path) -> None:
    home = family("a")
    rows = [owed([home], "a0", "aid")]
    held = city(tmp_path, home, rows=rows, rungs={"aid": Rung.INFORM}, gives=Gives.SHARE)
    made = held.plan()
    assert not steps(made)
    assert [row["because"] for row in later(made)] == ["worth"]


def test_declined_services_and_open_cases_are_not_told_of(tmp_path: Path) -> None:
    home = family("a", children=1)
    rows = [owed([home], "a0", slug) for slug in ("aid", "grant")]
    rows += [owed([home], "a-c0", slug) for slug in ("aid", "relief")]
    said = Said(declined=[("a0", "aid")], in_hand=[("a0", "a-c0", "relief")])
    made = city(tmp_path, home, rows=rows, said=said).plan()
    assert told(made) == {("a0", "grant", "a0")}
    assert made.plan.manifest["counts"]["stopped"] == {"declined": 2, "in_hand": 1}


def test_a_residents_own_word_goes_before_the_register(tmp_path: Path) -> None:
    homes = [family("a"), family("b")]
    rows = [owed(homes, "a0"), owed(homes, "b0")]
    no = Around(contacts={"a0": {"consent_notice": 0}})
    held = city(tmp_path, *homes, rows=rows, around=no, now=no, words={"a0": True, "b0": False})
    assert told(held.plan()) == {("a0", "aid", "a0")}


# ---------------------------------------------------------------- by which medium


def contacts(held: City, **parts: str) -> dict[str, object]:
    """A person's entry in the register of contacts, sealed with the city's keys."""
    import json

    sealed = held.keys.seal("a0", json.dumps(parts).encode()) if parts else None
    return {"sealed": sealed}


def test_a_wish_is_kept_and_paper_comes_after_it(tmp_path: Path) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")])
    held.terms = Terms(held_out=0.0, media=EVERY_MEDIUM)
    entry = {**contacts(held, メールアドレス="a@example.jp", 電話番号="0930000000"), "line": 1}
    held.now = Around(contacts={"a0": {**entry, "prefers": "メール", "language": "英語"}})
    (row,) = steps(held.plan())
    assert (row["medium"], row["further"]) == ("email", ["letter", "visit"])
    assert (row["language"], row["large_text"]) == ("en", False)
    held.wishes = {"a0": Wishes(channels=(Channel.LINE,), language="easy", large_text=True)}
    (row,) = steps(held.plan())
    assert (row["medium"], row["language"], row["large_text"]) == ("line", "easy", True)
    held.stopped = {Medium.LINE: frozenset({"a0"})}
    (row,) = steps(held.plan())
    assert row["medium"] != "line" and "line" not in row["further"]


def test_line_reaches_whose_account_is_known_whatever_the_register_marks(tmp_path: Path) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")])
    held.terms = Terms(held_out=0.0, media=EVERY_MEDIUM)
    held.wishes = {"a0": Wishes(channels=(Channel.LINE,))}
    held.now = Around(contacts={"a0": {**contacts(held), "line": 1}})
    held.linked = frozenset()
    (row,) = steps(held.plan())
    assert "line" not in (row["medium"], *row["further"])
    held.now = Around(contacts={"a0": {**contacts(held), "line": 0}})
    held.linked = frozenset({"a0"})
    (row,) = steps(held.plan())
    assert row["medium"] == "line"


def test_what_is_only_told_sends_nobody_to_the_door(tmp_path: Path) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")], rungs={"aid": Rung.INFORM})
    held.terms = Terms(held_out=0.0, media=EVERY_MEDIUM)
    (row,) = steps(held.plan())
    assert (row["medium"], row["further"]) == ("letter", [])


# ---------------------------------------------------------------- again


def test_the_same_plan_twice_is_the_same_plan(tmp_path: Path) -> None:
    homes = [family("a", adults=2, children=1), family("b")]
    rows = [owed(homes, key) for key in ("a0", "a1", "a-c0", "b0")]
    held = city(tmp_path, *homes, rows=rows)
    sources = held.sources(ON)
    from sakimawari.reach.plans.order import Order
    from sakimawari.reach.plans.run import make_plan

    first = make_plan(held.home, Order(on=ON), sources)
    again = make_plan(held.home, Order(on=ON), sources)
    assert (first.already, again.already) == (False, True)
    assert first.plan.name == again.plan.name
    other = make_plan(held.home, Order(on=ON, seed=1), sources)
    assert other.plan.name != first.plan.name


def test_what_changed_is_told_against_the_plan_before(tmp_path: Path) -> None:
    homes = [family("a"), family("b"), family("c")]
    held = city(tmp_path, *homes, rows=[owed(homes, "a0"), owed(homes, "b0")])
    first = held.plan()
    held.rows = [owed(homes, "b0"), owed(homes, "c0")]
    second = held.plan()
    change = {row["person"]: row["change"] for row in steps(second)}
    assert change == {"b0": "kept", "c0": "new"}
    assert second.plan.manifest["against"] == {"plan": first.plan.name, "dropped": 1, "done": 0}
    moved = held.plan(ON + timedelta(days=7))
    assert {row["change"] for row in steps(moved)} == {"moved"}


def test_nobody_hears_the_same_again_while_an_answer_may_come(tmp_path: Path) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")])
    (sent,) = steps(held.plan(apply=True))
    for weeks in (1, 2, 3):
        assert not steps(held.plan(ON + timedelta(weeks=weeks), apply=True))
    (again,) = steps(held.plan(ON + timedelta(weeks=4), apply=True))
    assert again["step"] != sent["step"]


def test_what_is_only_told_is_told_once_a_year(tmp_path: Path) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")], rungs={"aid": Rung.INFORM})
    held.plan(apply=True)
    assert not steps(held.plan(ON + timedelta(days=300)))
    assert steps(held.plan(ON + timedelta(days=380)))


def test_what_waits_in_an_applied_plan_stays_as_it_is(tmp_path: Path) -> None:
    homes = [family("a", adults=2), family("b")]
    held = city(tmp_path, *homes, rows=[owed(homes, key) for key in ("a0", "a1", "b0")])
    first = steps(held.plan(apply=True))
    waiting = max(first, key=lambda row: row["send_on"])
    held.rows = [*held.rows, owed(homes, "b0", "grant")]
    second = steps(held.plan(ON + timedelta(days=3)))
    kept = next(row for row in second if row["step"] == waiting["step"])
    assert {**kept, "change": ""} == {**waiting, "change": ""}
    assert kept["change"] == "kept"
    held.said = Said(declined=[(waiting["person"], "aid")])
    assert waiting["step"] not in {row["step"] for row in steps(held.plan(ON + timedelta(days=4)))}


# ---------------------------------------------------------------- deadlines


def test_nothing_goes_out_after_its_deadline_without_saying_so(tmp_path: Path) -> None:
    homes = [family("a"), family("b")]
    soon, past = ON + timedelta(days=10), ON - timedelta(days=10)
    held = city(
        tmp_path, *homes,
        rows=[owed(homes, "a0", deadline=soon), owed(homes, "b0", deadline=past)],
    )  # fmt: skip
    rows = {row["person"]: row for row in steps(held.plan())}
    assert rows["a0"]["send_on"] <= soon == rows["a0"]["useful_until"] == rows["a0"]["deadline"]
    assert rows["b0"]["deadline"] is None and rows["b0"]["useful_until"] is None


# ---------------------------------------------------------------- frozen


def test_preview_and_execution_walk_the_same_steps(tmp_path: Path) -> None:
    homes = [family("a"), family("b")]
    soon = ON + timedelta(days=10)
    rows = [owed(homes, "a0"), owed(homes, "b0", deadline=soon)]
    plan = city(tmp_path, *homes, rows=rows).plan().plan
    whole = list(steps_of(plan, ON))
    assert [each.person for each in whole] == [row.person for row in steps_of(plan, ON)]
    late = list(steps_of(plan, soon + timedelta(days=1)))
    assert [each.person for each in late] == ["a0"]
    assert late[0].send_on == soon + timedelta(days=1)
    assert late[0].id in {each.id for each in whole}


def test_a_table_that_was_altered_is_not_carried_out(tmp_path: Path) -> None:
    home = family("a")
    plan = city(tmp_path, home, rows=[owed([home], "a0")]).plan().plan
    check_files(plan)
    (plan.folder / "steps.parquet").write_bytes(b"other")
    with pytest.raises(Problems) as refused:
        check_files(plan)
    assert [each.id for each in refused.value.found] == ["REACH029"]


@pytest.mark.parametrize("name", ["run", "snapshot", "packs", "terms", "applied"])
def test_a_plan_is_held_against_the_present(tmp_path: Path, name: str) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")])
    sources = held.sources(ON)
    from sakimawari.reach.plans.order import Order
    from sakimawari.reach.plans.run import make_plan

    plan = make_plan(held.home, Order(on=ON), sources).plan
    ground = sources.ground()
    assert changed_since(plan, ground) == ()
    (problem,) = changed_since(plan, replace(ground, **{name: "other"}))
    assert problem.id == "REACH030" and "sakimawari reach plan" in problem.do


def test_nothing_of_a_killed_plan_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")])

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            held.plan()
    assert not list((held.home / "plans").glob("[0-9]*"))
    made = held.plan()
    assert not made.already and steps(made)


def test_quiet_hours_and_dates_of_terms_make_another_plan(tmp_path: Path) -> None:
    home = family("a")
    held = city(tmp_path, home, rows=[owed([home], "a0")])
    first = held.plan().plan
    held.terms = replace(held.terms, quiet_from=time(19, 0))
    assert held.plan().plan.manifest["ground"]["terms"] != first.manifest["ground"]["terms"]


def test_a_plan_of_a_day_before_the_run_is_refused(tmp_path: Path) -> None:
    home = family("a")
    with pytest.raises(Problems) as refused:
        city(tmp_path, home, rows=[owed([home], "a0")]).plan(date(2026, 5, 1))
    assert [each.id for each in refused.value.found] == ["REACH021"]
