"""The promises: who is never in a plan, whatever happened and in whatever order; and the caps."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakimawari.reach.plans.occasions.gates import Said
from sakimawari.reach.plans.occasions.listed import Entry, Listed
from sakimawari.reach.plans.values import Why
from sakimawari.reach.terms.values import Terms
from tests.reach.plans.city import SERVICES, City, family, owed, steps
from tests.reach.town import ON, Around, Home

SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
Contact = tuple[str, str, date]  # person, household, day
HAPPENINGS = ("protect", "depart", "leave", "refuse", "object", "agree", "decline", "apply")


@dataclass(slots=True)
class World:
    """What is true of people at a moment, after some happenings."""

    protected: dict[str, date | None] = field(default_factory=dict)
    departed: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    words: dict[str, bool | None] = field(default_factory=dict)
    declined: set[tuple[str, str]] = field(default_factory=set)
    in_hand: set[tuple[str, str, str]] = field(default_factory=set)

    def happen(self, what: str, who: str, service: str) -> None:
        match what:
            case "protect":
                self.protected[who] = None
            case "depart":
                self.departed.add(who)
            case "leave":
                self.left.add(who)
            case "refuse":
                self.refused.add(who)
            case "object":
                self.words[who] = False
            case "agree":
                self.words[who] = True
            case "decline":
                self.declined.add((who, service))
            case "apply":
                self.in_hand.add((who, who, service))

    def shut(self, homes: Sequence[Home]) -> set[str]:
        """Those who may not be told of anything, by an oracle that reads the world alone."""
        shut = self.departed | self.left
        for home in homes:
            members = {member.key for member in home.members}
            if members & set(self.protected):
                shut |= members
        refused = {who for who in self.refused if self.words.get(who) is not True}
        return shut | refused | {who for who, agrees in self.words.items() if agrees is False}


def put(world: World, city: City, homes: Sequence[Home]) -> None:
    """Make a city's registers of today say what the world is."""
    city.now = Around(
        protected=dict(world.protected),
        departed=tuple(world.departed),
        contacts={who: {"consent_notice": 0} for who in world.refused},
    )
    city.homes_now = [_without(home, world.left) for home in homes]
    city.words = dict(world.words)
    city.said = Said(declined=sorted(world.declined), in_hand=sorted(world.in_hand))


def _without(home: Home, left: set[str]) -> Home:
    """A household after some moved away; the first adult stays in the rows, in another home."""
    members = [
        member for member in home.members if member.key not in left or member is home.members[0]
    ]
    key = f"other-{home.key}" if home.members[0].key in left else home.key
    return replace(home, key=key, members=members)


HOMES = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=5)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Home], list[dict[str, Any]], list[list[Any]]]:
    """Homes, what the run has to say, and happenings before each of some plans."""
    sizes = draw(HOMES)
    homes = [family(f"h{n}", adults=a, children=c) for n, (a, c) in enumerate(sizes)]
    people = [member.key for home in homes for member in home.members]
    pairs = draw(st.sets(st.tuples(st.sampled_from(people), st.sampled_from(SERVICES)), min_size=1))
    deadlines = st.one_of(st.none(), st.integers(-20, 60))
    rows = []
    for who, slug in sorted(pairs):
        days = draw(deadlines)
        day = None if days is None else ON + timedelta(days=days)
        rows.append(owed(homes, who, slug, deadline=day))
    happening = st.tuples(
        st.sampled_from(HAPPENINGS), st.sampled_from(people), st.sampled_from(SERVICES)
    )
    plans = draw(st.lists(st.lists(happening, max_size=4), min_size=1, max_size=3))
    return homes, rows, plans


@SLOW
@given(history=histories(), held_out=st.sampled_from([0.0, 0.3]))
def test_nobody_who_may_not_be_told_is_ever_in_a_plan(
    history: tuple[list[Home], list[dict[str, Any]], list[list[Any]]], held_out: float
) -> None:
    homes, rows, plans = history
    world = World()
    with tempfile.TemporaryDirectory() as folder:
        city = City(folder=Path(folder), homes=homes, rows=rows)
        city.terms = Terms(held_out=held_out)
        for number, happenings in enumerate(plans):
            for what, who, service in happenings:
                world.happen(what, who, service)
            put(world, city, homes)
            made = city.plan(ON + timedelta(days=3 * number), apply=True)
            shut = world.shut(homes)
            for row in steps(made):
                assert row["person"] not in shut
                assert not set(row["subjects"]) & shut
                for slug, subject in zip(row["services"], row["subjects"], strict=True):
                    assert (row["person"], slug) not in world.declined
                    assert (subject, slug) not in world.declined
                    assert all((subject, slug) != (about, s) for _, about, s in world.in_hand)


@SLOW
@given(history=histories(), order=st.randoms(use_true_random=False))
def test_the_order_of_what_happened_does_not_matter(
    history: tuple[list[Home], list[dict[str, Any]], list[list[Any]]], order: Any
) -> None:
    homes, rows, plans = history
    happenings = [each for part in plans for each in part if each[0] not in {"object", "agree"}]
    shuffled = list(happenings)
    order.shuffle(shuffled)
    found = []
    for events in (happenings, shuffled):
        world = World()
        for what, who, service in events:
            world.happen(what, who, service)
        with tempfile.TemporaryDirectory() as folder:
            city = City(folder=Path(folder), homes=homes, rows=rows)
            put(world, city, homes)
            made = city.plan()
            found.append({(row["person"], tuple(row["services"])) for row in steps(made)})
    assert found[0] == found[1]


@SLOW
@given(
    history=histories(),
    gaps=st.lists(st.integers(1, 16), min_size=2, max_size=4),
    week=st.integers(1, 2),
    household=st.integers(1, 2),
)
def test_no_caps_are_exceeded_over_plans_that_follow_each_other(
    history: tuple[list[Home], list[dict[str, Any]], list[list[Any]]],
    gaps: list[int],
    week: int,
    household: int,
) -> None:
    homes, rows, _ = history
    sent: dict[str, Contact] = {}
    with tempfile.TemporaryDirectory() as folder:
        city = City(folder=Path(folder), homes=homes, rows=rows)
        city.terms = Terms(
            held_out=0.0,
            per_person_a_week=week,
            per_household_a_week=household,
            services_a_message=1,
            reply_within_days=7,
        )
        day = ON
        for gap in gaps:
            planned = {
                row["step"]: (row["person"], row["household"], row["send_on"])
                for row in steps(city.plan(day, apply=True))
            }
            new = {id: contact for id, contact in planned.items() if id not in sent}
            for contact in new.values():
                everything = [*sent.values(), *new.values()]
                assert _near(contact, everything, 0, day) <= week
                assert _near(contact, everything, 1, day) <= household
                assert _in_a_month(contact, everything) <= city.terms.per_person_a_month
            sent |= new
            day += timedelta(days=gap)


def _near(contact: Contact, everything: Sequence[Contact], of: int, start: date) -> int:
    """Contacts of the same person or household in the same week of a plan, itself among them, and
    those of plans before that lie less than seven days before it."""
    week = (contact[2] - start).days // 7
    first, last = start + timedelta(days=7 * week), start + timedelta(days=7 * week + 6)
    before = contact[2] - timedelta(days=7)
    return sum(
        other[of] == contact[of]
        and (first <= other[2] <= last or (before < other[2] < first and other[2] < start))
        for other in everything
    )


def _in_a_month(contact: Contact, everything: Sequence[Contact]) -> int:
    """Contacts with the same person in the four weeks that end with this one."""
    first = contact[2] - timedelta(weeks=4)
    return sum(other[0] == contact[0] and first < other[2] <= contact[2] for other in everything)


@SLOW
@given(history=histories(), seed=st.integers(0, 3))
def test_what_staff_or_deadlines_press_is_never_held_out(
    history: tuple[list[Home], list[dict[str, Any]], list[list[Any]]], seed: int
) -> None:
    homes, rows, _ = history
    entry = Entry(person=homes[0].members[0].key, topic="aid", deadline=None, medium=None)
    listed = Listed(
        name="list.csv", why=Why.LIST, sha256="0", entries=(entry,), set_aside=(), reasons={}
    )
    with tempfile.TemporaryDirectory() as folder:
        city = City(folder=Path(folder), homes=homes, rows=rows, terms=Terms(held_out=1.0))
        made = city.plan(seed=seed, lists=(listed,))
        for row in steps(made):
            pressed = row["deadline"] is not None or "list" in row["why"]
            assert row["held_out"] is not pressed
