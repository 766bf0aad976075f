"""The catalogue page by page, and households that a program describes itself."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sakimawari.guard.audit.models import EntryRow
from tests.console.api.conftest import Caller, Register
from tests.edition import thirteen_services

# The first official example of 児童手当: one child of a year, 15,000 yen a month.
FAMILY = {
    "on": "2026-06-15",
    "people": {
        "父": {"生年月日": "1985-05-01", "公務員": "no", "住民となった日": "2015-04-01"},
        "長子": {"生年月日": "2024-11-10", "保護者": "父"},
    },
}


def slugs_by_page(caller: Caller, limit: int) -> list[str]:
    found: list[str] = []
    cursor = ""
    while True:
        asked = {"limit": str(limit), **({"cursor": cursor} if cursor else {})}
        page = caller.get("/services", **asked).json()
        found += [one["service"] for one in page["services"]]
        cursor = page["next"]
        if cursor is None:
            return found


def test_pages_show_every_service_once_whatever_their_size(caller: Register) -> None:
    made = caller("services:read")
    everything = sorted(thirteen_services().services)
    for limit in (1, 5, 13, 200):
        assert slugs_by_page(made, limit) == everything


def test_a_cursor_of_another_list_is_refused(caller: Register) -> None:
    made = caller("services:read")
    cursor = made.get("/services", limit="1").json()["next"]
    refused = made.get("/services", limit="1", cursor=cursor, event="birth")
    assert (refused.status_code, refused.json()["code"]) == (400, "API006")
    forged = made.get("/services", cursor=cursor[:-2] + "xx")
    assert (forged.status_code, forged.json()["code"]) == (400, "API006")


def test_a_service_is_told_whole_with_its_articles(caller: Register) -> None:
    told = caller("services:read").get("/services/child-allowance").json()
    rule = thirteen_services().services["child-allowance"].rule
    assert [clause["article"] for clause in told["clauses"]] == [
        one.article for one in rule.clauses
    ]
    assert told["amount_unit"] == "円/月"
    assert told["figures"]


def test_a_service_that_is_none_is_not_found(caller: Register) -> None:
    refused = caller("services:read").get("/services/child-allowanse")
    assert (refused.status_code, refused.json()["code"]) == (404, "API004")


def test_a_described_household_is_read_as_the_law_has_it(caller: Register) -> None:
    made = caller("situations:read")
    told = made.post("/eligibility/situation", FAMILY | {"services": ["child-allowance"]}).json()
    [right] = told["rights"]
    assert (right["subject"], right["status"]) == ("父", "yes")
    assert (right["amount_low"], right["amount_high"], right["unit"]) == (15000, 15000, "円/月")


def test_what_does_not_fit_is_told_with_its_condition_on_request(caller: Register) -> None:
    made = caller("situations:read")
    asked = FAMILY | {"services": ["child-allowance"], "with_no": True}
    told = {
        one["subject"]: one for one in made.post("/eligibility/situation", asked).json()["rights"]
    }
    assert told["長子"]["status"] == "no"
    assert told["長子"]["because"]["article"]
    assert told["長子"]["amount_low"] is None


def test_what_is_left_out_is_unknown_and_named(caller: Register) -> None:
    made = caller("situations:read")
    told = made.post("/eligibility/situation", {"people": {"本人": {}}, "on": "2026-10-01"}).json()
    assert told["rights"]
    assert {one["status"] for one in told["rights"]} <= {"unknown", "yes"}
    assert any("生年月日" in one["missing"] for one in told["rights"])


def test_a_fact_that_no_pack_declares_is_named_with_the_nearest(caller: Register) -> None:
    made = caller("situations:read")
    refused = made.post("/eligibility/situation", {"people": {"本人": {"生年月": "1990-01-01"}}})
    assert refused.status_code == 422
    problem = refused.json()["errors"][0]
    assert (problem["code"], problem["near"]) == ("CASE003", "生年月日")


def test_nobody_and_a_crowd_are_refused(caller: Register) -> None:
    made = caller("situations:read")
    for people in ({}, {f"人{n}": {} for n in range(31)}):
        refused = made.post("/eligibility/situation", {"people": people})
        assert (refused.status_code, refused.json()["code"]) == (422, "API021")


def test_a_refusal_never_repeats_what_was_sent(caller: Register) -> None:
    made = caller("situations:read")
    refused = made.post("/eligibility/situation", {"people": "山田花子", "on": "山田花子"})
    assert refused.status_code == 422
    assert "山田" not in refused.content.decode()


def test_nothing_of_a_described_household_is_kept_or_logged(caller: Register) -> None:
    made = caller("situations:read")
    before = EntryRow.objects.count()
    with CaptureQueriesContext(connection) as queries:
        made.post("/eligibility/situation", FAMILY)
    assert EntryRow.objects.count() == before
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert [sql for sql in written if "api_minute" not in sql] == []
