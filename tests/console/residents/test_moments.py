"""What is coming, read from the days of a right: an open year is no end, and what holds does not begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from sakimawari.console.residents.calendar_file import Entry, written
from sakimawari.console.residents.moments import Kind, folded, moments_of
from sakimawari.console.residents.rights import Right, Standing, rights_of, wanted
from sakimawari.fit.payments import Payment
from sakimawari.fit.timetable import RightSpan, ServiceTimes, Timetable
from sakimawari.packs.pack import Service
from tests.edition import thirteen_services

ON, FINAL = date(2026, 10, 1), date(2028, 10, 31)
SERVICES = thirteen_services().services
ALLOWANCE = "child-allowance"


def span(since: date, until: date = FINAL, status: str = "yes", **more: object) -> RightSpan:
    held: dict[str, object] = {
        "since": since, "until": until, "goes_on": until == FINAL, "status": status,
        "amount_low": 10_000, "amount_high": 10_000, "tier": (), "deadline": None, "missing": (),
        "ended_by": None, **more,
    }  # fmt: skip
    return RightSpan(**held)  # type: ignore[arg-type]


def right(
    *spans: RightSpan, slug: str = ALLOWANCE, receives: bool = False, **more: object
) -> Right:
    service = SERVICES[slug]
    held: dict[str, object] = {
        "service": slug, "name": service.name, "department": service.department, "unit": "円/月",
        "receives": receives, "spans": spans, "payments": (), "renewals": (), **more,
    }  # fmt: skip
    table = Timetable(
        subject="p", on=ON, final=FINAL, services=(ServiceTimes(**held),)  # type: ignore[arg-type]
    )  # fmt: skip
    [found] = rights_of(table, SERVICES, person="p", today=ON)
    return found


def kinds(*rights: Right) -> list[tuple[date, Kind]]:
    return [(one.on, one.kind) for one in moments_of(rights, on=ON, final=FINAL)]


def test_what_holds_on_the_day_does_not_begin_and_what_goes_on_does_not_end() -> None:
    assert kinds(right(span(ON))) == []


def test_a_right_begins_changes_and_ends_on_its_days() -> None:
    begins, changes, last = date(2027, 4, 1), date(2027, 8, 1), date(2028, 3, 31)
    found = right(
        span(begins, changes - timedelta(days=1)),
        span(changes, last, amount_low=15_000, amount_high=15_000, ended_by="has-child"),
    )
    assert kinds(found) == [
        (begins, Kind.BEGINS), (changes, Kind.CHANGES), (date(2028, 4, 1), Kind.ENDS),
    ]  # fmt: skip


def test_a_year_whose_income_is_not_known_yet_is_open_and_no_end() -> None:
    turn = date(2027, 8, 1)
    known, open_year = span(ON, turn - timedelta(days=1)), span(turn, status="unknown")
    assert kinds(right(known, open_year, receives=True)) == [(turn, Kind.OPEN)]
    assert kinds(right(known, open_year)) == []  # of what is not received it says nothing


def test_a_range_of_amounts_is_open_and_no_change() -> None:
    turn = date(2027, 8, 1)
    spans = span(ON, turn - timedelta(days=1)), span(turn, amount_low=0, amount_high=20_000)
    assert kinds(right(*spans, receives=True)) == [(turn, Kind.OPEN)]


def test_a_possible_right_of_later_is_not_announced() -> None:
    assert kinds(right(span(date(2027, 6, 1), status="unknown"))) == []


def test_a_gap_ends_and_begins_again() -> None:
    first, again = span(ON, date(2027, 3, 31)), span(date(2027, 10, 1))
    assert [kind for _, kind in kinds(right(first, again))] == [Kind.ENDS, Kind.BEGINS]


def test_a_last_day_to_act_is_told_once_and_stands_for_the_end() -> None:
    last = date(2027, 3, 31)
    until = span(ON, last, deadline=last)
    assert kinds(right(until)) == [(last, Kind.DEADLINE)]
    assert kinds(right(until, receives=True)) == [(last + timedelta(days=1), Kind.ENDS)]


def test_a_last_day_that_has_passed_is_none_to_come() -> None:
    assert kinds(right(span(ON, deadline=date(2026, 9, 1)))) == []


def test_payments_are_announced_to_those_who_receive() -> None:
    paid = Payment(month=date(2026, 12, 1), covers=(date(2026, 10, 1),), low=10_000, high=10_000)
    assert kinds(right(span(ON), payments=(paid,))) == []
    assert kinds(right(span(ON), payments=(paid,), receives=True)) == [
        (date(2026, 12, 1), Kind.PAYMENT)
    ]


def test_many_quiet_moments_of_a_field_on_a_day_are_one_and_money_never_is() -> None:
    begins = date(2027, 4, 1)
    quiet = [right(span(begins), slug=slug) for slug in quiet_services()]
    moments = moments_of([*quiet, right(span(begins))], on=ON, final=FINAL)
    shown = folded(moments, {"children": "子ども", "health": "医療", "care": "介護"}, most=1)
    assert sum(len(held) for _, held in shown) == len(moments)
    assert all(
        not title for title, held in shown if any(one.service.slug == ALLOWANCE for one in held)
    )
    assert any(title and len(held) > 1 for title, held in shown)


def quiet_services() -> list[str]:
    """Services of one pack that bring no money."""
    by_pack: dict[str, list[str]] = {}
    for slug, service in SERVICES.items():
        if not service.is_benefit:
            by_pack.setdefault(service.pack, []).append(slug)
    return max(by_pack.values(), key=len)


# ---------------------------------------------------------------- how rights stand


@pytest.mark.parametrize(
    ("spans", "receives", "standing"),
    [
        ([span(ON)], True, Standing.RECEIVED),
        ([], True, Standing.RECEIVED),  # by the register, whatever the rules say: a clerk looks
        ([span(ON)], False, Standing.OPEN),
        ([span(ON, status="unknown")], False, Standing.POSSIBLE),
        ([span(date(2027, 4, 1))], False, Standing.LATER),
    ],
)
def test_a_right_stands_by_register_and_rules(
    spans: list[RightSpan], receives: bool, standing: Standing
) -> None:
    assert right(*spans, receives=receives).standing is standing


def test_a_ceiling_that_is_only_told_of_is_set_and_not_asked_for() -> None:
    limit = right(span(ON), slug="high-cost-medical-limit")
    assert (limit.standing, limit.can_apply) == (Standing.APPLIES, False)


def test_what_was_declined_is_left_out_for_that_person_alone() -> None:
    mine = right(span(ON))
    other = replace(mine, person="q")
    assert wanted([mine, other], silenced={("p", ALLOWANCE)}) == (other,)


def test_a_service_the_packs_no_longer_have_is_left_out() -> None:
    times = right(span(ON)).times
    gone = replace(times, service="gone")
    table = Timetable(subject="p", on=ON, final=FINAL, services=(times, gone))
    none: dict[str, Service] = {}
    assert len(rights_of(table, SERVICES, person="p", today=ON)) == 1
    assert rights_of(table, none, person="p", today=ON) == ()


# ---------------------------------------------------------------- the file


def test_a_calendar_file_is_folded_between_characters_and_the_same_when_taken_in_again() -> None:
    entry = Entry(on=ON, key="k", title="期限; 児童手当, " * 12, remind=True)
    at = datetime(2026, 10, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    content = written([entry], name="カレンダー", at=at)
    assert content == written([entry], name="カレンダー", at=at)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    text = content.decode().replace("\r\n ", "")
    assert "SUMMARY:期限\\; 児童手当\\, " in text
    assert "DTSTART;VALUE=DATE:20261001" in text
    assert "DTSTAMP:20261001T000000Z" in text
    assert "TRIGGER:-P7D" in text
