"""What residents said: the last word holds, the register is the beginning, silence is no consent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.guard.consents.values import (
    Channel,
    ConsentSaid,
    ConsentTo,
    Delegation,
    Given,
    How,
    Mandate,
    Preferences,
    ProxyKind,
    Registered,
    Wishes,
    WishesSaid,
    mandates_of,
    preferences_from,
)

TODAY = date(2026, 10, 1)
NOON = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
LETTERS = Registered(prefers="郵便", language="やさしい日本語", notices=True, tax=True)


def given_at(minutes: int = 0, how: How = How.ONLINE) -> Given:
    return Given(at=NOON + timedelta(minutes=minutes), by_kind="resident", by="me", how=how)


def said(agrees: bool, minutes: int = 0, **told: object) -> ConsentSaid:
    return ConsentSaid(
        **{"to": ConsentTo.TAX, "agrees": agrees, "given": given_at(minutes), **told}  # type: ignore[arg-type]
    )


def held(
    registered: Registered = LETTERS,
    wishes: tuple[WishesSaid, ...] = (),
    consents: tuple[ConsentSaid, ...] = (),
) -> Preferences:
    return preferences_from(registered, wishes, consents, TODAY)


def test_before_a_word_the_register_speaks() -> None:
    before = held()
    assert before.wishes.channels == (Channel.LETTER,)
    assert before.wishes.language == "easy"
    assert before.agrees_to(ConsentTo.TAX)
    assert before.own == frozenset()


def test_silence_is_neither_consent_nor_refusal() -> None:
    silent = held(Registered())
    for to in ConsentTo:
        assert not silent.agrees_to(to)
        assert not silent.refuses(to)
    assert silent.wishes == Wishes()


def test_handing_on_to_partners_is_never_taken_from_a_register() -> None:
    assert held().consents[ConsentTo.PARTNERS] is None


def test_the_residents_no_goes_before_the_registers_yes() -> None:
    after = held(consents=(said(False),))
    assert after.refuses(ConsentTo.TAX)
    assert after.agrees_to(ConsentTo.NOTICES)
    assert after.own == {"tax"}


@given(st.permutations([(True, 1), (False, 2), (True, 3)]))
def test_the_last_word_holds_in_whatever_order_words_are_read(
    words: list[tuple[bool, int]],
) -> None:
    assert held(consents=tuple(said(*word) for word in words)).agrees_to(ConsentTo.TAX)


@pytest.mark.parametrize(("until", "agrees"), [(TODAY, True), (TODAY - timedelta(days=1), False)])
def test_a_consent_for_a_time_ends_with_its_last_day_and_nothing_older_comes_back(
    until: date, agrees: bool
) -> None:
    after = held(consents=(said(True, until=until),))
    assert after.agrees_to(ConsentTo.TAX) is agrees
    assert not after.refuses(ConsentTo.TAX)


def test_wishes_that_leave_channel_or_language_open_fall_back_to_the_register() -> None:
    quiet = Wishes(quiet_from=time(21), quiet_until=time(8))
    mine = held(wishes=(WishesSaid(wishes=quiet, given=given_at()),))
    assert mine.wishes.channels == (Channel.LETTER,)
    assert mine.wishes.language == "easy"
    chosen = Wishes(channels=(Channel.LINE, Channel.LETTER), language="en")
    later = WishesSaid(wishes=chosen, given=given_at(1))
    mine = held(wishes=(later, WishesSaid(wishes=quiet, given=given_at())))
    assert (mine.wishes.channels[0], mine.wishes.language) == (Channel.LINE, "en")
    assert not mine.is_quiet(time(22))  # a new word is whole


@pytest.mark.parametrize(
    ("first", "last", "quiet", "loud"),
    [
        (
            time(21),
            time(8),
            [time(21), time(23, 59), time(0), time(7, 59)],
            [time(8), time(20, 59)],
        ),
        (time(12), time(13), [time(12), time(12, 59)], [time(11, 59), time(13)]),
        (time(9), time(9), [], [time(9), time(0)]),
        (None, None, [], [time(0)]),
    ],
)
def test_quiet_hours_run_over_midnight(
    first: time | None, last: time | None, quiet: list[time], loud: list[time]
) -> None:
    wishes = Wishes(quiet_from=first, quiet_until=last)
    mine = held(wishes=(WishesSaid(wishes=wishes, given=given_at()),))
    assert all(mine.is_quiet(at) for at in quiet)
    assert not any(mine.is_quiet(at) for at in loud)


# ---------------------------------------------------------------- delegation


def delegation(**told: object) -> Delegation:
    return Delegation(
        **{
            "id": 1,
            "person": "mother",
            "proxy": "daughter",
            "kind": ProxyKind.FAMILY,
            "services": frozenset(),
            "since": TODAY,
            "until": TODAY + timedelta(days=9),
            "given": given_at(),
            **told,
        }  # type: ignore[arg-type]
    )


def test_a_delegation_holds_from_its_first_to_its_last_day() -> None:
    held = delegation()
    assert [held.holds(TODAY + timedelta(days=days)) for days in (-1, 0, 9, 10)] == [
        False,
        True,
        True,
        False,
    ]
    assert delegation(until=None).holds(date(2099, 1, 1))


def test_a_revoked_delegation_no_longer_holds_on_the_day_of_its_revocation() -> None:
    ended = delegation(ended=TODAY + timedelta(days=3))
    assert ended.holds(TODAY + timedelta(days=2))
    assert not ended.holds(TODAY + timedelta(days=3))


def test_several_delegations_of_one_proxy_come_to_the_widest() -> None:
    some = delegation(services=frozenset({"care"}))
    more = delegation(services=frozenset({"pension"}))
    other = delegation(person="neighbour", services=frozenset({"care"}))
    over = delegation(person="uncle", until=TODAY - timedelta(days=1), since=date(2026, 1, 1))
    assert mandates_of([some, more, other, over], TODAY) == {
        "mother": Mandate(whole=False, legal=False, services=frozenset({"care", "pension"})),
        "neighbour": Mandate(whole=False, legal=False, services=frozenset({"care"})),
    }
    assert mandates_of([some, delegation()], TODAY)["mother"].relation == "proxy"


def test_only_a_whole_representation_by_law_opens_as_to_the_person() -> None:
    legal = given_at(how=How.LEGAL)
    assert mandates_of([delegation(given=legal)], TODAY)["mother"].relation == "legal"
    in_part = delegation(given=legal, services=frozenset({"care"}))  # 補助人
    assert mandates_of([in_part], TODAY)["mother"].relation == "limited"
