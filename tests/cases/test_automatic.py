"""Grants without application: opened by the city, decided by people, never again after a refusal."""

from __future__ import annotations

from sakimawari.cases import run
from sakimawari.cases.values import Origin, State
from sakimawari.guard.actor import EVERYWHERE
from tests.cases.office import CLERK, doing, moment, resident
from tests.console.town import Hall

AUTOMATIC = "elderly-medical-75"
ANY = frozenset({EVERYWHERE})


def test_whom_the_night_found_sure_gets_a_case_that_nothing_decides(hall: Hall) -> None:
    at = moment()
    people = run.next_ones(at, AUTOMATIC, ANY)[:3]
    opened = run.open_automatic(at, AUTOMATIC, people, doing=doing(CLERK, at))
    assert opened.left_out == 0
    rows = [run.case_row(at, number) for number in opened.numbers]
    assert {row.origin for row in rows} == {Origin.AUTOMATIC}
    assert {row.state for row in rows} == {State.SUBMITTED}
    assert [row.subject for row in rows] == list(people)


def test_the_same_people_are_not_opened_twice(hall: Hall) -> None:
    at = moment()
    people = run.next_ones(at, AUTOMATIC, ANY)[:3]
    first = run.open_automatic(at, AUTOMATIC, people, doing=doing(CLERK, at))
    again = run.open_automatic(at, AUTOMATIC, people, doing=doing(CLERK, at))
    assert again.numbers == first.numbers
    assert not set(people) & set(run.next_ones(at, AUTOMATIC, ANY))


def test_whoever_objected_or_does_not_want_to_be_told_is_left_alone(hall: Hall) -> None:
    at = moment()
    before = run.next_ones(at, AUTOMATIC, ANY)
    objecting, declining = before[:2]
    [number] = run.open_automatic(at, AUTOMATIC, [objecting], doing=doing(CLERK, at)).numbers
    run.object_to(at, number, doing=doing(resident(objecting), at))
    run.decline(at, declining, AUTOMATIC, doing=doing(resident(declining), at))
    assert not {objecting, declining} & set(run.next_ones(moment(days=200), AUTOMATIC, ANY))


def test_a_ward_bounds_who_is_next_and_people_under_protection_are_in_none(hall: Hall) -> None:
    at = moment()
    everybody = run.next_ones(at, AUTOMATIC, ANY)
    ward = at.desk.home(at.desk.find(everybody[0]))[1]
    near = run.next_ones(at, AUTOMATIC, frozenset({ward}))
    assert everybody[0] in near
    assert {at.desk.home(at.desk.find(key))[1] for key in near} == {ward}
    assert not any(at.desk.is_protected(key, at.today) for key in everybody)
    assert run.automatic_waiting(at, [AUTOMATIC], frozenset({ward}))[AUTOMATIC] >= len(near)


def test_what_is_applied_for_is_never_given_unasked(hall: Hall) -> None:
    services = moment().catalogue.services
    assert run.is_automatic(services[AUTOMATIC])
    assert not run.is_automatic(services["child-allowance"])
    assert not run.is_automatic(services["nursery-fee"])
