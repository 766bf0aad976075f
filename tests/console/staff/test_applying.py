"""An application begun at the counter: prefilled, in the resident's name, once however often sent."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from sakimawari.cases.models import CaseRecord
from sakimawari.cases.values import Channel
from sakimawari.console.city import City
from sakimawari.guard.actor import Actor, Role
from tests.console.conftest import Enter
from tests.console.staff.cast import Someone, elsewhere, protected, staff, with_a_right, written

SLUG = "child-allowance"


def clerk(one: Someone) -> Actor:
    return staff(Role.CLERK, wards=frozenset({one.ward}))


def base(one: Someone) -> str:
    return f"/staff/people/{one.person}/apply/"


def form_of(page: str) -> dict[str, str]:
    """What the form holds, as a browser would send it."""
    hidden = dict(
        re.findall(r'name="([^"]+)" value="([^"]*)"', page[page.index("client_key") - 40 :])
    )
    return {"client_key": hidden["client_key"], "wish": SLUG, "send": "yes"}


def filled(client: Client, one: Someone) -> dict[str, str]:
    return form_of(client.get(base(one), {"wish": SLUG}).content.decode())


def cases_of(one: Someone) -> list[CaseRecord]:
    return list(CaseRecord.objects.filter(submission__applicant=one.person))


@pytest.mark.parametrize("channel", ["counter", "phone", "paper"])
def test_an_application_becomes_a_case_that_says_how_it_came(
    there: City, client_of: Enter, channel: str
) -> None:
    one = with_a_right(there)
    client = client_of(clerk(one))
    answer = client.post(base(one), {**filled(client, one), "channel": channel})
    assert answer.status_code == 302
    (case,) = cases_of(one)
    assert (case.service, case.submission.channel) == (SLUG, Channel(channel).value)
    assert any(entry.action == "open_case" and entry.service == SLUG for entry in written())
    assert case.number in client.get(f"/staff/people/{one.person}/cases/").content.decode()


def test_a_form_sent_twice_is_one_case(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client = client_of(clerk(one))
    form = filled(client, one)
    for _ in range(2):
        assert client.post(base(one), form).status_code == 302
    assert len(cases_of(one)) == 1


def test_looking_at_the_form_opens_no_case(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client = client_of(clerk(one))
    filled(client, one)
    client.post(base(one), {"wish": SLUG})
    assert cases_of(one) == []


def test_a_service_without_any_prospect_may_be_applied_for_all_the_same(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    page = client_of(clerk(one)).get(base(one)).content.decode()
    assert f'<option value="{SLUG}">' in page or f'value="{SLUG}|' in page


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_taken_in(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    client = client_of(clerk(one))
    form = {**filled(client, one), "account": "other", "bank": "12", "number": "x"}
    answer = client.post(base(one), form)
    assert answer.status_code == 422
    assert "直すところがあります" in answer.content.decode()
    assert cases_of(one) == []


def test_other_wards_other_purposes_and_protected_people_are_closed(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    other = client_of(clerk(elsewhere(there, one.ward)))
    assert other.post(base(one), {"wish": SLUG, "send": "yes"}).status_code == 403
    client = client_of(clerk(one))
    form = filled(client, one)
    client.post("/staff/purpose/", {"purpose": "outreach"})
    assert client.post(base(one), form).status_code == 403
    hidden = protected(there)
    assert client_of(clerk(hidden)).get(base(hidden)).status_code == 404
    assert cases_of(one) == []
