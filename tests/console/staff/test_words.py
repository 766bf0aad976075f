"""Every word of an enumeration that a page may meet has its text."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import pytest

from sakimawari.cases.values import State
from sakimawari.console.staff.people.applying import CHANNELS
from sakimawari.console.staff.people.head import Tab
from sakimawari.console.staff.people.timeline import MarkKind, Standing
from sakimawari.console.words.texts import all_texts
from sakimawari.fit.listed.values import KINDS, ListName
from sakimawari.guard.actor import ActorKind, Role
from sakimawari.guard.audit.alarms import AlarmKind
from sakimawari.guard.audit.verify import Flaw
from sakimawari.guard.authorise.asked import Action, FieldGroup
from sakimawari.guard.consents.values import Channel, ConsentTo, How, ProxyKind


@pytest.mark.parametrize(
    ("part", "members"),
    [
        ("action", Action),
        ("field", FieldGroup),
        ("role", Role),
        ("role-means", Role),
        ("actor-kind", ActorKind),
        ("alarm", AlarmKind),
        ("alarm-means", AlarmKind),
        ("flaw", Flaw),
        ("case-state", State),
        ("tabs", Tab),
        ("standing", Standing),
        ("marks", MarkKind),
        ("list-title", ListName),
        ("list-what", ListName),
        ("list-day", ListName),
        ("channel", Channel),
        ("consent-to", ConsentTo),
        ("consent-means", ConsentTo),
        ("proxy-kind", ProxyKind),
        ("how", CHANNELS),
        ("how", (How.COUNTER, How.PHONE, How.PAPER, How.LEGAL)),
    ],
)
def test_a_part_has_a_text_for_each_member(part: str, members: Iterable[Enum]) -> None:
    wanted = {f"staff.{part}.{member.value}" for member in members}
    assert wanted - all_texts().keys() == set()


def test_every_kind_of_a_list_has_its_text() -> None:
    kinds = {kind for kinds in KINDS.values() for kind in kinds}
    assert {f"staff.kinds.{kind}" for kind in kinds} - all_texts().keys() == set()
