"""The first page shows each role what is theirs to mind, and figures in place of people."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from sakimawari.cases.run import prefill, submit, take
from sakimawari.cases.values import Answers, Channel, Doing, Wish
from sakimawari.console.city import JAPAN, City
from sakimawari.console.moment import moment_of
from sakimawari.console.staff.today.concerns import concerns_of
from sakimawari.guard import clearance
from sakimawari.guard.actor import Role
from tests.console.conftest import Enter
from tests.console.staff.cast import protected, staff, with_a_right, written

CLERK = staff(Role.CLERK)


def page_of(client_of: Enter, role: Role, **given: object) -> str:
    answer = client_of(staff(role)).get("/staff/", given)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page_and_it_names_nobody(
    there: City, client_of: Enter, role: Role
) -> None:
    page = page_of(client_of, role, days="31")
    assert "/staff/people/" not in page
    assert [entry for entry in written() if entry.persons] == []


def test_a_clerk_is_led_from_a_number_to_its_list(there: City, client_of: Enter) -> None:
    page = page_of(client_of, Role.CLERK, days="31")
    (link, *_) = re.findall(r'href="(/staff/lists/(?:coming|deadlines)/[^"]*)"', page)
    number = re.search(re.escape(link) + r'">([\d,]+)</a>', page)
    assert number is not None
    counted = client_of(CLERK).get(link.replace("&amp;", "&")).content.decode()
    assert f'件数: <span class="number">{number[1]}</span>' in counted


def test_a_policy_officer_sees_no_small_number_and_no_way_to_people(
    there: City, client_of: Enter
) -> None:
    page = page_of(client_of, Role.POLICY, days="31")
    assert "/staff/lists/" not in page
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    shown = {int(number.replace(",", "")) for number in re.findall(r">([\d,]+)</td>", table)}
    assert shown.isdisjoint({1, 2, 3, 4})


def test_the_days_one_may_look_ahead_are_those_offered(there: City, client_of: Enter) -> None:
    assert '<option value="7" selected>' in page_of(client_of, Role.CLERK, days="365")
    assert '<option value="14" selected>' in page_of(client_of, Role.CLERK, days="14")


def test_alarms_are_shown_to_who_answers_for_staff(there: City, client_of: Enter) -> None:
    one = protected(there)
    client_of(CLERK).get(f"/staff/people/{one.person}/")
    assert "支援措置の方への接近" in page_of(client_of, Role.SUPERVISOR)
    assert "支援措置の方への接近" not in page_of(client_of, Role.CLERK)


def test_what_is_assigned_to_the_clerk_stands_on_their_page_alone(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    slug = "child-allowance"
    moment = moment_of(there)
    doing = Doing(actor=CLERK, at=datetime.combine(there.today, datetime.now(JAPAN).time(), JAPAN))
    client_of(CLERK)  # the account is made
    with clearance.watched():
        clearance.clear(one.person)
        form = prefill(
            moment, applicant=one.person, wishes=[Wish(service=slug, subject=one.person)],
            identities={},
        )  # fmt: skip
        (number,) = submit(
            moment, form, Answers(), client_key="0123456789abcdef0123", doing=doing,
            channel=Channel.COUNTER,
        ).cases  # fmt: skip
        take(moment, number, doing=doing)
    page = client_of(CLERK).get("/staff/").content.decode()
    assert number in page
    assert "標準処理期間と滞留" in page
    other = client_of(staff(Role.CLERK, id="clerk-2")).get("/staff/").content.decode()
    assert number not in other


def test_concerns_of_a_department_leave_out_other_figures_and_keep_new_laws(there: City) -> None:
    every = concerns_of(there)
    of_none = every.of(())
    assert of_none.registers == every.registers
    assert of_none.figures == ()
    assert all(not law.services for law in of_none.laws)
    for law in every.laws:
        assert law.on > date(2026, 10, 1)
        if law.services:
            assert law in every.of(law.services[:1]).laws
