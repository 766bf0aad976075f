"""What a resident reads of who looked: readings of a day folded, each purpose and answer apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sakimawari.guard.audit.accesses import Access, accesses_from
from sakimawari.guard.audit.chain import BEGINNING, linked
from sakimawari.guard.audit.entries import Draft
from tests.guard.audit.chains import draft

JAPAN = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)  # noon in Japan
ME = "person-me"


def looked(*drafts: Draft) -> tuple[Access, ...]:
    entries = [linked(each, place, BEGINNING) for place, each in enumerate(drafts, start=1)]
    return accesses_from(entries, ME, JAPAN)


def reading(**told: object) -> Draft:
    return replace(draft(1), **{"at": NOON, "actor": "c", "person": ME, "persons": (ME,), **told})  # type: ignore[arg-type]


def test_readings_of_one_clerk_for_one_purpose_on_one_day_are_one_line() -> None:
    (line,) = looked(
        reading(fields=("identity",)),
        reading(at=NOON + timedelta(hours=2), fields=("rights",), action="read_household"),
    )
    assert (line.count, line.places) == (2, (2, 1))
    assert line.fields == ("identity", "rights")
    assert line.actions == ("read_household", "read_person")
    assert (line.first, line.last) == (NOON, NOON + timedelta(hours=2))


def test_another_purpose_answer_clerk_or_day_is_another_line() -> None:
    midnight_in_japan = datetime(2026, 10, 1, 15, 0, tzinfo=UTC)
    lines = looked(
        reading(),
        reading(purpose="case"),
        reading(allowed=False),
        reading(actor="d"),
        reading(at=midnight_in_japan),
    )
    assert [line.count for line in lines] == [1, 1, 1, 1, 1]
    assert lines[0].last == midnight_in_japan


def test_a_list_and_a_household_that_named_me_are_told_as_such() -> None:
    listed = reading(person="", persons=("other", ME), action="list_people")
    household = reading(person="other", persons=("other", ME), action="read_household", actor="d")
    assert [(line.listed, line.own) for line in looked(listed, household, reading(actor="e"))] == [
        (False, False),
        (True, False),
        (True, False),
    ]


def test_my_own_reading_is_mine_and_my_proxys_is_not() -> None:
    mine = reading(actor_kind="resident", actor=ME, purpose="own")
    proxys = reading(actor_kind="resident", actor="sister", purpose="proxy")
    assert [(line.actor, line.own) for line in looked(mine, proxys)] == [
        ("sister", False),
        (ME, True),
    ]
