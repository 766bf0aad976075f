"""The counter of the demo: cases in many states, made by the functions everybody uses, once."""

from __future__ import annotations

from sakimawari.cases import run
from sakimawari.cases.run import QueueFilter
from sakimawari.cases.states import Step
from sakimawari.cases.values import State
from sakimawari.console.casework.opening import Crew, open_some
from sakimawari.console.city import city
from tests.cases.office import CLERK, SUPERVISOR, moment
from tests.console.town import Hall

CREW = Crew(clerk=CLERK.id, supervisor=SUPERVISOR.id)


def test_the_demo_begins_with_cases_in_every_important_state(hall: Hall) -> None:
    opened = open_some(city(), CREW)
    found = run.queue(moment(), QueueFilter(everything=True), actor=CLERK, most=200)
    assert opened == found.total > 20
    states = {row.state for row in found.rows}
    assert {
        State.SUBMITTED,
        State.EXAMINING,
        State.WAITING,
        State.PROPOSED,
        State.REFUSED,
    } <= states
    assert not any(moment().desk.is_protected(row.subject, moment().today) for row in found.rows)
    decided = [row for row in found.rows if row.state in (State.APPROVED, State.PAID)]
    for row in decided:
        steps = [event.step for event in run.case_file(moment(), row.number, actor=CLERK).history]
        assert Step.APPROVE.value in steps or Step.DECIDE.value in steps


def test_a_counter_that_is_open_stays_as_it_is(hall: Hall) -> None:
    open_some(city(), CREW, most=4)
    assert open_some(city(), CREW, most=4) == 0
