"""The audit is read by auditors, verified beside the server; alarms are put away by somebody else."""

from __future__ import annotations

import pytest

from sakimawari.console.city import City
from sakimawari.console.staff.checks import store as checks
from sakimawari.console.staff.checks.work import check_audit
from sakimawari.guard.actor import Role
from sakimawari.guard.audit import store as audit
from sakimawari.guard.audit.models import EntryRow
from tests.console.conftest import Enter
from tests.console.staff.cast import last, protected, staff, with_a_right

AUDIT = "/staff/audit/"


def test_an_auditor_finds_a_reading_by_account_day_purpose_and_person(
    there: City, client_of: Enter
) -> None:
    one = with_a_right(there)
    client_of(staff(Role.CLERK)).get(f"/staff/people/{one.person}/")
    client = client_of(staff(Role.AUDITOR))
    for found in (
        {"account": "山田"},
        {"account": "clerk-1"},
        {"purpose": "counter"},
        {"person": one.person},
        {"action": "read_person", "answer": "yes"},
    ):
        assert one.person in client.get(AUDIT, found).content.decode(), found
    for missed in (
        {"account": "clerk-2"},
        {"purpose": "case"},
        {"until": "2020-01-01"},
        {"action": "read_person", "answer": "no"},
    ):
        assert one.person not in client.get(AUDIT, missed).content.decode(), missed


def test_the_audit_shows_keys_and_never_a_resident_s_name(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    clerk = client_of(staff(Role.CLERK))
    page = clerk.get(f"/staff/people/{one.person}/").content.decode()
    name = page[page.index("<h1>") + 4 : page.index("</h1>")]
    shown = client_of(staff(Role.AUDITOR)).get(AUDIT).content.decode()
    assert one.person in shown
    assert name not in shown


def test_reading_the_audit_is_in_the_audit(there: City, client_of: Enter) -> None:
    client_of(staff(Role.AUDITOR)).get(AUDIT)
    assert (last().action, last().actor) == ("read_audit", "auditor-1")


@pytest.mark.parametrize("role", [Role.CLERK, Role.CASEWORKER, Role.POLICY, Role.APPROVER])
def test_others_read_neither_audit_nor_alarms(there: City, client_of: Enter, role: Role) -> None:
    client = client_of(staff(role))
    assert client.get(AUDIT).status_code == 302
    assert client.get(f"{AUDIT}alarms/").status_code == 403
    assert client.post(f"{AUDIT}verify/").status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.IT])
def test_who_sees_alarms_alone_is_led_to_them(there: City, client_of: Enter, role: Role) -> None:
    client = client_of(staff(role))
    assert client.get(AUDIT).headers["Location"] == f"{AUDIT}alarms/"
    assert client.get(f"{AUDIT}alarms/").status_code == 200
    assert client.post(f"{AUDIT}verify/").status_code == 403


def verified(client_of: Enter) -> str:
    """Ask for a verification as the page does, and do what the worker would."""
    client = client_of(staff(Role.AUDITOR))
    client.post(f"{AUDIT}verify/")
    waiting = checks.running()
    assert waiting is not None
    assert "検証しています" in client.get(f"{AUDIT}verify/progress/").content.decode()
    check_audit.func(waiting.id)
    return client.get(AUDIT).content.decode()


def test_a_whole_chain_is_found_whole(there: City, client_of: Enter) -> None:
    client_of(staff(Role.CLERK)).get(f"/staff/people/{with_a_right(there).person}/")
    assert "完全です" in verified(client_of)
    assert checks.last()[0].whole is True


def test_an_altered_entry_is_found_where_it_stands(there: City, client_of: Enter) -> None:
    client_of(staff(Role.CLERK)).get(f"/staff/people/{with_a_right(there).person}/")
    altered = EntryRow.objects.order_by("seq").first()
    assert altered is not None
    EntryRow.objects.filter(seq=altered.seq).update(purpose="check")
    assert "異常があります" in verified(client_of)
    assert checks.last()[0].findings[0] == ("altered", altered.seq, altered.seq)


def test_a_second_verification_waits_for_the_first(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.AUDITOR))
    client.post(f"{AUDIT}verify/")
    client.post(f"{AUDIT}verify/")
    assert len(checks.last()) == 1


def alarmed(there: City, client_of: Enter, role: Role) -> int:
    """An alarm that a member of staff caused."""
    client_of(staff(role)).get(f"/staff/people/{protected(there).person}/")
    (alarm,) = audit.alarms()
    return alarm.id


def test_an_alarm_is_put_away_with_a_note_by_somebody_else(there: City, client_of: Enter) -> None:
    id = alarmed(there, client_of, Role.CLERK)
    client = client_of(staff(Role.SUPERVISOR))
    client.post(f"{AUDIT}alarms/{id}/", {"note": ""})
    assert len(audit.alarms()) == 1
    client.post(f"{AUDIT}alarms/{id}/", {"note": "同姓同名をさがしていた"})
    assert audit.alarms() == ()
    page = client.get(f"{AUDIT}alarms/").content.decode()
    assert "同姓同名をさがしていた" in page


def test_who_caused_an_alarm_does_not_put_it_away(there: City, client_of: Enter) -> None:
    id = alarmed(there, client_of, Role.SUPERVISOR)
    client_of(staff(Role.SUPERVISOR)).post(f"{AUDIT}alarms/{id}/", {"note": "私です"})
    assert [alarm.id for alarm in audit.alarms()] == [id]


def test_the_page_of_alarms_does_not_tell_whose_record_it_was(
    there: City, client_of: Enter
) -> None:
    alarmed(there, client_of, Role.CLERK)
    page = client_of(staff(Role.SUPERVISOR)).get(f"{AUDIT}alarms/").content.decode()
    assert protected(there).person not in page
