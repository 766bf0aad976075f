"""Rounds in the console: planned by those who may, walked by those who were given them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from sakimawari.cases import decline_store
from sakimawari.cases.values import Doing
from sakimawari.console.rounds.door import grounds_of
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.guard.audit.store import all_entries
from sakimawari.guard.consents.store import say_consent
from sakimawari.guard.consents.values import ConsentSaid, ConsentTo, Given, How
from sakimawari.match.visits.solving import Effort
from sakimawari.problems import Problems
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.models import EntryRow
from sakimawari.reach.medium import Medium
from sakimawari.reach.rounds import asking, outcome_store, run, store
from sakimawari.reach.rounds.outcome_store import Told
from sakimawari.reach.rounds.run import Order, plan_day
from sakimawari.reach.rounds.staff import Change
from sakimawari.reach.rounds.values import Kind, Standing
from sakimawari.reach.sending import optout_store
from tests.console.rounds.conftest import NOW, Outing
from tests.console.town import ON

WORKER = "demo-caseworker"
PLANNER = Profile(
    id="planner",
    kind=ActorKind.STAFF,
    name="計画 担当",
    roles=frozenset({Role.CLERK}),
    departments=frozenset({EVERYWHERE}),
    wards=frozenset({EVERYWHERE}),
    services=frozenset({EVERYWHERE}),
)
Enter = Callable[[object], Client]


def told(outing: Outing, token: str = "a" * 32, kind: Kind = Kind.MET, **changed: object) -> Told:
    given = {"token": token, "entry": outing.of(WORKER)[0], "kind": kind, "at": NOW, "by": WORKER}
    return Told(**{**given, **changed})  # type: ignore[arg-type]


def tell(outing: Outing, one: Told) -> bool:
    return outcome_store.tell(one, outing.there.keys, on=ON, now=NOW)


def post_sync(client: Client, *items: dict[str, object]) -> dict[str, object]:
    answer = client.post(
        "/staff/rounds/mine/sync/",
        json.dumps({"told": items}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


# ------------------------------------------------------------------ the day


def test_a_planned_day_shows_every_round_and_names_whom_the_planner_may_see(
    outing: Outing, client_of: Enter
) -> None:
    page = client_of(PLANNER).get("/staff/rounds/").content.decode()
    assert page.count('scope="row"') >= len(outing.report.day.legs)
    assert "rounds-map" in page and "（表示できません）" not in page


def test_the_look_at_a_day_is_one_entry_of_the_audit_that_names_all(
    outing: Outing, client_of: Enter
) -> None:
    client_of(PLANNER).get("/staff/rounds/")
    last = list(all_entries())[-1].draft
    assert (last.action, last.purpose) == ("list_people", "outreach")


@pytest.mark.parametrize("who", ["caseworker", "policy", "it", "auditor"])
def test_who_does_not_plan_rounds_sees_nobody_elses(client_of: Enter, who: str) -> None:
    assert client_of(who).get("/staff/rounds/").status_code == 403


def test_whoever_is_protected_since_is_taken_off_the_rounds_before_they_are_shown(
    outing: Outing, monkeypatch: pytest.MonkeyPatch
) -> None:
    leg = outing.report.day.walks[0].legs[0]
    monkeypatch.setattr(asking, "hidden_people", lambda *_, **__: frozenset({leg.person}))
    assert_taken_off(outing, leg.entry)


def assert_taken_off(outing: Outing, entry: str) -> None:
    shown = run.still_permitted(grounds_of(outing.there), store.day(ON), on=ON)
    assert entry not in shown.legs
    assert entry not in store.day(ON).legs
    assert shown.legs  # the others stay


def opts_out_of_visits(person: str) -> None:
    optout_store.opt_out(person, Medium.VISIT, at=NOW)


def declines_the_service(person: str) -> None:
    doing = Doing(actor=Actor(kind=ActorKind.RESIDENT, id=person), at=NOW)
    decline_store.keep(person, "child-allowance", doing)


def wants_no_notices(person: str) -> None:
    given = Given(at=NOW, by_kind="resident", by=person, how=How.ONLINE)
    say_consent(person, ConsentSaid(to=ConsentTo.NOTICES, agrees=False, given=given))


@pytest.mark.parametrize("says", [opts_out_of_visits, declines_the_service, wants_no_notices])
def test_whoever_wants_no_visit_since_is_on_no_round_and_on_none_drawn_up_anew(
    outing: Outing, says: Callable[[str], None]
) -> None:
    leg = outing.report.day.walks[0].legs[0]
    says(leg.person)
    assert_taken_off(outing, leg.entry)
    order = Order(on=ON, by="test", at=NOW, effort=Effort(steps=40))
    again = plan_day(grounds_of(outing.there), order)
    assert leg.entry not in again.day.legs
    assert sum(again.left_out.values()) == sum(outing.report.left_out.values()) + 1


def test_whoever_moved_since_the_list_is_not_visited_at_the_new_door(outing: Outing) -> None:
    leg = outing.report.day.walks[0].legs[0]
    EntryRow.objects.filter(pk=leg.entry).update(household="another")
    assert_taken_off(outing, leg.entry)


def test_what_was_done_stays_on_the_round_though_nobody_wants_another_visit(
    outing: Outing,
) -> None:
    entry = outing.of(WORKER)[0]
    tell(outing, told(outing, kind=Kind.REFUSES))
    assert list_store.entries([entry])[0].is_closed
    optout_store.opt_out(outing.report.day.legs[entry][0].person, Medium.VISIT, at=NOW)
    shown = run.still_permitted(grounds_of(outing.there), store.day(ON), on=ON)
    assert entry in shown.legs


def test_an_absence_moves_few_of_those_who_were_told(outing: Outing) -> None:
    before = {entry: legs[0] for entry, legs in outing.report.day.legs.items()}
    away = next(w.worker for w in outing.report.day.walks if w.worker != WORKER and w.legs)
    store.say_duty(ON, Change(worker=away, away=True), by="test", at=NOW)
    order = Order(on=ON, by="test", at=NOW, effort=Effort(steps=40))
    after = plan_day(grounds_of(outing.there), order).day
    kept = [
        legs[0].worker == before[entry].worker
        for entry, legs in after.legs.items()
        if before[entry].worker != away and len(legs) == 1
    ]
    assert kept and all(kept)
    assert all(walk.worker != away for walk in after.walks)


def test_a_move_shows_its_consequences_and_changes_nothing_until_it_is_saved(
    outing: Outing, client_of: Enter
) -> None:
    client = client_of(PLANNER)
    single = next(e for e in outing.of(WORKER) if len(outing.report.day.legs[e]) == 1)
    other = next(w.worker for w in outing.report.day.walks if w.worker != WORKER)
    asked = {"on": ON.isoformat(), "visit": single, "worker": other, "place": "1"}
    page = client.get(f"/staff/rounds/move/?{urlencode(asked)}")
    assert page.status_code == 200
    assert f'class="lead"><span data-no-ruby>{PLANNER.name}<' not in page.content.decode()
    assert store.day(ON).legs[single][0].worker == WORKER
    if page.context["comes"].day is None:
        pytest.fail("the move does not go in this small city")
    version = str(page.context["version"])
    assert client.post("/staff/rounds/move/", {**asked, "version": version}).status_code == 302
    assert store.day(ON).legs[single][0].worker == other


def test_a_move_of_a_day_that_changed_meanwhile_is_not_made(
    outing: Outing, client_of: Enter
) -> None:
    single = next(e for e in outing.of(WORKER) if len(outing.report.day.legs[e]) == 1)
    asked = {"on": ON.isoformat(), "visit": single, "off": "1", "version": "99"}
    client_of(PLANNER).post("/staff/rounds/move/", asked)
    assert single in store.day(ON).legs


def test_a_fixed_visit_stays_with_whom_and_when_it_is(outing: Outing) -> None:
    entry = outing.of(WORKER)[-1]
    store.lock(ON, entry, locked=True)
    before = store.day(ON).legs[entry]
    order = Order(on=ON, by="test", at=NOW, effort=Effort(steps=40, seed=7))
    after = plan_day(grounds_of(outing.there), order).day.legs[entry]
    assert [leg.worker for leg in after] == [leg.worker for leg in before]
    assert abs(after[0].begin - before[0].begin) <= 900 and after[0].locked


def test_the_sheets_of_a_day_are_one_pdf(outing: Outing, client_of: Enter) -> None:
    answer = client_of(PLANNER).get("/staff/rounds/sheets/")
    assert answer["Content-Type"] == "application/pdf" and answer.content[:5] == b"%PDF-"


# ------------------------------------------------------------------ one's own round


def test_a_worker_sees_their_own_round_alone(outing: Outing, client_of: Enter) -> None:
    page = client_of("caseworker").get("/staff/rounds/mine/")
    shown = {stop["leg"].entry for stop in page.context["stops"]}
    assert shown == set(outing.of(WORKER))


def test_an_outcome_told_twice_is_one(outing: Outing) -> None:
    assert [tell(outing, told(outing)), tell(outing, told(outing))] == [True, False]
    assert len(outcome_store.outcomes_on(ON)[outing.of(WORKER)[0]]) == 1


def test_two_outcomes_of_one_visit_are_both_kept_and_the_later_stands(outing: Outing) -> None:
    later = NOW + timedelta(minutes=3)
    tell(outing, told(outing, "b" * 32, Kind.LETTER, at=later))
    tell(outing, told(outing, "a" * 32, Kind.MET))
    kept = outcome_store.outcomes_on(ON)[outing.of(WORKER)[0]]
    assert [(one.kind, one.standing) for one in kept] == [
        (Kind.LETTER, Standing.STANDS),
        (Kind.MET, Standing.BESIDE),
    ]


def test_what_was_told_reaches_the_list_the_visit_came_from(outing: Outing) -> None:
    tell(outing, told(outing, kind=Kind.APPLIED))
    entry = list_store.entry(outing.of(WORKER)[0])
    assert entry is not None and entry.is_closed and entry.outcome is not None
    assert entry.outcome.value == "applied"


def test_nobody_tells_of_a_visit_on_another_round(outing: Outing) -> None:
    with pytest.raises(Problems, match="VISIT020"):
        tell(outing, told(outing, by="demo-policy"))


@pytest.mark.parametrize(("token", "note"), [("short", ""), ("a" * 32, "あ" * 501)])
def test_an_outcome_without_a_token_or_with_a_whole_report_is_refused(
    outing: Outing, token: str, note: str
) -> None:
    with pytest.raises(Problems, match="VISIT021"):
        tell(outing, told(outing, token, note=note))


def test_a_telephone_that_syncs_again_changes_nothing(outing: Outing, client_of: Enter) -> None:
    client, visit = client_of("caseworker"), outing.of(WORKER)[0]
    one = {"token": "c" * 32, "visit": visit, "kind": "follow_up", "note": "相談", "ago": 60_000}
    other = {"token": "d" * 32, "visit": "none", "kind": "met", "ago": 0}
    for _ in range(2):
        said = post_sync(client, one, other)
        assert said["kept"] == ["c" * 32]
        assert said["refused"] == [{"token": "d" * 32, "problem": "VISIT020"}]
    (kept,) = outcome_store.outcomes_on(ON)[visit]
    assert (kept.kind, kept.has_note) == (Kind.FOLLOW_UP, True)


def test_what_asks_something_of_the_office_waits_until_it_is_settled(
    outing: Outing, client_of: Enter
) -> None:
    tell(outing, told(outing, kind=Kind.REFUSES, note="今後は手紙で"))
    client = client_of(replace(PLANNER, id="planner-2"))
    page = client.get("/staff/rounds/follow-up/").content.decode()
    assert "今後は手紙で" in page and "連絡の希望" in page
    client.post("/staff/rounds/follow-up/", {"told": "a" * 32})
    assert outcome_store.waiting_for_the_office(ON) == ()


def test_the_page_works_as_plain_forms(outing: Outing, client_of: Enter) -> None:
    client, visit = client_of("caseworker"), outing.of(WORKER)[0]
    sent = {"visit": visit, "token": "e" * 32, "kind": "not_home", "note": ""}
    assert client.post("/staff/rounds/mine/told/", sent).status_code == 302
    assert outcome_store.outcomes_on(ON)[visit][0].kind is Kind.NOT_HOME


def test_who_wants_no_visit_is_visited_no_more(outing: Outing, client_of: Enter) -> None:
    client, visit = client_of("caseworker"), outing.of(WORKER)[0]
    person = outing.report.day.legs[visit][0].person
    client.post("/staff/rounds/mine/told/", {"visit": visit, "token": "f" * 32, "kind": "refuses"})
    assert Medium.VISIT in optout_store.opted_out(person)
