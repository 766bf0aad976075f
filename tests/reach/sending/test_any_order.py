"""Whatever happens in whatever order: nobody gets one message twice, caps hold, and no stays no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from sakimawari.reach.channels.seam import Answer, Parcel, Report, Said
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import optout_store, report_store, store
from sakimawari.reach.sending.models import (
    AttemptRow,
    BatchRow,
    MessageRow,
    OptOutRow,
    ProviderRow,
    ReportRow,
    TurnRow,
)
from sakimawari.reach.sending.values import State
from sakimawari.reach.sending.worker import one_round
from tests.reach.sending.room import FREELY, Clock, Ledgered, outgoing, post

PEOPLE = ("anna", "ben", "chie", "dai")
HOMES = {"anna": "home-1", "ben": "home-1", "chie": "home-2", "dai": "home-3"}
TERMS = replace(
    FREELY,
    per_person_a_week=1,
    per_person_a_month=2,
    per_household_a_week=1,
    quiet_from=time(0),  # no hour is quiet: `test_hours` sees to these
    quiet_until=time(0),
)
PLACES = ("claimed", "prepared", "marked", "calling", "called", "kept", "taken over", "asked")
DOES = ("ok", "ok", "ok", "busy", "refuse", "hang", "lost")


class Killed(BaseException):
    """A worker ends here: nothing of its own runs any more, as after SIGKILL."""


class Watched(Ledgered):
    """Notes when each call began, and whether its receiver had said no before."""

    def __init__(self, machine: Sending, name: str, medium: Medium, **more: object) -> None:
        super().__init__(name=name, medium=medium, **more)  # type: ignore[arg-type]
        self._machine = machine

    def send(self, parcel: Parcel) -> Answer:
        assert (parcel.to, self.medium) not in self._machine.refusals
        before = self.received[parcel.id]
        answer = Ledgered.send(self, parcel)
        if self.received[parcel.id] > before:
            self._machine.arrived.append((parcel.to, parcel.id, self._machine.clock()))
        return answer


class Sending(RuleBasedStateMachine):
    """Workers, kills, reports, replies and opt-outs in any order."""

    def __init__(self) -> None:
        super().__init__()
        for rows in (AttemptRow, MessageRow, ReportRow, OptOutRow, ProviderRow, TurnRow, BatchRow):
            rows.objects.all().delete()
        self.clock = Clock()
        self.number = 0
        self.arrived: list[tuple[str, str, datetime]] = []
        self.refusals: set[tuple[str, Medium]] = set()
        self.replies: set[str] = set()
        self.does: list[str] = []
        self.bounced: set[str] = set()
        self.providers = [
            Watched(self, "mail", Medium.EMAIL),
            Watched(self, "line", Medium.LINE, tells=True),
            Watched(self, "sms-a", Medium.SMS, repeats_for=timedelta(hours=24)),
            Watched(self, "sms-b", Medium.SMS, repeats_for=timedelta(hours=24)),
        ]
        for provider in self.providers:
            provider.script = lambda parcel: self.does.pop() if self.does else "ok"

    @initialize()
    def first(self) -> None:
        for person in PEOPLE:
            self.plan(person, [Medium.EMAIL, Medium.LINE, Medium.SMS])

    @rule(
        person=st.sampled_from(PEOPLE),
        media=st.lists(
            st.sampled_from([Medium.EMAIL, Medium.LINE, Medium.SMS]), min_size=1, unique=True
        ),
    )
    def plan(self, person: str, media: list[Medium]) -> None:
        self.number += 1
        step = outgoing(f"step-{self.number}", person=person, household=HOMES[person], media=media)
        store.record([step, step], at=self.clock())
        store.record([step], at=self.clock())

    @rule(
        does=st.lists(st.sampled_from(DOES), max_size=4),
        kill=st.none() | st.tuples(st.sampled_from(PLACES), st.integers(1, 3)),
        says_no=st.none() | st.tuples(st.sampled_from(PLACES[:2]), st.sampled_from(PEOPLE)),
    )
    def work(
        self,
        does: list[str],
        kill: tuple[str, int] | None,
        says_no: tuple[str, str] | None,
    ) -> None:
        """One round of a worker, which may be killed, while somebody may say no."""
        self.round(does, kill, says_no)

    def round(
        self,
        does: list[str],
        kill: tuple[str, int] | None = None,
        says_no: tuple[str, str] | None = None,
    ) -> None:
        """Let a new worker do one round."""
        self.does = does
        seen: Counter[str] = Counter()

        def checkpoint(place: str) -> None:
            seen[place] += 1
            if says_no is not None and place == says_no[0] and not connection.in_atomic_block:
                self.no(says_no[1], Medium.EMAIL)
            if kill is not None and (place, seen[place]) == kill:
                raise Killed

        worker = post(
            self.clock,
            *self.providers,
            terms=TERMS,
            checkpoint=checkpoint,
            worker=f"w{self.number}",
        )
        self.number += 1
        with suppress(Killed):
            one_round(worker)

    @rule(does=st.lists(st.sampled_from(DOES), max_size=4))
    def work_a_while(self, does: list[str]) -> None:
        """Rounds a quarter of an hour apart: leases end, and what waits is tried again."""
        for _ in range(3):
            self.round(list(does))
            self.clock.pass_by(minutes=15)

    @rule(hours=st.sampled_from([0.05, 0.2, 3, 30, 180, 560]))
    def pass_by(self, hours: float) -> None:
        self.clock.pass_by(hours=hours)

    @rule(data=st.data(), said=st.sampled_from([Said.DELIVERED, Said.BOUNCED, Said.READ]))
    def report(self, data: st.DataObject, said: Said) -> None:
        """A true report, twice: what bounced never reached anybody, and does not count."""
        if not self.arrived:
            return
        _, id, at = data.draw(st.sampled_from(self.arrived))
        provider = next(each for each in self.providers if each.received[id])
        told = Report(provider=provider.name, said=said, at=at, id=id)
        if said is Said.BOUNCED:
            if id in self.bounced or self.clock() - at > timedelta(hours=1):
                return
            self.bounced.add(id)
            self.arrived = [each for each in self.arrived if each[1] != id]
        elif id in self.bounced:
            return
        report_store.receive([told, told], at=self.clock())
        report_store.receive([told], at=self.clock())

    @rule(person=st.sampled_from(PEOPLE), medium=st.sampled_from([Medium.EMAIL, Medium.SMS]))
    def no(self, person: str, medium: Medium) -> None:
        optout_store.opt_out(person, medium, at=self.clock())
        self.refusals.add((person, medium))

    @rule(person=st.sampled_from(PEOPLE))
    def reply(self, person: str) -> None:
        store.replied(person, "child-allowance", self.clock())

    @invariant()
    def nobody_gets_a_message_twice_by_one_medium(self) -> None:
        together: Counter[str] = Counter()
        for provider in self.providers:
            together.update(provider.received)
        assert not together or max(together.values()) == 1

    @invariant()
    def nobody_is_contacted_more_than_the_city_allows(self) -> None:
        for key in (lambda person: person, lambda person: HOMES[person]):
            by_key: dict[str, list[datetime]] = {}
            for person, _, at in self.arrived:
                by_key.setdefault(key(person), []).append(at)
            for moments in by_key.values():
                pairs = zip(sorted(moments), sorted(moments)[1:], strict=False)
                assert all(b - a >= WITHIN for a, b in pairs)

    @invariant()
    def nothing_is_lost_from_sight(self) -> None:
        """Each message is over, or has a moment at which somebody looks at it again."""
        over = {State.REPLIED, State.FAILED, State.STOPPED, State.EXPIRED}
        for row in MessageRow.objects.filter(due_at=None):
            last = row.position + 1 == len(row.media.split())
            assert State(row.state) in over or last, row.state
        held = MessageRow.objects.filter(state=State.CLAIMED.value, due_at=None)
        assert not held.exists()


# From claim to claim; a call may begin as late as its lease ends, and be counted from the claim on.
WITHIN = timedelta(days=7) - timedelta(minutes=6)


@pytest.fixture
def store_at_hand(transactional_db: None) -> Iterator[None]:
    """A store whose transactions are real: what a killed worker did not commit is undone."""
    yield


def test_whatever_happens_in_whatever_order(store_at_hand: None) -> None:
    run_machine(
        Sending,
        settings=settings(
            max_examples=50,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
