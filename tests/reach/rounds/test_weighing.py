"""A day of visits as the search takes it."""

from __future__ import annotations

from datetime import date, timedelta

from sakimawari.match.visits.solving import Effort, solve
from sakimawari.match.visits.values import ORDINARY_WORTH
from sakimawari.match.visits.verifying import verify
from sakimawari.reach.rounds.sketch import Trace, sketch
from sakimawari.reach.rounds.values import Asked, Details, Duty, Leg
from sakimawari.reach.rounds.weighing import day_of, needs_of, task_of, worth_of

ON = date(2026, 10, 1)
OFFICE = (33.88, 130.87)


def asked(number: int, **changed: object) -> Asked:
    given: dict[str, object] = {
        "entry": f"e{number}", "person": f"p{number}", "household": f"h{number}", "ward": "門司区",
        "town": "港町", "services": (), "language": "ja", "useful_until": None, "tries": 0,
        "details": Details(), "point": (33.88 + number / 200, 130.87),
    }  # fmt: skip
    return Asked(**{**given, **changed})  # type: ignore[arg-type]


def duty(worker: str, **changed: object) -> Duty:
    given: dict[str, object] = {
        "worker": worker, "begin": 30_600, "end": 62_100, "start": OFFICE,
    }  # fmt: skip
    return Duty(**{**given, **changed})  # type: ignore[arg-type]


def test_what_presses_is_worth_more_and_the_day_after_it_is_not() -> None:
    near, far = ON + timedelta(days=14), ON + timedelta(days=15)
    assert worth_of(asked(1), on=ON) == ORDINARY_WORTH
    assert worth_of(asked(1, useful_until=near), on=ON) == 2 * ORDINARY_WORTH
    assert worth_of(asked(1, useful_until=far), on=ON) == ORDINARY_WORTH
    assert worth_of(asked(1, details=Details(urgent=True)), on=ON) == 4 * ORDINARY_WORTH


def test_a_language_other_than_japanese_is_a_need() -> None:
    assert needs_of(asked(1, language="vi", details=Details(needs=("手話",)))) == ("手話", "vi")
    assert needs_of(asked(1, language="easy")) == ()


def test_two_of_one_household_stand_behind_one_door() -> None:
    both = [asked(1), asked(2, household="h1", point=asked(1).point)]
    task = task_of(both, [duty("a")], on=ON)
    assert len({visit.place for visit in task.visits}) == 1


def test_nobody_gets_a_door_their_account_does_not_reach() -> None:
    wards = {"a": frozenset({"門司区"}), "b": frozenset({"戸畑区"}), "c": frozenset({"*"})}
    task = task_of([asked(1)], [duty(each) for each in wards], on=ON, wards=wards)
    assert task.visits[0].never == {"b"}


def test_what_was_told_is_a_promise_and_what_is_locked_stays() -> None:
    everybody, staff = [asked(n) for n in (1, 2, 3)], [duty("a"), duty("b")]
    rounds = solve(task_of(everybody, staff, on=ON), Effort(steps=30))
    before = day_of(rounds, everybody, staff, on=ON)
    leg: Leg = before.legs["e2"][0]
    promise = task_of(everybody, staff, on=ON, before=before).visits[1].promise
    assert promise is not None and (promise.workers, promise.begin) == ({leg.worker}, leg.begin)
    without = task_of(
        everybody, [each for each in staff if each.worker != leg.worker], on=ON, before=before
    )
    again = solve(without, Effort(steps=30))
    assert verify(without, again) == () and again.made == 3


def test_a_map_marks_every_door_and_is_read_aloud() -> None:
    trace = Trace(start=OFFICE, doors=(OFFICE, OFFICE, (33.9, 130.9)), marks=("1", "2", "3"))
    drawn = sketch([trace], title="略図", description="3か所<")
    assert drawn.count("<circle") == 3 and "3か所&lt;" in drawn and "style=" not in drawn
