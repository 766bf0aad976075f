"""What alarms and what does not: attempts on the protected, many refusals, reading en masse."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sakimawari.guard.audit.alarms import AlarmKind, Asking, Limits, alarms_for
from sakimawari.guard.audit.chain import BEGINNING, linked
from sakimawari.guard.audit.entries import Entry
from tests.guard.audit.chains import draft

LIMITS = Limits(denied=3, read=5, programs_read=9, listed=4)


def asking(*, denied: int = 0, read: int = 0, staff: str | None = None) -> Asking:
    return Asking(
        denied=lambda kind, actor, since: denied,
        people_read=lambda kind, actor, since: read,
        staff_of=lambda person: staff,
    )


def entry(**told: object) -> Entry:
    return linked(replace(draft(1), **told), 1, BEGINNING)  # type: ignore[arg-type]


def raised(one: Entry, asked: Asking | None = None, *, protected: bool = False) -> list[AlarmKind]:
    return list(alarms_for(one, asked or asking(), protected=protected, limits=LIMITS))


def test_an_ordinary_reading_alarms_nobody() -> None:
    assert raised(entry()) == []
    assert raised(entry(), asking(read=LIMITS.read)) == []


def test_every_refused_attempt_on_a_protected_person_alarms() -> None:
    assert raised(entry(allowed=False), protected=True) == [AlarmKind.PROTECTED]
    assert raised(entry(allowed=False)) == []
    assert raised(entry(), protected=True) == []  # named staff read it: that is no attempt


def test_refusals_alarm_from_the_third_on() -> None:
    assert raised(entry(allowed=False), asking(denied=2)) == []
    assert raised(entry(allowed=False), asking(denied=3)) == [AlarmKind.MANY_DENIED]
    assert raised(entry(allowed=False, actor=""), asking(denied=3)) == []


def test_reading_more_people_in_an_hour_than_a_counter_serves_alarms() -> None:
    assert raised(entry(), asking(read=6)) == [AlarmKind.MASS_READING]
    program = entry(actor_kind="program")
    assert raised(program, asking(read=9)) == []
    assert raised(program, asking(read=10)) == [AlarmKind.MASS_READING]
    resident = entry(actor_kind="resident")
    assert raised(resident, asking(read=99)) == []


@pytest.mark.parametrize(("people", "alarms"), [(3, []), (4, [AlarmKind.LARGE_LIST])])
def test_a_file_of_many_people_alarms_and_a_list_on_the_screen_does_not(
    people: int, alarms: list[AlarmKind]
) -> None:
    persons = tuple(f"person-{number}" for number in range(people))
    assert raised(entry(action="export_list", person="", persons=persons)) == alarms
    assert raised(entry(action="list_people", person="", persons=persons)) == []


def test_a_colleague_and_oneself_are_told_apart() -> None:
    assert raised(entry(actor="a"), asking(staff="b")) == [AlarmKind.COLLEAGUE]
    assert raised(entry(actor="a"), asking(staff="a")) == [AlarmKind.OWN]
    assert raised(entry(actor="a", allowed=False), asking(staff="b")) == []


def test_the_windows_reach_back_from_the_entry() -> None:
    seen: list[datetime] = []

    def count(kind: str, actor: str, since: datetime) -> int:
        seen.append(since)
        return 0

    asked = Asking(denied=count, people_read=count, staff_of=lambda person: None)
    list(alarms_for(entry(), asked, protected=False))
    list(alarms_for(entry(allowed=False), asked, protected=False))
    at = draft(1).at
    assert seen == [at - timedelta(hours=1), at - timedelta(minutes=10)]
