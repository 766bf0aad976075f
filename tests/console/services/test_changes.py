"""A rule is changed by two people, on everybody's figures, and can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from sakimawari.console import city
from sakimawari.console.services.changes import drafts, store, targets, tasks
from sakimawari.console.services.changes.values import Change, Kind, State
from sakimawari.fit.compare.question import Question
from sakimawari.fit.compare.run import compare
from sakimawari.fit.compare.sides import CURRENT, take_sides
from sakimawari.guard.actor import Role
from sakimawari.packs.cases import run_cases
from sakimawari.packs.editing.edits import NewTable, kind_of
from sakimawari.packs.revision import with_draft
from sakimawari.problems import Problems
from tests.console.conftest import Enter
from tests.console.services.test_pages import BASE, actor
from tests.console.town import ON, Hall

CHANGES = f"{BASE}changes/"
FIGURE = "児扶_本体額"
GROUNDS = {
    "since": "2027-04-01",
    "article": "児童扶養手当法第5条第1項",
    "source": "https://www.example.jp/kaitei",
    "checked": "2026-10-01",
    "check_by": "2028-04-01",
    "certain": "yes",
}
REASON = "令和9年4月の額の改定"


@pytest.fixture(autouse=True)
def _work_by_hand(settings: Settings) -> None:
    """What pages hand to the program beside them is done by the tests, when they come to it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture(autouse=True)
def _as_before(hall: Hall) -> Iterator[None]:
    """What a test adopts is gone after it."""
    yield
    for name in ("packs", "drafts"):
        shutil.rmtree(hall.home / name, ignore_errors=True)
    city.forget()


@pytest.fixture
def drafter(client_of: Enter) -> Client:
    return client_of(actor(Role.POLICY))


@pytest.fixture
def approver(client_of: Enter) -> Client:
    return client_of(actor(Role.APPROVER))


def looked_at_anew() -> city.City:
    city.forget()
    return city.city()


def begun(client: Client, kind: str = "value", name: str = FIGURE) -> str:
    """A draft begun with a figure, table or bound; its id."""
    sent = client.post(f"{CHANGES}begin/", {"kind": kind, "name": name})
    assert sent.status_code == 302
    return str(sent["Location"].split("/")[4])


def change(id: str) -> Change:
    found = store.one(id)
    assert found is not None
    return found


def with_value(client: Client, value: str = "48,900", **other: str) -> str:
    """A draft with another amount of the allowance."""
    id = begun(client)
    sent = client.post(f"{CHANGES}{id}/value/{FIGURE}/", {"value": value, **GROUNDS, **other})
    assert sent.status_code == 302, sent.content.decode()
    return id


def reckoned(id: str) -> None:
    """Do the work that a draft waits for."""
    tasks.examine.call(id, change(id).hash)


def found_sound(id: str) -> None:
    """As if the work had been done and every example held: it takes seconds, and is tested apart."""
    now = change(id)
    packs = looked_at_anew().catalogue.hash
    for kind in (Kind.EXAMPLES, Kind.EXACT):
        shown = {"impacts": [], "residents": 9, "households": 3, "sampled": None}
        result = {"failures": [], "total": 1, "passed": 1, "shown": shown}
        store.finish(id, kind, now.hash, packs=packs, result=result, at=now.changed)


def decided(client: Client, id: str, decision: str, note: str = "") -> None:
    """Decide upon a change, and do what the program beside would."""
    client.post(f"{CHANGES}{id}/decide/", {"decision": decision, "note": note})
    now = change(id)
    if now.state is State.APPROVED and now.activate_on is None:
        tasks.put_into_effect.call(id)
        city.forget()


def submitted(client: Client, value: str = "48,900", **asked: str) -> str:
    id = with_value(client, value)
    found_sound(id)
    client.post(f"{CHANGES}{id}/submit/", {"note": REASON, **asked})
    assert change(id).state is State.SUBMITTED
    return id


def approved(drafter: Client, approver: Client) -> str:
    id = submitted(drafter)
    decided(approver, id, "approve")
    return id


def test_a_figure_goes_from_draft_by_a_second_person_into_effect_and_back(
    drafter: Client, approver: Client, hall: Hall
) -> None:
    before = looked_at_anew().catalogue
    id = with_value(drafter)
    reckoned(id)
    drafter.post(f"{CHANGES}{id}/submit/", {"note": REASON})
    decided(approver, id, "approve")
    assert change(id).state is State.ACTIVE
    after = looked_at_anew().catalogue
    [value] = [v for v in after.parameters[FIGURE].values if v.since == date(2027, 4, 1)]
    assert (value.value, value.provenance.article) == (48_900, GROUNDS["article"])
    assert after.hash != before.hash
    assert next(p for p in after.packs if p.id == change(id).pack).hash == change(id).hash

    drafter.post(f"{CHANGES}{id}/ask-back/", {"note": "告示を読み違えていた"})
    approver.post(f"{CHANGES}{id}/decide-back/", {"decision": "take_back"})
    assert change(id).state is State.ASKED_BACK  # until the work is done
    tasks.put_back.call(id, "approver", "approver", "")
    assert change(id).state is State.TAKEN_BACK
    assert looked_at_anew().catalogue.hash == before.hash
    told = [event.what for event in store.events(id)]
    assert told == ["begin", "submit", "approve", "activate", "ask_back", "take_back"]


def test_the_preview_says_what_the_command_line_says(drafter: Client, hall: Hall) -> None:
    id = with_value(drafter)
    reckoned(id)
    work = store.works(id)[Kind.EXACT]
    assert work.result is not None
    there = looked_at_anew()
    folder = drafts.folder_of(hall.home, change(id))
    sides = take_sides(there.catalogue, CURRENT, str(folder), ())
    months = tasks.months_of(ON, change(id))
    question = Question(on=ON, months=months, threads=2)
    found = compare(there.snapshot, sides, question, cache=hall.home / "cache").as_json()
    apart = ("names", "seconds", "compiled")
    kept = work.result["comparison"]
    assert {k: v for k, v in kept.items() if k not in apart} == {
        k: v for k, v in found.items() if k not in apart
    }
    assert [impact["slug"] for impact in kept["impacts"]] == ["child-rearing-allowance"]
    page = drafter.get(f"{CHANGES}{id}/effects/").content.decode()
    assert "児童扶養手当" in page
    assert f"--months {months}" in page


# ---------------------------------------------------------------- two people


def test_the_drafter_never_approves_however_many_roles_they_have(
    client_of: Enter, hall: Hall
) -> None:
    both = actor(Role.POLICY)
    both = type(both)(**{**_fields(both), "roles": frozenset({Role.POLICY, Role.APPROVER})})
    client = client_of(both)
    id = submitted(client)
    assert client.get(f"{CHANGES}{id}/decide/").status_code == 403
    assert client.post(f"{CHANGES}{id}/decide/", {"decision": "approve"}).status_code == 403
    assert change(id).state is State.SUBMITTED
    assert not (hall.home / "packs").exists()


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def test_who_asks_to_take_a_change_back_does_not_do_so(drafter: Client, approver: Client) -> None:
    id = approved(drafter, approver)
    approver.post(f"{CHANGES}{id}/ask-back/", {"note": "やはり誤りだった"})
    assert change(id).state is State.ASKED_BACK
    sent = approver.post(f"{CHANGES}{id}/decide-back/", {"decision": "take_back"})
    assert sent.status_code == 403
    assert change(id).state is State.ASKED_BACK


def test_a_clerk_reads_changes_and_drafts_none(client_of: Enter, drafter: Client) -> None:
    id = with_value(drafter)
    clerk = client_of(actor(Role.CLERK))
    assert clerk.get(f"{CHANGES}{id}/").status_code == 200
    assert clerk.get(f"{CHANGES}begin/").status_code == 403
    assert clerk.post(f"{CHANGES}{id}/submit/", {"note": REASON}).status_code == 403
    assert clerk.get(f"{CHANGES}{id}/value/{FIGURE}/").status_code == 403


def test_an_approver_without_a_fresh_second_factor_is_led_to_it(
    drafter: Client, client_of: Enter
) -> None:
    id = submitted(drafter)
    stale = type(actor(Role.APPROVER))(**{**_fields(actor(Role.APPROVER)), "second_factor": False})
    sent = client_of(stale).post(f"{CHANGES}{id}/decide/", {"decision": "approve"})
    assert sent.status_code in {302, 403}
    assert change(id).state is State.SUBMITTED


def test_another_policy_officer_does_not_edit_or_hand_in_the_draft(
    drafter: Client, client_of: Enter
) -> None:
    id = with_value(drafter)
    other = client_of(type(actor(Role.POLICY))(**{**_fields(actor(Role.POLICY)), "id": "second"}))
    other.post(f"{CHANGES}{id}/value/{FIGURE}/", {"value": "1", **GROUNDS})
    other.post(f"{CHANGES}{id}/submit/", {"note": REASON})
    assert (change(id).state, change(id).edits[0].value) == (State.DRAFT, "48,900")  # type: ignore[union-attr]


# ---------------------------------------------------------------- what keeps a draft back


def test_a_draft_that_breaks_an_example_is_not_handed_in_until_it_is_put_right(
    drafter: Client, hall: Hall
) -> None:
    id = with_value(drafter, "48060", since="2026-04-01")  # the examples say 48,050
    reckoned(id)
    result = store.works(id)[Kind.EXAMPLES].result
    assert result is not None
    assert result["failures"]
    drafter.post(f"{CHANGES}{id}/submit/", {"note": REASON})
    assert change(id).state is State.DRAFT
    page = drafter.get(f"{CHANGES}{id}/").content.decode()
    assert "すべての計算例が成り立つようにしてください" in page
    first = result["failures"][0]
    sent = {name: first[name] for name in ("example", "subject", "service")}
    drafter.post(f"{CHANGES}{id}/accept/", sent)
    assert [kind_of(edit) for edit in change(id).edits] == ["value", "result"]
    after = with_draft(looked_at_anew().catalogue, drafts.folder_of(hall.home, change(id)))
    failing = {each.case.name for each in run_cases(after, only=first["service"]).failures}
    assert first["example"] not in failing


def test_a_draft_is_handed_in_only_as_it_was_reckoned(drafter: Client) -> None:
    id = with_value(drafter)
    found_sound(id)
    store.ask(id, change(id).hash, tuple(Kind), change(id).changed)  # waits for its reckoning again
    drafter.post(f"{CHANGES}{id}/submit/", {"note": REASON})
    assert change(id).state is State.DRAFT


@pytest.mark.parametrize("note", ["", "はい"])
def test_a_draft_without_a_reason_is_not_handed_in(drafter: Client, note: str) -> None:
    id = with_value(drafter)
    found_sound(id)
    drafter.post(f"{CHANGES}{id}/submit/", {"note": note})
    assert change(id).state is State.DRAFT


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("value", "四万"),
        ("value", ""),
        ("since", "4月"),
        ("source", ""),
        ("check_by", "2026-09-30"),
    ],
)
def test_a_figure_without_its_grounds_is_not_taken(drafter: Client, field: str, typed: str) -> None:
    id = begun(drafter)
    sent = drafter.post(
        f"{CHANGES}{id}/value/{FIGURE}/", {"value": "48900", **GROUNDS, field: typed}
    )
    assert sent.status_code == 200
    assert 'aria-invalid="true"' in sent.content.decode()
    assert change(id).edits == ()


def test_two_drafts_of_one_figure_warn_of_another_and_the_second_must_be_made_anew(
    drafter: Client, approver: Client, client_of: Enter
) -> None:
    second = client_of(type(actor(Role.POLICY))(**{**_fields(actor(Role.POLICY)), "id": "second"}))
    other = with_value(second, "49,500")
    id = submitted(drafter)
    assert (
        "同じものを変えるほかの改正案があります" in drafter.get(f"{CHANGES}{id}/").content.decode()
    )
    found_sound(other)
    second.post(f"{CHANGES}{other}/submit/", {"note": REASON})
    decided(approver, id, "approve")
    assert change(id).state is State.ACTIVE
    decided(approver, other, "approve")
    assert change(other).state is State.SUBMITTED  # its base is not in effect any more
    decided(approver, other, "return", "作り直してください")
    second.post(f"{CHANGES}{other}/renew/")
    assert change(other).base == change(id).hash
    assert change(other).version != change(id).version


def test_a_base_that_changed_after_approval_is_not_adopted_over(
    drafter: Client, approver: Client, hall: Hall
) -> None:
    later = (ON + timedelta(days=30)).isoformat()
    id = submitted(drafter, day=later)
    decided(approver, id, "approve")
    assert change(id).state is State.APPROVED
    quick = submitted(drafter, "50,000")
    decided(approver, quick, "approve")
    assert change(quick).state is State.ACTIVE
    assert tasks.activate_due(ON + timedelta(days=30)) == ()
    refused = change(id)
    assert refused.state is State.APPROVED
    assert refused.failure is not None
    assert [each["id"] for each in refused.failure["faults"]] == ["EDIT007"]


def test_a_change_with_a_day_waits_for_it(drafter: Client, approver: Client) -> None:
    day = ON + timedelta(days=30)
    id = submitted(drafter, day=day.isoformat())
    decided(approver, id, "approve")
    assert tasks.activate_due(day - timedelta(days=1)) == ()
    assert change(id).state is State.APPROVED
    assert [each.id for each in tasks.activate_due(day)] == [id]
    assert store.events(id)[-1].person.id == tasks.NIGHT.id


def test_of_two_approvals_at_once_one_counts(drafter: Client, approver: Client) -> None:
    id = submitted(drafter)
    stale = change(id)
    decided(approver, id, "return", "出典を直してください")
    assert not store.step(stale, "approve", stale.drafter, "", stale.changed)
    assert change(id).state is State.DRAFT


# ---------------------------------------------------------------- tables and bounds


@pytest.fixture
def table(hall: Hall) -> str:
    return next(iter(looked_at_anew().catalogue.tables))


def grid_of(client: Client, id: str, table: str) -> dict[str, str]:
    """The form of a table as a browser would send it back."""
    page = client.get(f"{CHANGES}{id}/table/{table}/")
    context = page.context
    sent = {"rows": str(context["count"]), **GROUNDS}
    for row in context["grid"]:
        sent |= {cell.field: cell.value for cell in row.cells}
    return sent


def test_a_cell_that_cannot_be_read_is_told_at_its_row_and_column(
    drafter: Client, table: str
) -> None:
    id = begun(drafter, "table", table)
    sent = grid_of(drafter, id, table)
    width = len([name for name in sent if name.startswith("c-0-")])
    page = drafter.post(
        f"{CHANGES}{id}/table/{table}/", {**sent, f"c-1-{width - 1}": "たくさん", "do": "save"}
    )
    assert page.status_code == 200
    faulty = [cell.field for row in page.context["grid"] for cell in row.cells if cell.fault]
    assert faulty == [f"c-1-{width - 1}"]
    assert change(id).edits == ()


def test_rows_are_added_pasted_and_uploaded_without_script(drafter: Client, table: str) -> None:
    id = begun(drafter, "table", table)
    address = f"{CHANGES}{id}/table/{table}/"
    sent = grid_of(drafter, id, table)
    count = int(sent["rows"])
    assert drafter.post(address, {**sent, "do": "add-1"}).context["count"] == count + 1
    assert drafter.post(address, {**sent, "do": "remove-0"}).context["count"] == count - 1
    header = drafter.get(address).context["header"]
    rows = [[sent[f"c-{row}-{column}"] for column in range(len(header))] for row in range(count)]
    copied = "\n".join("\t".join(each) for each in (header, *rows[:-1]))
    pasted = drafter.post(address, {**sent, "pasted": copied, "do": "paste"})
    assert pasted.context["count"] == count - 1
    book = drafter.get(f"{address}table.xlsx").content
    file = SimpleUploadedFile("表.xlsx", book)
    uploaded = drafter.post(address, {**sent, "do": "upload", "file": file})
    assert uploaded.context["count"] == count
    bad = SimpleUploadedFile("表.exe", b"MZ")
    refused = drafter.post(address, {**sent, "do": "upload", "file": bad})
    assert refused.context["refused"]
    assert refused.context["count"] == count


def test_a_table_is_kept_as_a_version_of_its_own(drafter: Client, table: str) -> None:
    id = begun(drafter, "table", table)
    sent = grid_of(drafter, id, table)
    width = len([name for name in sent if name.startswith("c-0-")])
    sent[f"c-0-{width - 1}"] = "123"
    drafter.post(f"{CHANGES}{id}/table/{table}/", {**sent, "do": "save"})
    [edit] = change(id).edits
    assert isinstance(edit, NewTable)
    assert (edit.rows[0][-1], change(id).faults, bool(change(id).hash)) == ("123", (), True)
    assert "行の違い 1件" in drafter.get(f"{CHANGES}{id}/").content.decode()


def test_a_change_that_is_over_is_not_edited(drafter: Client, approver: Client) -> None:
    id = approved(drafter, approver)
    for path in ("add/", f"value/{FIGURE}/"):
        assert drafter.get(f"{CHANGES}{id}/{path}").status_code == 404
    assert drafter.post(f"{CHANGES}{id}/remove/", {"target": "x"}).status_code == 404
    drafter.post(f"{CHANGES}{id}/withdraw/")
    assert change(id).state is State.ACTIVE


def test_a_withdrawn_draft_leaves_its_record_and_no_folder(drafter: Client, hall: Hall) -> None:
    id = with_value(drafter)
    assert drafts.folder_of(hall.home, change(id)).is_dir()
    drafter.post(f"{CHANGES}{id}/withdraw/", {"note": "不要になった"})
    assert change(id).state is State.WITHDRAWN
    assert not drafts.folder_of(hall.home, change(id)).exists()
    assert [event.what for event in store.events(id)] == ["begin", "withdraw"]


def test_a_change_nobody_made_is_not_found(drafter: Client) -> None:
    assert drafter.get(f"{CHANGES}ffffffffffff/").status_code == 404
    with pytest.raises(Problems):
        drafts.pack_in_effect(looked_at_anew().catalogue, "no-such-pack")


def test_an_example_on_the_day_of_effect_is_added_to_the_draft(drafter: Client, hall: Hall) -> None:
    id = with_value(drafter)
    address = f"{CHANGES}{id}/example/child-rearing-allowance/"
    assert address in drafter.get(f"{CHANGES}{id}/").content.decode()
    offered = drafter.get(address).context["offered"]
    sent = {
        "example": offered[0],
        "name": "令和9年4月1日の額",
        "on": "2027-04-01",
        "status": "YES",
        "amount": "48900",
        "source": GROUNDS["source"],
    }
    wrong = drafter.post(address, {**sent, "on": "", "amount": "たくさん"})
    assert set(wrong.context["typed"].errors) == {"on", "amount"}
    drafter.post(address, sent)
    assert [kind_of(edit) for edit in change(id).edits] == ["value", "example"]
    after = with_draft(looked_at_anew().catalogue, drafts.folder_of(hall.home, change(id)))
    names = {each.case.name for each in run_cases(after, only="child-rearing-allowance").results}
    assert sent["name"] in names


def test_a_bound_is_drafted_with_its_warning_that_it_bears_no_date(
    drafter: Client, hall: Hall
) -> None:
    there = looked_at_anew()
    found = [
        bound
        for service in there.catalogue.services.values()
        for bound in targets.bounds_in(there.catalogue, service)
    ]
    assert found
    choice = found[0]
    name = f"{choice.service.slug} {choice.bound.clause} {choice.bound.at}"
    id = begun(drafter, "bound", name)
    address = f"{CHANGES}{id}/bound/{name.replace(' ', '/')}/"
    assert "日付がありません" in drafter.get(address).content.decode()
    same = drafter.post(address, {"after": choice.bound.figure})
    assert same.context["typed"].errors == {"after": "same"}
    drafter.post(address, {"after": "7"})
    assert (kind_of(change(id).edits[0]), change(id).told[0].after) == ("bound", "7")
