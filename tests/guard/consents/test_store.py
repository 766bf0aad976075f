"""Words and delegations in the operational store: kept beside each other, never overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from sakimawari.guard.consents import store
from sakimawari.guard.consents.models import InvitationRow
from sakimawari.guard.consents.values import (
    Channel,
    ConsentSaid,
    ConsentTo,
    Given,
    How,
    ProxyKind,
    Registered,
    Wishes,
    WishesSaid,
)
from sakimawari.problems import Problems

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
NOON = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
MINE = Given(at=NOON, by_kind="resident", by="me", how=How.ONLINE)
WORDS = [
    ConsentSaid(to=ConsentTo.TAX, agrees=True, given=MINE, until=date(2027, 3, 31)),
    ConsentSaid(to=ConsentTo.TAX, agrees=False, given=replace(MINE, at=NOON + timedelta(days=1))),
]


def test_every_word_stays_with_who_gave_it_and_how() -> None:
    for word in WORDS:
        store.say_consent("me", word)
    assert store.consents_of("me") == tuple(WORDS)
    assert store.consents_of("you") == ()
    assert store.preferences_of("me", Registered(tax=True), TODAY).refuses(ConsentTo.TAX)


def test_wishes_are_kept_whole() -> None:
    wishes = Wishes(
        channels=(Channel.LINE, Channel.LETTER),
        language="easy",
        quiet_from=time(21, 30),
        quiet_until=time(8),
        large_text=True,
    )
    said = WishesSaid(wishes=wishes, given=MINE)
    store.say_wishes("me", said)
    assert store.wishes_of("me") == (said,)
    assert store.preferences_of("me", Registered(), TODAY).wishes == wishes


def test_many_people_at_once_are_answered_as_one_by_one() -> None:
    for word in WORDS:
        store.say_consent("me", word)
    store.say_wishes("you", WishesSaid(wishes=Wishes(language="en"), given=MINE))
    registered = {"me": Registered(tax=True), "you": Registered(), "nobody": Registered()}
    assert store.preferences_of_many(registered, TODAY) == {
        person: store.preferences_of(person, held, TODAY) for person, held in registered.items()
    }


def delegated(**told: object) -> int:
    return store.delegate(
        **{
            "person": "mother",
            "proxy": "daughter",
            "kind": ProxyKind.FAMILY,
            "since": TODAY,
            "until": None,
            "given": MINE,
            **told,
        }  # type: ignore[arg-type]
    ).id


def test_a_delegation_opens_from_its_first_day_until_it_is_revoked_and_stays_in_the_history() -> (
    None
):
    id = delegated(services=frozenset({"care"}))
    assert store.acts_for("daughter", TODAY) == {"mother"}
    assert store.acts_for("daughter", TODAY - timedelta(days=1)) == frozenset()
    assert store.acts_for("mother", TODAY) == frozenset()
    for day in (5, 9):  # a second revocation changes nothing
        store.revoke(id, on=TODAY + timedelta(days=day), given=replace(MINE, by="mother"))
    assert store.acts_for("daughter", TODAY + timedelta(days=4)) == {"mother"}
    assert store.acts_for("daughter", TODAY + timedelta(days=5)) == frozenset()
    (kept,) = store.delegations_by("mother")
    assert (kept.ended, kept.ended_by) == (TODAY + timedelta(days=5), "mother")
    assert store.delegations_to("daughter") == (kept,)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"proxy": "mother"}, "GUARD020"),
        ({"until": TODAY - timedelta(days=1)}, "GUARD020"),
    ],
)
def test_an_impossible_delegation_is_refused(told: dict[str, object], problem: str) -> None:
    with pytest.raises(Problems, match=problem):
        delegated(**told)
    with pytest.raises(Problems, match="GUARD021"):
        store.revoke(999, on=TODAY, given=MINE)


def test_a_code_begins_a_delegation_once_and_for_whoever_was_given_it() -> None:
    code = store.invite("mother", kind=ProxyKind.HELPER, services={"care"}, until=None, at=NOON)
    typed = f" {code.lower().replace('-', ' ')} "
    assert len(store.invitations_of("mother", NOON)) == 1
    made = store.accept(typed, proxy="helper", on=TODAY, at=NOON)
    assert (made.person, made.proxy, made.services) == ("mother", "helper", {"care"})
    assert made.given.by == "mother"
    assert store.acts_for("helper", TODAY) == {"mother"}
    assert store.invitations_of("mother", NOON) == ()
    with pytest.raises(Problems, match="GUARD022"):
        store.accept(code, proxy="thief", on=TODAY, at=NOON)


def test_a_code_that_is_wrong_old_withdrawn_or_ones_own_opens_nothing_and_says_not_why() -> None:
    def invited() -> str:
        return store.invite("mother", kind=ProxyKind.HELPER, until=None, at=NOON)

    def refused(code: str, proxy: str = "helper", at: datetime = NOON) -> str:
        with pytest.raises(Problems) as problems:
            store.accept(code, proxy=proxy, on=TODAY, at=at)
        return str(problems.value)

    told = {
        refused("AAAAA-AAAAA"),
        refused(""),
        refused(invited(), at=NOON + store.GOOD_FOR),
        refused(invited(), proxy="mother"),
    }
    code = invited()
    for invitation in store.invitations_of("mother", NOON):
        store.withdraw_invitation(invitation.id, "somebody else")
    store.accept(code, proxy="helper", on=TODAY, at=NOON)
    code = invited()
    for invitation in store.invitations_of("mother", NOON):
        store.withdraw_invitation(invitation.id, "mother")
    told.add(refused(code))
    assert len(told) == 1


def test_no_code_is_kept_as_it_was_given() -> None:
    code = store.invite("mother", kind=ProxyKind.HELPER, until=None, at=NOON)
    kept = str(InvitationRow.objects.values().get())
    assert code not in kept
    assert code.replace("-", "") not in kept
