"""What was actually said is kept with the message, sealed for the person, and goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from sakimawari.guard.custody.values import Place
from sakimawari.guard.keys import Keys, open_keys
from sakimawari.problems import Problems
from sakimawari.reach.channels.seam import Parcel
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import expiry_store, store
from sakimawari.reach.sending.custody import SEALED
from sakimawari.reach.sending.models import SaidRow
from sakimawari.reach.sending.own_id import own_id
from sakimawari.reach.sending.post import Post
from sakimawari.reach.sending.preparing import seal_words
from sakimawari.reach.sending.said_store import Said, said_to
from sakimawari.reach.sending.worker import send_all
from tests.reach.sending.room import Clock, Ledgered, OpenGates, PlainComposer, Shelf, outgoing
from tests.reach.sending.room import post as plain_post

pytestmark = pytest.mark.django_db
ID = own_id("step-1", Medium.EMAIL)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return open_keys(tmp_path / "keys")


def sealing(post: Post, keys: Keys) -> Post:
    return replace(post, seal=partial(seal_words, keys))


def test_subject_and_text_are_kept_and_only_the_keys_open_them(keys: Keys) -> None:
    store.record([outgoing()], at=Clock().now)
    send_all(sealing(plain_post(Clock(), Ledgered()), keys))
    said = said_to("resident", ["step-1"], keys)
    assert said == {ID: Said(subject="お知らせ", text="child-allowance")}
    (row,) = SaidRow.objects.all()
    assert b"child" not in bytes(row.content) and "お知らせ".encode() not in bytes(row.content)
    assert [(each.model, each.column, each.person) for each in SEALED] == [
        ("sending.SaidRow", "content", "person")
    ]


def test_words_copied_to_another_person_do_not_open(keys: Keys) -> None:
    store.record([outgoing()], at=Clock().now)
    send_all(sealing(plain_post(Clock(), Ledgered()), keys))
    SaidRow.objects.update(person="neighbour")
    with pytest.raises(Problems) as refused:
        said_to("neighbour", ["step-1"], keys)
    assert [problem.id for problem in refused.value.found] == ["GUARD003"]


def test_what_was_never_called_was_never_said(keys: Keys) -> None:
    store.record([outgoing("step-1"), outgoing("step-2", person="homeless")], at=Clock().now)
    composer = PlainComposer(homeless={"homeless"})
    post = plain_post(Clock(), Ledgered(), composer=composer, gates=OpenGates())
    send_all(sealing(post, keys))
    assert set(SaidRow.objects.values_list("message_id", flat=True)) == {"step-1"}


def test_an_unsure_call_was_said(keys: Keys) -> None:
    store.record([outgoing()], at=Clock().now)

    def lost(parcel: Parcel) -> str:
        return "lost"

    send_all(sealing(plain_post(Clock(), Ledgered(script=lost)), keys))
    assert set(said_to("resident", ["step-1"], keys)) == {ID}


def test_what_leaves_as_a_batch_is_kept_too(keys: Keys) -> None:
    store.record([outgoing(media=(Medium.PORTAL,))], at=Clock().now)
    portal = Shelf(name="portal", medium=Medium.PORTAL)
    send_all(sealing(plain_post(Clock(), writers=[portal]), keys))
    assert portal.published
    assert set(said_to("resident", ["step-1"], keys)) == {own_id("step-1", Medium.PORTAL)}


def test_the_words_go_with_their_message(keys: Keys, tmp_path: Path) -> None:
    clock = Clock()
    store.record([outgoing(media=(Medium.EMAIL,))], at=clock.now)
    send_all(sealing(plain_post(clock, Ledgered()), keys))
    place = Place(home=tmp_path, keys=keys, keys_folder=tmp_path / "keys")
    due = expiry_store.messages(place, clock.now + timedelta(days=1))
    assert expiry_store.remove_messages(place, due.ids) == 1
    assert not SaidRow.objects.exists()
