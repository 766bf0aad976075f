"""A message goes out once, by one medium after another, and stops where it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from sakimawari.guard.consents.values import Wishes
from sakimawari.reach.channels.seam import Report, Said
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import fence, optout_store, reading_store, report_store, store
from sakimawari.reach.sending.call_store import Lease
from sakimawari.reach.sending.gates import PROTECTED, Verdict
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.models import ReportRow
from sakimawari.reach.sending.own_id import own_id
from sakimawari.reach.sending.values import Recorded, State, Step
from sakimawari.reach.sending.worker import one_round, send_all
from tests.reach.sending.room import (
    FREELY,
    MONDAY,
    NOON,
    Clock,
    Ledgered,
    OpenGates,
    PlainComposer,
    Shelf,
    outgoing,
    post,
)

pytestmark = pytest.mark.django_db
ID = own_id("step-1", Medium.EMAIL)


def state_of(message: str = "step-1") -> State:
    history = reading_store.history(message)
    assert history is not None
    return history.message.state


def why_of(message: str = "step-1") -> str:
    history = reading_store.history(message)
    assert history is not None
    return history.message.why


def test_a_plan_applied_twice_is_taken_over_once() -> None:
    steps = [outgoing(f"step-{number}") for number in range(3)]
    assert store.record(steps, at=NOON) == Recorded(new=3, known=0)
    again = [replace(each, media=(Medium.SMS,)) for each in steps]
    assert store.record([*again, outgoing("step-3")], at=NOON) == Recorded(new=1, known=3)
    assert store.record([outgoing("step-4")] * 2, at=NOON).new == 1


def test_a_message_goes_out_on_its_day_and_not_before() -> None:
    store.record([outgoing(send_on=date(2026, 6, 2))], at=NOON)
    clock, mail = Clock(), Ledgered()
    send_all(post(clock, mail))
    assert not mail.received
    clock.now = datetime(2026, 6, 2, 9, tzinfo=JAPAN)
    send_all(post(clock, mail))
    send_all(post(clock, mail))
    assert mail.received == {ID: 1}
    assert state_of() is State.SENT


def test_whoever_is_held_out_hears_nothing() -> None:
    store.record([outgoing(held_out=True)], at=NOON)
    mail, clock = Ledgered(), Clock()
    send_all(post(clock, mail))
    clock.pass_by(days=60)
    send_all(post(clock, mail))
    assert not mail.received and state_of() is State.HELD_OUT
    assert reading_store.history_of("resident") == ()


def test_silence_leads_to_a_letter_and_then_to_the_end() -> None:
    store.record([outgoing()], at=NOON)
    clock, mail, letters = Clock(), Ledgered(), Shelf()
    send_all(post(clock, mail, writers=[letters]))
    clock.pass_by(days=20)
    send_all(post(clock, mail, writers=[letters]))
    assert not letters.published, "the time for a reply is not over"
    clock.pass_by(days=2)
    send_all(post(clock, mail, writers=[letters]))
    assert not letters.published, "letters leave once a day, in the morning"
    clock.pass_by(days=1)
    send_all(post(clock, mail, writers=[letters]))
    assert [len(items) for items in letters.published.values()] == [1]
    assert state_of() is State.SENT
    clock.pass_by(days=90)
    send_all(post(clock, mail, writers=[letters]))
    assert len(letters.published) == 1 and mail.received == {ID: 1}


def test_a_reply_ends_it_and_only_a_reply_to_what_was_told() -> None:
    store.record([outgoing(), outgoing("step-2", person="other")], at=NOON)
    clock, mail, letters = Clock(), Ledgered(), Shelf()
    send_all(post(clock, mail, writers=[letters]))
    assert store.replied("resident", "another-service", clock()) == 0
    assert store.replied("resident", "child-allowance", clock()) == 1
    for _ in range(2):
        clock.pass_by(days=40)
        send_all(post(clock, mail, writers=[letters]))
    assert [item.person for items in letters.published.values() for item in items] == ["other"]
    assert state_of() is State.REPLIED


def test_a_reply_for_a_child_answers_whoever_was_told_of_it() -> None:
    store.record([outgoing(subjects=["child"])], at=NOON)
    send_all(post(Clock(), Ledgered()))
    told = store.replied("other-parent", "child-allowance", NOON, subject="child", household="home")
    assert told == 1
    assert state_of() is State.REPLIED


def test_a_refused_address_leads_to_the_next_medium_at_once() -> None:
    store.record([outgoing(media=[Medium.EMAIL, Medium.SMS])], at=NOON)
    sms = Ledgered(name="sms", medium=Medium.SMS)
    send_all(post(Clock(), Ledgered(script=lambda parcel: "refuse"), sms))
    assert sum(sms.received.values()) == 1
    failed = reading_store.failures("2026-06-01")
    assert [(each.provider, each.state, each.why) for each in failed] == [
        ("mail", Step.REFUSED, "unknown")
    ]


def test_somebody_without_any_address_is_failed_and_seen() -> None:
    store.record([outgoing(media=[Medium.EMAIL, Medium.SMS])], at=NOON)
    sms = Ledgered(name="sms", medium=Medium.SMS)
    send_all(post(Clock(), Ledgered(), sms, composer=PlainComposer(homeless={"resident"})))
    assert state_of() is State.FAILED and why_of() == "no_address"


def test_a_bounce_leads_to_the_next_medium_and_a_second_report_of_it_changes_nothing() -> None:
    store.record([outgoing(media=[Medium.EMAIL, Medium.SMS, Medium.LETTER])], at=NOON)
    clock, mail = Clock(), Ledgered()
    sms = Ledgered(name="sms", medium=Medium.SMS)
    send_all(post(clock, mail, sms))
    bounced = Report(provider="mail", said=Said.BOUNCED, at=NOON, id=ID)
    report_store.receive([bounced, bounced], at=NOON)
    send_all(post(clock, mail, sms))
    report_store.receive([bounced, replace(bounced, at=NOON + timedelta(hours=1))], at=NOON)
    send_all(post(clock, mail, sms))
    assert sum(sms.received.values()) == 1 and mail.received == {ID: 1}
    assert state_of() is State.SENT


@pytest.mark.parametrize("order", [[Said.DELIVERED, Said.READ], [Said.READ, Said.DELIVERED]])
def test_reports_in_any_order_say_that_it_arrived(order: list[Said]) -> None:
    store.record([outgoing()], at=NOON)
    clock, mail = Clock(), Ledgered()
    theirs = f"mail-{ID}"
    early = [Report(provider="mail", said=order[0], at=NOON, theirs=theirs)]
    report_store.receive(early, at=NOON)  # before the provider's id is known
    send_all(post(clock, mail))
    clock.pass_by(minutes=11)
    late = [Report(provider="mail", said=said, at=NOON, id=ID) for said in (order[1], Said.FAILED)]
    report_store.receive(late, at=clock())
    send_all(post(clock, mail))
    assert state_of() is State.DELIVERED
    assert report_store.waiting_reports() == 0


def test_a_report_on_another_provider_is_not_taken_for_ours() -> None:
    store.record([outgoing()], at=NOON)
    send_all(post(Clock(), Ledgered()))
    report_store.receive([Report(provider="other", said=Said.BOUNCED, at=NOON, id=ID)], at=NOON)
    send_all(post(Clock(), Ledgered()))
    assert state_of() is State.SENT


@pytest.mark.parametrize("said", [Said.COMPLAINED, Said.STOPPED])
def test_a_complaint_ends_the_medium_for_every_plan(said: Said) -> None:
    store.record([outgoing()], at=NOON)
    clock, mail = Clock(), Ledgered()
    sms = Ledgered(name="sms", medium=Medium.SMS)
    send_all(post(clock, mail, sms))
    report_store.receive([Report(provider="mail", said=said, at=NOON, id=ID)], at=NOON)
    store.record([outgoing("step-2", media=[Medium.EMAIL, Medium.SMS])], at=NOON)
    send_all(post(clock, mail, sms))
    assert sum(mail.received.values()) == 1 and sum(sms.received.values()) == 1
    assert optout_store.opted_out("resident").keys() == {Medium.EMAIL}


def test_a_complaint_is_not_lost_where_the_worker_that_reads_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.record([outgoing()], at=NOON)
    clock, mail = Clock(), Ledgered()
    send_all(post(clock, mail))
    report_store.receive([Report(provider="mail", said=Said.STOPPED, at=NOON, id=ID)], at=NOON)

    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(report_store, "_apply", ends)
        with pytest.raises(KeyboardInterrupt):
            one_round(post(clock, mail))
    unread = ReportRow.objects.filter(due_at__isnull=False).count()
    assert unread == 1 and optout_store.opted_out("resident").keys() == {Medium.EMAIL}
    one_round(post(clock, mail))
    assert not ReportRow.objects.filter(due_at__isnull=False).exists()


def test_an_opt_out_stops_what_a_worker_holds_and_has_not_called() -> None:
    store.record([outgoing(), outgoing("step-2", person="other")], at=NOON)
    mail = Ledgered()

    def say_no(place: str) -> None:
        if place == "prepared":
            assert optout_store.opt_out("resident", Medium.EMAIL, at=NOON) == 1

    send_all(post(Clock(), mail, checkpoint=say_no))
    assert [person for person, _ in mail.said] == ["other"]
    assert state_of() is State.WAITING  # for the letter


def test_whoever_opts_in_again_is_told_again() -> None:
    store.record([outgoing()], at=NOON)
    optout_store.opt_out("resident", Medium.EMAIL, at=NOON)
    optout_store.opt_out("resident", Medium.EMAIL, at=NOON)
    assert optout_store.opt_in("resident", Medium.EMAIL, at=NOON)
    assert not optout_store.opt_in("resident", Medium.EMAIL, at=NOON)
    mail = Ledgered()
    send_all(post(Clock(), mail))
    assert sum(mail.received.values()) == 1


def test_a_protected_person_is_stopped_on_the_day_whatever_the_plan_says() -> None:
    store.record([outgoing()], at=NOON)
    mail = Ledgered()
    gates = OpenGates({"step-1": Verdict(stop=PROTECTED)})
    send_all(post(Clock(), mail, gates=gates))
    assert not mail.received
    assert state_of() is State.STOPPED and why_of() == PROTECTED


def test_what_fell_away_is_not_told_and_the_rest_is() -> None:
    store.record([outgoing(services=["child-allowance", "school-aid"])], at=NOON)
    mail = Ledgered()
    gates = OpenGates({"step-1": Verdict(tellings=(("school-aid", "resident"),))})
    send_all(post(Clock(), mail, gates=gates))
    assert mail.said == [("resident", "school-aid")]
    history = reading_store.history("step-1")
    assert history is not None and history.message.services == ("school-aid",)


def test_what_is_too_late_is_not_sent_and_its_last_day_still_counts() -> None:
    store.record([outgoing(useful_until=MONDAY)], at=NOON)
    store.record([outgoing("step-2", person="other", useful_until=date(2026, 5, 31))], at=NOON)
    mail = Ledgered()
    send_all(post(Clock(), mail))
    assert [person for person, _ in mail.said] == ["resident"]
    assert state_of("step-2") is State.EXPIRED


def test_nothing_rings_in_the_city_s_quiet_hours_nor_in_a_person_s() -> None:
    store.record([outgoing()], at=NOON)
    clock, mail = Clock(datetime(2026, 6, 1, 20, 0, tzinfo=JAPAN)), Ledgered()
    later = Wishes(quiet_from=time(8, 0), quiet_until=time(10, 30))
    gates = OpenGates({"step-1": Verdict(tellings=(("a", "resident"),), wishes=later)})
    send_all(post(clock, mail, gates=gates))
    clock.now = datetime(2026, 6, 2, 9, 0, tzinfo=JAPAN)
    send_all(post(clock, mail, gates=gates))
    assert not mail.received
    clock.now = datetime(2026, 6, 2, 10, 30, tzinfo=JAPAN)
    send_all(post(clock, mail, gates=gates))
    assert sum(mail.received.values()) == 1


def test_a_person_and_a_household_hear_once_a_week_over_all_plans() -> None:
    terms = replace(FREELY, per_person_a_week=1, per_household_a_week=2)
    store.record(
        [
            outgoing("step-1", plan="spring"),
            outgoing("step-2", plan="summer"),
            outgoing("step-3", person="spouse"),
            outgoing("step-4", person="grandmother"),
        ],
        at=NOON,
    )
    clock, mail = Clock(), Ledgered()
    send_all(post(clock, mail, terms=terms))
    assert sum(mail.received.values()) == 2
    clock.pass_by(days=6, hours=23)
    send_all(post(clock, mail, terms=terms))
    assert sum(mail.received.values()) == 2
    clock.pass_by(hours=1)
    send_all(post(clock, mail, terms=terms))
    assert sum(mail.received.values()) == 4
    assert [person for person, _ in mail.said].count("resident") == 2


def test_what_was_refused_reached_nobody_and_does_not_count() -> None:
    terms = replace(FREELY, per_person_a_week=1)
    store.record([outgoing(media=[Medium.EMAIL, Medium.SMS])], at=NOON)
    sms = Ledgered(name="sms", medium=Medium.SMS)
    send_all(post(Clock(), Ledgered(script=lambda parcel: "refuse"), sms, terms=terms))
    assert sum(sms.received.values()) == 1


def test_a_provider_that_is_down_for_an_hour_loses_nothing() -> None:
    store.record(
        [outgoing(f"step-{n}", person=f"p{n}", household=f"h{n}") for n in range(50)], at=NOON
    )
    clock = Clock()
    until = NOON + timedelta(hours=1)
    calls = 0

    def script(parcel: object) -> str:
        nonlocal calls
        calls += 1
        return "busy" if clock() < until else "ok"

    mail = Ledgered(script=script)
    while clock() < NOON + timedelta(hours=8):
        send_all(post(clock, mail))
        clock.pass_by(minutes=1)
    assert len(mail.received) == 50 and set(mail.received.values()) == {1}
    assert calls < 50 + 40, "a provider that is down is left alone"


def test_another_provider_takes_over_what_the_first_did_not_take() -> None:
    store.record(
        [outgoing(f"step-{n}", person=f"p{n}", household=f"h{n}") for n in range(50)], at=NOON
    )
    first, second = Ledgered(name="a", script=lambda parcel: "busy"), Ledgered(name="b")
    clock = Clock()
    for _ in range(3):
        send_all(post(clock, first, second))
        clock.pass_by(minutes=1)
    assert len(second.received) == 50 and not first.received


def test_an_unsure_message_is_never_sent_again_by_its_medium() -> None:
    store.record([outgoing()], at=NOON)
    clock, mail, letters = Clock(), Ledgered(script=lambda parcel: "hang"), Shelf()
    for _ in range(20):
        send_all(post(clock, mail, writers=[letters]))
        clock.pass_by(days=1)
    assert mail.received == {ID: 1} and not letters.published
    assert state_of() is State.UNSURE
    clock.pass_by(days=5)
    send_all(post(clock, mail, writers=[letters]))
    clock.pass_by(days=1)
    send_all(post(clock, mail, writers=[letters]))
    assert mail.received == {ID: 1} and len(letters.published) == 1


@pytest.mark.parametrize("does", ["hang", "lost"])
@pytest.mark.parametrize("kind", ["tells", "remembers"])
def test_where_the_provider_tells_or_refuses_a_second_an_unsure_call_is_made_good(
    does: str, kind: str
) -> None:
    store.record([outgoing()], at=NOON)
    clock, first = Clock(), [does]
    mail = Ledgered(script=lambda parcel: first.pop() if first else "ok")
    mail.tells = kind == "tells"
    mail.repeats_for = timedelta(hours=24) if kind == "remembers" else timedelta(0)
    for _ in range(4):
        send_all(post(clock, mail))
        clock.pass_by(minutes=10)
    assert mail.received == {ID: 1}
    assert state_of() is State.SENT


@pytest.mark.parametrize("slept", [{"minutes": 3}, {"minutes": 6}, {"hours": 5}])
@pytest.mark.parametrize("tells", [True, False])
def test_a_worker_that_was_frozen_between_mark_and_call_calls_nobody(
    slept: dict[str, float], tells: bool
) -> None:
    store.record([outgoing(media=(Medium.EMAIL,))], at=NOON)
    clock, mail = Clock(), Ledgered(tells=tells)
    slow = [True]

    def freezes(place: str) -> None:
        if place == "calling" and slow:
            slow.clear()
            clock.pass_by(**slept)
            one_round(post(clock, mail, worker="second"))
            one_round(post(clock, mail, worker="second"))

    one_round(post(clock, mail, worker="first", checkpoint=freezes))
    for _ in range(3):
        clock.pass_by(hours=2)
        one_round(post(clock, mail, worker="third"))
    may_be_lost = not tells and slept != {"minutes": 3}
    assert mail.received[ID] == (0 if may_be_lost else 1)
    assert state_of() is (State.UNSURE if may_be_lost else State.SENT)


def test_a_fence_shuts_when_half_of_the_lease_is_over_by_either_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, seconds = Clock(), [0.0]
    monkeypatch.setattr(fence, "awake", lambda: seconds[0])
    lease = Lease(token="t", at=NOON, until=NOON + timedelta(minutes=5), reply_within=timedelta(1))
    shut = fence.fence_of(lease, clock)
    assert shut.is_open
    clock.pass_by(seconds=150)
    assert not shut.is_open
    clock.pass_by(seconds=-150)
    assert shut.is_open
    seconds[0] = 150.0  # the city's clock was set back while the machine slept
    assert not shut.is_open


def test_what_another_provider_may_have_is_not_given_to_the_next() -> None:
    store.record([outgoing()], at=NOON)
    clock = Clock()
    first = Ledgered(name="a", script=lambda parcel: "hang")
    second = Ledgered(name="b")
    for _ in range(5):
        send_all(post(clock, first, second))
        clock.pass_by(hours=5)
    assert first.received == {ID: 1} and not second.received


def test_a_second_call_is_not_made_once_the_provider_has_forgotten_the_first() -> None:
    store.record([outgoing()], at=NOON)
    clock = Clock()
    line = Ledgered(repeats_for=timedelta(hours=24), script=lambda parcel: "hang")
    send_all(post(clock, line))
    clock.pass_by(hours=30)
    line.repeats_for = timedelta(hours=24)
    line.received.clear()  # it has forgotten
    send_all(post(clock, line))
    assert not line.received
    assert state_of() is State.UNSURE


def test_a_provider_gets_no_more_calls_a_second_than_it_takes() -> None:
    store.record(
        [outgoing(f"step-{n}", person=f"p{n}", household=f"h{n}") for n in range(40)], at=NOON
    )
    clock, mail = Clock(), Ledgered()
    slow = post(clock, mail, a_second=5)
    seen = []
    for _ in range(10):
        one_round(slow)
        one_round(slow)
        seen.append(sum(mail.received.values()))
        clock.pass_by(seconds=1)
    assert seen == [min(40, 5 * (second + 1)) for second in range(10)]


def test_counts_say_how_many_stand_where() -> None:
    store.record(
        [outgoing(), outgoing("step-2", person="other"), outgoing("step-3", held_out=True)], at=NOON
    )
    send_all(post(Clock(), Ledgered(), composer=PlainComposer(homeless={"other"})))
    found = {(each.medium, each.state): each.count for each in reading_store.counts("2026-06-01")}
    assert found == {
        (Medium.EMAIL, State.SENT): 1,
        (Medium.LETTER, State.WAITING): 1,
        (Medium.EMAIL, State.HELD_OUT): 1,
    }
