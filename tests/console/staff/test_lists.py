"""Lists: counted before anybody is named, opened with a purpose, one entry for all who are shown."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.console.staff.figures import figures
from sakimawari.console.staff.lists.counting import counted, counts_by_ward, of_the_night
from sakimawari.fit.listed.store import count
from sakimawari.fit.listed.values import Listing, ListName
from sakimawari.guard.actor import Role
from tests.console.conftest import Enter
from tests.console.staff.cast import (
    closed,
    last,
    protected,
    staff,
    with_a_right,
    written,
)

GAP = "/staff/lists/gap/"


def service_of(there: City) -> str:
    """The service with most rows in the gap."""
    rows = there.run.ask("SELECT service FROM gap GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
    return str(rows["service"].to_pylist()[0])


def opened(client: Client, query: str, **given: str) -> str:
    """The address of a list that was opened."""
    form = {"query": query, "purpose": "outreach", **given}
    return str(client.post(f"{GAP}open/", form).headers["Location"])


def keys_in(page: str) -> list[str]:
    return re.findall(r"/staff/people/([a-z2-7]{16})/", page)


def test_counts_name_nobody_and_leave_no_person_in_the_audit(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.CLERK))
    for address in ("/staff/lists/", GAP, f"{GAP}?service={service_of(there)}"):
        page = client.get(address)
        assert page.status_code == 200
        assert keys_in(page.content.decode()) == []
    assert [entry for entry in written() if entry.persons] == []


def test_names_need_a_purpose(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.CLERK))
    for purpose in ("", "own", "nonsense"):
        address = opened(client, f"service={service_of(there)}", purpose=purpose)
        assert address.startswith(f"{GAP}?")
    assert client.get(f"{GAP}names/?opened=guessed").headers["Location"] == GAP
    assert [entry for entry in written() if entry.persons] == []


def test_a_purpose_that_does_not_fit_is_refused_and_logged(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.CLERK))
    address = opened(client, f"service={service_of(there)}", purpose="counter")
    assert client.get(address).status_code == 403
    assert (last().action, last().allowed, last().persons) == ("list_people", False, ())


def test_a_page_of_names_is_one_entry_that_names_everybody_on_it(
    there: City, client_of: Enter
) -> None:
    client = client_of(staff(Role.CLERK))
    address = opened(client, f"service={service_of(there)}", reason="十月の案内")
    page = client.get(address).content.decode()
    shown = set(keys_in(page))
    entries = [entry for entry in written() if entry.action == "list_people"]
    assert len(entries) == 1
    assert shown == set(entries[0].persons)
    assert 0 < len(shown) <= 50
    assert (entries[0].purpose, entries[0].target) == ("outreach", "gap: 十月の案内")


def test_pages_follow_each_other_without_a_gap_or_a_repetition(
    there: City, client_of: Enter
) -> None:
    client = client_of(staff(Role.CLERK))
    slug = service_of(there)
    address, seen = opened(client, f"service={slug}"), []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'<th scope="row"><a href="/staff/people/([a-z2-7]{16})/', page)
        following = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    rows = there.run.ask("SELECT subject, subject_kind FROM gap WHERE service = ?", [slug])
    wanted = [row["subject"] for row in rows.to_pylist() if row["subject_kind"] == "person"]
    assert sorted(seen) == sorted(wanted)


def test_nobody_protected_is_counted_listed_or_handed_out(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.SUPERVISOR))
    hidden = {protected(there).person}
    households = closed(there)
    for name in ("gap", "entitlements", "coming", "deadlines", "questions"):
        page = client.post(
            f"/staff/lists/{name}/export/",
            {"query": "", "purpose": "outreach", "reason": "確かめるため", "form": "csv"},
        )
        if page.status_code == 302:
            continue
        named = set(last().persons)
        assert named.isdisjoint(hidden)
        stands = bearings(there)
        assert all((found := stands.of(key)) and found.household not in households for key in named)


def test_a_ward_bounds_counts_and_names(there: City, client_of: Enter) -> None:
    one = with_a_right(there)
    client = client_of(staff(Role.CLERK, wards=frozenset({one.ward})))
    slug = service_of(there)
    page = client.get(f"{GAP}?service={slug}").content.decode()
    rows = there.run.ask(
        "SELECT count(*) AS n FROM gap WHERE service = ? AND ward = ?", [slug, one.ward]
    )["n"].to_pylist()
    assert f'件数: <span class="number">{rows[0]:,}</span>' in page or not rows[0]
    other = next(ward for ward in ("門司区", "小倉北区", "八幡西区") if ward != one.ward)
    assert "ward" in client.get(f"{GAP}?service={slug}&ward={other}").content.decode()
    client.get(opened(client, f"service={slug}&ward={other}"))
    assert all(_ward(there, key) == one.ward for key in last().persons)


def _ward(there: City, key: str) -> str:
    found = bearings(there).of(key)
    return found.ward if found is not None else ""


@pytest.mark.parametrize("role", [Role.POLICY, Role.APPROVER, Role.IT, Role.AUDITOR])
def test_who_may_list_nobody_sees_no_counts_either(
    there: City, client_of: Enter, role: Role
) -> None:
    client = client_of(staff(role))
    assert client.get("/staff/lists/").status_code == 403
    assert client.get(f"{GAP}?service={service_of(there)}").status_code == 403
    assert client.post(f"{GAP}export/", {"purpose": "outreach"}).status_code in (302, 403)


def test_what_an_address_asks_wrongly_is_passed_over_and_said(
    there: City, client_of: Enter
) -> None:
    client = client_of(staff(Role.CLERK))
    page = client.get(f"{GAP}?service=nobody&youngest=x&since=2026-13-01").content.decode()
    assert "読めないため使いませんでした" in page
    assert client.get("/staff/lists/everybody/").status_code == 404


# ---------------------------------------------------------------- handed out as a file


def handed(client: Client, **given: str) -> object:
    form = {"query": "", "purpose": "outreach", "reason": "十月の案内", "form": "csv"}
    return client.post(f"{GAP}export/", {**form, **given})


def test_a_file_bears_its_number_purpose_and_reason_and_so_does_the_audit(
    there: City, client_of: Enter
) -> None:
    client = client_of(staff(Role.CLERK))
    answer = handed(client, query=f"service={service_of(there)}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))  # type: ignore[attr-defined]
    about = dict(row for row in rows[1:9] if len(row) == 2)
    number = about["出力番号"]
    assert (about["利用目的"], about["理由"]) == ("制度のお知らせ", "十月の案内")
    assert number in answer.headers["Content-Disposition"]  # type: ignore[attr-defined]
    entry = last()
    assert (entry.action, entry.target) == ("export_list", f"{number} gap: 十月の案内")
    assert len(entry.persons) > 0
    names = {row[0] for row in rows[11:]}
    assert "" not in names


def test_the_same_as_an_excel_workbook(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.CLERK))
    answer = handed(client, query=f"service={service_of(there)}", form="xlsx")
    book = load_workbook(io.BytesIO(answer.content))  # type: ignore[attr-defined]
    assert book.active["A2"].value == "出力番号"
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}


@pytest.mark.parametrize(
    "given", [{"purpose": ""}, {"purpose": "own"}, {"reason": "  "}, {"form": "html"}]
)
def test_a_file_needs_purpose_reason_and_a_form(
    there: City, client_of: Enter, given: dict[str, str]
) -> None:
    client = client_of(staff(Role.CLERK))
    answer = handed(client, query=f"service={service_of(there)}", **given)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert [entry for entry in written() if entry.action == "export_list"] == []


def test_a_clerk_takes_a_file_out_for_outreach_alone(there: City, client_of: Enter) -> None:
    query = f"service={service_of(there)}"
    refused = handed(client_of(staff(Role.CLERK)), query=query, purpose="check")
    assert refused.status_code == 403  # type: ignore[attr-defined]
    given = handed(client_of(staff(Role.SUPERVISOR)), query=query, purpose="check")
    assert given.status_code == 200  # type: ignore[attr-defined]


# ---------------------------------------------------------------- saved


def saved(client: Client, **given: str) -> str:
    form = {"list": "gap", "query": "kind=unclaimed", "name": "未請求の確認", **given}
    client.post("/staff/lists/saved/", form)
    return client.get("/staff/lists/").content.decode()


def test_a_saved_list_leads_back_to_its_filters(there: City, client_of: Enter) -> None:
    page = saved(client_of(staff(Role.CLERK)))
    assert f"{GAP}?kind=unclaimed" in page
    assert "未請求の確認" in page


def test_a_private_list_is_seen_by_its_owner_alone(there: City, client_of: Enter) -> None:
    saved(client_of(staff(Role.CLERK)))
    other = client_of(staff(Role.CLERK, id="clerk-2"))
    assert "未請求の確認" not in other.get("/staff/lists/").content.decode()


def test_a_shared_list_is_read_by_others_and_changed_by_its_owner(
    there: City, client_of: Enter
) -> None:
    saved(client_of(staff(Role.CLERK)), department="*")
    other = client_of(staff(Role.CLERK, id="clerk-2"))
    page = other.get("/staff/lists/").content.decode()
    assert "未請求の確認" in page
    (id,) = _ids(client_of(staff(Role.CLERK)))
    assert other.post(f"/staff/lists/saved/{id}/drop/").status_code == 404
    assert other.post(f"/staff/lists/saved/{id}/", {"name": "x"}).status_code == 404


def _ids(client: Client) -> list[str]:
    page = client.get("/staff/lists/").content.decode()
    return sorted(set(re.findall(r"/staff/lists/saved/(\d+)/drop/", page)))


def test_a_list_is_renamed_and_a_deleted_one_comes_back(there: City, client_of: Enter) -> None:
    client = client_of(staff(Role.CLERK))
    saved(client)
    (id,) = _ids(client)
    client.post(f"/staff/lists/saved/{id}/", {"name": "毎月の確認"})
    assert "毎月の確認" in client.get("/staff/lists/").content.decode()
    client.post(f"/staff/lists/saved/{id}/drop/")
    page = client.get("/staff/lists/").content.decode()
    assert "毎月の確認" in page
    assert "元に戻す" in page
    assert _ids(client) == []
    client.post(f"/staff/lists/saved/{id}/restore/")
    assert _ids(client) == [id]


def test_a_list_without_a_name_is_not_kept(there: City, client_of: Enter) -> None:
    assert "保存した一覧はまだありません" in saved(client_of(staff(Role.CLERK)), name="  ")


def test_the_counts_of_the_night_are_those_counted_now(there: City) -> None:
    wards, services = figures(there).wards, set(there.catalogue.services)
    for name in (ListName.GAP, ListName.ENTITLEMENTS, ListName.COMING, ListName.DEADLINES):
        listing = Listing(name=name, services=tuple(sorted(services)), wards=wards)
        now = counted(count(there.run, listing))
        night = counts_by_ward(there, wards)
        assert of_the_night(name, there, night, services=services) == now
