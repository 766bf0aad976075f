"""What a resident says by telephone or at the counter is written down, with who took it."""

from __future__ import annotations

import pytest

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.guard.actor import Actor, Role
from sakimawari.guard.consents import store
from sakimawari.guard.consents.values import Channel, ConsentTo, How, ProxyKind
from tests.console.conftest import Enter
from tests.console.staff.cast import (
    Someone,
    elsewhere,
    last,
    protected,
    residents,
    staff,
    with_a_right,
    written,
)


def clerk(one: Someone) -> Actor:
    return staff(Role.CLERK, wards=frozenset({one.ward}))


def base(one: Someone) -> str:
    return f"/staff/people/{one.person}/consents/"


def test_a_wish_told_by_telephone_is_kept_whole(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client_of(clerk(one)).post(
        f"{base(one)}wishes/",
        {
            "channel-0": "phone",
            "channel-1": "letter",
            "channel-2": "phone",
            "language": "easy",
            "quiet-from": "21:00",
            "quiet-until": "08:00",
            "large-text": "on",
            "how": "phone",
        },
    )
    (said,) = store.wishes_of(one.person)
    assert said.wishes.channels == (Channel.PHONE, Channel.LETTER)
    assert (said.wishes.language, said.wishes.large_text) == ("easy", True)
    assert (said.given.how, said.given.by, said.given.by_kind) == (How.PHONE, "clerk-1", "staff")
    assert (last().action, last().person) == ("change_preferences", one.person)


def test_half_of_the_quiet_hours_is_asked_for_again(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client_of(clerk(one)).post(f"{base(one)}wishes/", {"quiet-from": "21:00"})
    assert store.wishes_of(one.person) == ()


@pytest.mark.parametrize(("answer", "agrees"), [("yes", True), ("no", False)])
def test_an_answer_counts_from_now_on_and_the_page_says_whose_word_it_is(
    there: City, client_of: Enter, answer: str, agrees: bool
) -> None:
    one = with_a_right(there)
    client = client_of(clerk(one))
    client.post(f"{base(one)}answer/", {"to": "tax", "answer": answer, "how": "counter"})
    (said,) = store.consents_of(one.person)
    assert (said.to, said.agrees) == (ConsentTo.TAX, agrees)
    assert "ご本人の申し出" in client.get(base(one)).content.decode()


@pytest.mark.parametrize("form", [{"to": "tax"}, {"to": "everything", "answer": "yes"}])
def test_no_answer_is_not_taken_for_one(
    there: City, client_of: Enter, form: dict[str, str]
) -> None:
    one = with_a_right(there)
    client_of(clerk(one)).post(f"{base(one)}answer/", form)
    assert store.consents_of(one.person) == ()


def test_nothing_is_written_for_another_purpose_or_ward(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    form = {"to": "tax", "answer": "yes"}
    other = client_of(clerk(elsewhere(there, one.ward)))
    assert other.post(f"{base(one)}answer/", form).status_code == 403
    client = client_of(clerk(one))
    client.post("/staff/purpose/", {"purpose": "outreach"})
    assert client.post(f"{base(one)}answer/", form).status_code == 403
    assert store.consents_of(one.person) == ()


def test_nothing_is_written_about_a_protected_person(there: City, client_of: Enter) -> None:
    one = protected(there)
    answer = client_of(clerk(one)).post(f"{base(one)}answer/", {"to": "tax", "answer": "yes"})
    assert answer.status_code == 404
    assert store.consents_of(one.person) == ()


# ---------------------------------------------------------------- proxies


def neighbour(there: City, one: Someone) -> Someone:
    return next(
        each
        for each in residents(there)
        if each.ward == one.ward and each.household != one.household
    )


def form_for(proxy: str, **given: str) -> dict[str, str]:
    return {
        "proxy": proxy,
        "kind": "helper",
        "scope": "all",
        "seen": "on",
        "how": "paper",
        **given,
    }


def test_a_proxy_is_written_down_after_the_paper_was_seen(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    proxy = neighbour(there, one)
    client = client_of(clerk(one))
    client.post(f"{base(one)}delegate/", form_for(proxy.person, seen=""))
    assert store.delegations_by(one.person) == ()
    client.post(f"{base(one)}delegate/", form_for(proxy.person))
    (kept,) = store.delegations_by(one.person)
    assert (kept.proxy, kept.kind, kept.given.how) == (proxy.person, ProxyKind.HELPER, How.PAPER)
    assert f"/staff/people/{proxy.person}/" in client.get(base(one)).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "stranger"},
        {"until": "2020-01-01"},
        {"until": "soon"},
        {"scope": "some"},
        {"scope": "some", "services": "no-such-service"},
    ],
)
def test_a_proxy_for_nothing_or_the_past_is_not_written(
    there: City, client_of: Enter, given: dict[str, str]
) -> None:
    one = with_a_right(there)
    proxy = neighbour(there, one)
    client_of(clerk(one)).post(f"{base(one)}delegate/", form_for(proxy.person, **given))
    assert store.delegations_by(one.person) == ()


def test_nobody_becomes_a_proxy_whom_the_clerk_may_not_see(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client = client_of(clerk(one))
    for proxy in (
        elsewhere(there, one.ward).person,
        protected(there).person,
        "aaaaaaaaaaaaaaaa",
        one.person,
    ):
        client.post(f"{base(one)}delegate/", form_for(proxy))
    assert store.delegations_by(one.person) == ()


def test_names_are_opened_for_choosing_a_proxy_only_when_asked(
    there: City, client_of: Enter
) -> None:
    one = next(
        each
        for each in residents(there)
        if (found := bearings(there).of(each.person)) and len(found.members) > 1
    )
    client = client_of(clerk(one))
    client.get(base(one))
    assert [entry for entry in written() if entry.action == "find_person"] == []
    client.get(base(one), {"new": "delegation"})
    assert [entry.target for entry in written() if entry.action == "find_person"] in (
        ["delegation"],
        [],  # nobody of the household is of age
    )


def test_a_proxy_is_ended_and_that_of_somebody_else_is_not(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    proxy = neighbour(there, one)
    client = client_of(clerk(one))
    client.post(f"{base(one)}delegate/", form_for(proxy.person))
    (kept,) = store.delegations_by(one.person)
    client.post(f"{base(proxy)}revoke/", {"delegation": str(kept.id)})
    assert store.delegations_by(one.person)[0].holds(there.today)
    client.post(f"{base(one)}revoke/", {"delegation": str(kept.id)})
    assert not store.delegations_by(one.person)[0].holds(there.today)
