"""Rounds as good as the best there are, on towns small enough to try everything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sakimawari.match.visits.plan import Plan, price
from sakimawari.match.visits.solving import Effort, solve
from sakimawari.match.visits.timing import Board
from sakimawari.match.visits.values import (
    Because,
    Promise,
    Relief,
    Round,
    Rounds,
    Task,
    Window,
)
from sakimawari.match.visits.verifying import verify
from sakimawari.problems import Problems
from tests.match.visits.town import (
    ALL_DAY,
    FIVE,
    HOUR,
    LUNCH,
    NINE,
    best_price,
    drawn,
    line,
    shift,
    visit,
)

SHORT = Effort(steps=60)


def solved(task: Task, **given: object) -> Rounds:
    rounds = solve(task, SHORT, **given)  # type: ignore[arg-type]
    assert verify(task, rounds) == ()
    return rounds


def round_of(rounds: Rounds, worker: str) -> Round:
    return next(each for each in rounds.rounds if each.shift.startswith(worker))


def price_of(task: Task, rounds: Rounds) -> int:
    board = Board(task)
    plan = Plan(
        [[board.number_of[stop.visit] for stop in each.stops] for each in rounds.rounds],
        {board.number_of[s.visit]: s.begin for each in rounds.rounds for s in each.stops},
    )
    found = price(board, plan)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(12))
def test_a_small_town_is_visited_as_well_as_can_be(seed: int) -> None:
    task = drawn(seed)
    assert price_of(task, solved(task)) == best_price(task)


def test_the_same_seed_gives_the_same_rounds() -> None:
    assert solved(drawn(3)) == solved(drawn(3))


def test_the_break_lies_between_visits_and_within_its_hours() -> None:
    task = Task(
        visits=tuple(visit(at, seconds=HOUR) for at in range(1, 6)),
        shifts=(shift(pause=LUNCH),),
        travel=line(6),
    )
    walked = round_of(solved(task), "sato")
    assert walked.pause is not None and LUNCH.earliest <= walked.pause[0] <= LUNCH.latest


def test_a_visit_that_would_only_go_without_the_break_is_left_and_says_so() -> None:
    at_noon = (Window(earliest=LUNCH.earliest, latest=LUNCH.earliest),)
    long = visit(1, windows=at_noon, seconds=2 * HOUR)
    task = Task(visits=(long,), shifts=(shift(pause=LUNCH),), travel=line(2))
    (left,) = solved(task).unmade
    assert (left.because, left.proved, left.relief) == (Because.PAUSE, True, (Relief.NO_PAUSE,))


def test_two_are_at_the_door_at_the_same_time() -> None:
    task = Task(
        visits=(visit(1), visit(2, people=2), visit(3)),
        shifts=(shift("sato"), shift("ito", begin=11 * HOUR)),
        travel=line(4),
    )
    rounds = solved(task)
    begins = {s.begin for each in rounds.rounds for s in each.stops if s.visit == "v2"}
    assert rounds.made == 3 and len(begins) == 1 and min(begins) >= 11 * HOUR


def test_one_worker_alone_makes_no_visit_of_two() -> None:
    task = Task(visits=(visit(1, people=2),), shifts=(shift(),), travel=line(2))
    (left,) = solved(task).unmade
    assert left.proved and left.relief == (Relief.ONE_PERSON,)


def test_nobody_with_sign_language_is_free_in_the_morning_and_that_is_proved() -> None:
    early = (Window(earliest=NINE, latest=11 * HOUR),)
    task = Task(
        visits=(visit(1, needs=frozenset({"手話"}), windows=early),),
        shifts=(shift("sato"), shift("ito", begin=13 * HOUR, skills=frozenset({"手話"}))),
        travel=line(2),
    )
    (left,) = solved(task).unmade
    assert (left.because, left.lacking, left.until) == (Because.WINDOW, ("手話",), 11 * HOUR)
    assert left.proved and left.free_from == 13 * HOUR + 600


def test_a_need_nobody_on_duty_meets_is_named() -> None:
    task = Task(
        visits=(visit(1, needs=frozenset({"ベトナム語"})),), shifts=(shift(),), travel=line(2)
    )
    (left,) = solved(task).unmade
    assert (left.because, left.lacking) == (Because.NOBODY, ("ベトナム語",))


def test_the_less_worthy_visit_waits_where_there_is_time_for_one() -> None:
    one_time = (Window(earliest=NINE + 600, latest=NINE + 900),)
    task = Task(
        visits=(
            visit(1, windows=one_time, worth=20_000),
            visit(1, id="v2", windows=one_time, worth=10_000),
        ),
        shifts=(shift(),),
        travel=line(3),
    )
    (left,) = solved(task).unmade
    assert (left.visit, left.because, left.proved) == ("v2", Because.FULL, False)
    assert Relief.ANY_TIME in left.relief and left.displaces == ("v1",)


def test_of_visits_for_one_another_one_is_made() -> None:
    task = Task(
        visits=(visit(1, instead_of="a"), visit(3, instead_of="a")),
        shifts=(shift(),),
        travel=line(4),
    )
    rounds = solved(task)
    assert rounds.made == 1 and rounds.unmade[0].because is Because.INSTEAD


def test_a_visit_not_worth_its_way_is_left_and_says_so() -> None:
    task = Task(visits=(visit(3, worth=600),), shifts=(shift(),), travel=line(4))
    assert solved(task).unmade[0].because is Because.WORTH


def test_a_client_sees_the_same_worker_on_both_days() -> None:
    day = 24 * HOUR
    tomorrow = (Window(earliest=NINE + day, latest=FIVE + day),)
    task = Task(
        visits=(
            visit(1, client="c"),
            visit(1, id="v1b", windows=tomorrow, client="c"),
            visit(4, windows=tomorrow),
        ),
        shifts=(
            shift("sato"),
            shift("ito", id="ito-2", begin=NINE + day, end=FIVE + day),
            shift("sato", id="sato-2", begin=NINE + day, end=FIVE + day),
        ),
        travel=line(5),
    )
    rounds = solved(task)
    who = {e.shift.split("-")[0] for e in rounds.rounds for s in e.stops if s.visit[:2] == "v1"}
    assert rounds.made == 3 and len(who) == 1


def test_what_was_promised_is_kept_when_another_visit_is_squeezed_in() -> None:
    promised = visit(3, promise=Promise(workers=frozenset({"sato"}), begin=14 * HOUR), worth=30_000)
    task = Task(
        visits=(promised, visit(2), visit(1)),
        shifts=(shift("sato"), shift("ito")),
        travel=line(4),
    )
    rounds = solved(task)
    begin = next(s.begin for e in rounds.rounds for s in e.stops if s.visit == "v3")
    assert abs(begin - 14 * HOUR) <= 900 and any(
        s.visit == "v3" for s in round_of(rounds, "sato").stops
    )


def test_a_plan_to_begin_with_is_never_made_dearer() -> None:
    task = drawn(5)
    before = solved(task)
    given = {each.shift: [stop.visit for stop in each.stops] for each in before.rounds}
    again = solve(task, Effort(steps=1), begin_with=given)
    assert price_of(task, again) <= price_of(task, before)


def test_a_task_whose_parts_do_not_fit_is_refused() -> None:
    with pytest.raises(Problems, match="VISIT001"):
        Task(visits=(visit(7),), shifts=(shift(),), travel=line(2))


def test_without_staff_nothing_is_made_and_everything_has_its_reason() -> None:
    task = Task(visits=(visit(1),), shifts=(), travel=line(2))
    assert solved(task).unmade[0].because is Because.NOBODY


def test_a_visit_may_begin_in_either_of_its_windows() -> None:
    late = Window(earliest=16 * HOUR, latest=FIVE - 1_800)
    both = (Window(earliest=NINE, latest=NINE), late)
    task = Task(
        visits=(visit(1, windows=both), visit(2, windows=ALL_DAY)),
        shifts=(shift(),),
        travel=line(3),
    )
    begin = next(s.begin for e in solved(task).rounds for s in e.stops if s.visit == "v1")
    assert begin == late.earliest


# ------------------------------------------------------------------ the examiner


def tampered(rounds: Rounds, **changed: int) -> Rounds:
    walked = round_of(rounds, "sato")
    stop = replace(walked.stops[0], **changed)  # type: ignore[arg-type]
    other = replace(walked, stops=(stop, *walked.stops[1:]))
    return replace(
        rounds, rounds=tuple(other if each is walked else each for each in rounds.rounds)
    )


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"begin": NINE, "end": NINE + 1_200, "arrive": NINE}, "way"),
        ({"end": NINE + 1_300}, "length"),
        ({"begin": FIVE + 60, "end": FIVE + 1_260}, "window"),
    ],
)
def test_the_examiner_finds_what_was_altered(changed: dict[str, int], rule: str) -> None:
    task = Task(visits=(visit(1), visit(2)), shifts=(shift(),), travel=line(3))
    found = verify(task, tampered(solved(task), **changed))
    assert rule in {each.rule.value for each in found}


def test_the_examiner_misses_no_visit_that_is_neither_made_nor_explained() -> None:
    task = Task(visits=(visit(1),), shifts=(shift(),), travel=line(2))
    empty = replace(solved(task), rounds=())
    assert [each.rule.value for each in verify(task, empty)] == ["all"]
