"""Who is held out for comparison: by lot, for a time, never against a deadline, always the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sakimawari.packs.pack import Rung
from sakimawari.reach.plans.occasions.gates import HOLD_ROUNDS
from sakimawari.reach.terms.values import Terms
from tests.reach.plans.city import City, family, owed, steps
from tests.reach.town import ON


def town(tmp_path: Path, **more: object) -> City:
    homes = [family(f"h{n:03}") for n in range(200)]
    rows = [owed(homes, home.members[0].key) for home in homes]
    terms = Terms(held_out=0.2)
    return City(folder=tmp_path, homes=homes, rows=rows, terms=terms, **more)  # type: ignore[arg-type]


def held(rows: list[dict[str, object]]) -> set[object]:
    return {row["person"] for row in rows if row["held_out"]}


def test_a_share_is_held_out_and_nothing_is_spent_on_it(tmp_path: Path) -> None:
    rows = steps(town(tmp_path).plan())
    chosen = [row for row in rows if row["held_out"]]
    assert 20 <= len(chosen) <= 60  # 40 of 200 expected
    assert {row["cost_yen"] for row in chosen} == {0}
    assert {row["cost_yen"] for row in rows if not row["held_out"]} == {110}


def test_the_same_people_are_held_out_under_the_same_seed_alone(tmp_path: Path) -> None:
    city = town(tmp_path)
    first = held(steps(city.plan()))
    assert held(steps(city.plan(ON + timedelta(days=7)))) == first
    assert held(steps(city.plan(seed=1))) != first


def test_whoever_waited_is_told_after_all_and_does_not_wait_again(tmp_path: Path) -> None:
    city = town(tmp_path)
    before = steps(city.plan(apply=True))
    waiting = held(before)
    soon = steps(city.plan(ON + timedelta(days=20), apply=True))
    assert held(soon) == waiting
    reply = city.terms.reply_within_days
    after = steps(city.plan(ON + timedelta(days=20 + HOLD_ROUNDS * reply + 40)))
    told = {row["person"] for row in after if not row["held_out"]}
    assert waiting <= told
    once = {row["step"] for row in before if row["held_out"]}
    assert not once & {row["step"] for row in after}


def test_nobody_waits_past_a_deadline_or_for_what_is_given_unasked(tmp_path: Path) -> None:
    city = town(tmp_path, rungs={"aid": Rung.AUTOMATIC})
    assert not held(steps(city.plan()))
    near = town(tmp_path / "near")
    near.rows = [{**row, "deadline": ON + timedelta(days=70)} for row in near.rows]
    assert not held(steps(near.plan()))
    far = town(tmp_path / "far")
    far.rows = [{**row, "deadline": ON + timedelta(days=200)} for row in far.rows]
    assert held(steps(far.plan()))
