"""Seals are renewed and data goes by schedule: nothing forgotten, nothing that must stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from sakimawari.cases import models as cases
from sakimawari.cases.paper_store import place_of
from sakimawari.guard.accounts import store as accounts
from sakimawari.guard.accounts.models import Account, Attempts, LinkCode, Passkey, Session
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import ActorKind, Role
from sakimawari.guard.audit import store as audit
from sakimawari.guard.audit.entries import Draft
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.audit.verify import verify
from sakimawari.guard.consents.models import ConsentRow, DelegationRow, RevocationRow
from sakimawari.guard.custody import resealing
from sakimawari.guard.custody.declared import kept_kinds, sealed_columns, sealed_files
from sakimawari.guard.custody.logged import ACTION, removal_of
from sakimawari.guard.custody.periods import FILE, Period, Unit, periods
from sakimawari.guard.custody.resealing import keys_in_use, reseal
from sakimawari.guard.custody.schedule import Due, apply, plan
from sakimawari.guard.custody.store import entries, rows_with_files
from sakimawari.guard.custody.values import Place
from sakimawari.guard.keys import add_seal_key, open_keys, seal_keys
from sakimawari.night.custody import KEPT as OF_FOLDERS
from sakimawari.problems import Problems
from sakimawari.reach.returned.picture_store import page_place, slip_place
from sakimawari.reach.returned.upload_store import upload_place

PERSON = "a" * 16
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
ON = NOW.date()


@pytest.fixture
def place(tmp_path: Path, transactional_db: None) -> Place:
    home, folder = tmp_path / "home", tmp_path / "keys"
    home.mkdir()
    return Place(home=home, keys=open_keys(folder, data_folder=home), keys_folder=folder)


def years_ago(years: int) -> datetime:
    return NOW.replace(year=NOW.year - years)


# ---------------------------------------------------------------- what is declared


def test_every_column_of_bytes_is_declared_sealed_or_known_to_be_public() -> None:
    public = {("accounts.Passkey", "public_key")}
    found = {
        (f"{model._meta.app_label}.{model.__name__}", field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField)
    }
    assert found - public == {(column.model, column.column) for column in sealed_columns()}


def test_every_kind_of_data_has_a_period_and_every_period_its_data() -> None:
    declared = [kept.id for kept in (*kept_kinds(), *OF_FOLDERS)]
    assert sorted(declared) == sorted(periods())


def test_the_guide_to_erasure_tells_the_periods_as_they_are() -> None:
    root = Path(__file__).resolve().parents[2]
    guide = (root / "docs" / "how-to" / "keep-and-erase.md").read_text(encoding="utf-8")
    told = {}
    for line in guide.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0] not in {"kind", "---"}:
            told[cells[0]] = (int(cells[2].split()[0]), int(cells[3].split()[0]))
    assert told == {period.id: (period.length, period.least) for period in periods().values()}


def test_every_period_names_its_law_and_keeps_the_least() -> None:
    for period in periods().values():
        assert "条" in period.basis
        assert period.length >= period.least


# ---------------------------------------------------------------- sealing anew


@pytest.fixture
def filled(place: Place) -> Place:
    """A store with one entry in every sealed column, and a paper."""
    accounts.keep_staff(
        Profile(id="s1", kind=ActorKind.STAFF, name="検査 花子", roles=frozenset({Role.CLERK})),
        place.keys,
    )
    a_case(place, years_ago(0))
    program = apps.get_model("api.Program").objects.create(
        client_id="client-1", name="p", secret_digest="x", made_by="s1", made_at=NOW
    )
    apps.get_model("api.Answer").objects.create(
        program=program, key="k", request_digest="d", sealed=seal(place, "client-1"), at=NOW
    )
    apps.get_model("api.Hook").objects.create(
        program=program, public_id="h", url="https://x", secret=seal(place, "client-1"), made_at=NOW
    )
    apps.get_model("requests.RequestRow").objects.create(
        person=PERSON, kind="question", content=seal(place), answer=seal(place), at=NOW, by=PERSON
    )
    plan = apps.get_model("plans.PlanRow").objects.create(
        name="2026-10-01-0", on=NOW.date(), state="proposed", proposed_by="s1", proposed_at=NOW
    )
    apps.get_model("plans.PlanEventRow").objects.create(
        plan=plan, step="propose", at=NOW, by="s1", note=seal(place, "plans")
    )
    apps.get_model("plandesk.AttachedRow").objects.create(
        name="gap", reason=seal(place, "plan-lists"), entries=[], count=0, by="s1", at=NOW
    )
    apps.get_model("channels.LineLinkRow").objects.create(
        person=PERSON, digest="d", user=seal(place), linked_at=NOW
    )
    entry = apps.get_model("channels.EntryRow").objects.create(
        id="e", place=0, person=PERSON, household="h", ward="w", language="ja", services="s",
        content=seal(place),
        list=apps.get_model("channels.ListRow").objects.create(
            id="l", medium="call", on=ON, made_at=NOW
        ),
    )  # fmt: skip
    apps.get_model("channels.ContactRow").objects.create(
        entry=entry, person=PERSON, outcome="reached", at=NOW, by="s1", note=seal(place), token="t"
    )
    paper_that_came_back(place)
    visits(place)
    message = apps.get_model("sending.MessageRow").objects.create(
        id="m", plan="p", person=PERSON, household="h", ward="w", language="ja", services="[]",
        media="email", medium="email", state="sent", send_on=ON, variant="a", recorded_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    apps.get_model("sending.SaidRow").objects.create(
        ours="o", message=message, person=PERSON, content=seal(place)
    )
    return place


def paper_that_came_back(place: Place) -> None:
    """A page with its two pictures, its slip, and a file that waits to be read."""
    page = apps.get_model("returned.PageRow").objects.create(
        id="page-1",
        file="f",
        number=1,
        owner=PERSON,
        name=seal(place),
        state="read",
        at=NOW,
        by="s1",
    )
    apps.get_model("returned.SlipRow").objects.create(
        reference="R", page=page, person=PERSON, household="h", ward="w", services="s",
        state="waiting", content=seal(place), arrived_at=NOW,
    )  # fmt: skip
    apps.get_model("returned.UploadRow").objects.create(
        id="upload-1", owner="upload", name=seal(place, "upload"), state="waiting", at=NOW, by="s1"
    )
    for path, owner in (
        (page_place(place.home, "page-1"), PERSON),
        (slip_place(place.home, "page-1"), PERSON),
        (upload_place(place.home, "upload-1"), "upload"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(seal(place, owner))


def visits(place: Place) -> None:
    """A visit, what is known before it, and what came of it."""
    said = {"person": PERSON, "entry": "e"}
    apps.get_model("rounds.VisitRow").objects.create(
        on=ON, household="h", ward="w", content=seal(place), **said
    )
    apps.get_model("rounds.DetailRow").objects.create(content=seal(place), at=NOW, **said)
    apps.get_model("rounds.OutcomeRow").objects.create(
        token="t", on=ON, kind="met", note=seal(place), at=NOW, by="s1", received_at=NOW, **said
    )


def seal(place: Place, person: str = PERSON) -> bytes:
    return place.keys.seal(person, "よく読める文".encode())


def a_case(
    place: Place, at: datetime, *, state: str = "paid", key: str = "k1", paid: bool = True
) -> cases.CaseRecord:
    """A case of the tests with all that belongs to it, whose last step was at a moment."""
    submission = cases.SubmissionRow.objects.create(
        client_key=key, receipt=key, applicant=PERSON, channel="c", origin="application", by="x",
        by_kind="resident", created_at=at, updated_at=at, submitted_at=at, run="r", packs="p",
        wishes="[]", content=seal(place),
    )  # fmt: skip
    case = cases.CaseRecord.objects.create(
        number=key, submission=submission, service="a-service", subject=PERSON, applicant=PERSON,
        household="h", ward="w", department="d", origin="application", channel="c", state=state,
        opened_on=at.date(), period_from=at.date(), period_days=30, period_count="days",
        two_persons=True, account=seal(place), updated_at=at,
    )  # fmt: skip
    cases.EventRow.objects.create(
        case=case, seq=1, step="pay", at=at, on=at.date(), by="x", by_kind="staff", after=state,
        note=seal(place),
    )  # fmt: skip
    cases.MessageRow.objects.create(case=case, side="staff", at=at, by="x", content=seal(place))
    decision = cases.DecisionRow.objects.create(
        case=case, seq=1, finding="yes", proposed_by="x", proposed_at=at, content=seal(place)
    )
    paper = cases.PaperRow.objects.create(
        id=f"{key:0>32}", person=PERSON, submission=submission, label=seal(place), media="pdf",
        size=3, sha256="0", at=at, by="x",
    )  # fmt: skip
    path = place_of(place.home, paper.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(seal(place))
    if paid:
        batch = cases.BatchRow.objects.create(
            number=key, department="d", pay_on=at.date(), made_by="x", made_at=at, count=1,
            total_yen=1, sha256="0", content=place.keys.seal("payments", "よく読める文".encode()),
        )  # fmt: skip
        cases.LineRow.objects.create(batch=batch, seq=1, case=case, decision=decision, yen=1)
    return case


def rotated(place: Place) -> Place:
    add_seal_key(place.keys_folder)
    return Place(home=place.home, keys=open_keys(place.keys_folder), keys_folder=place.keys_folder)


def everything(place: Place) -> Iterator[tuple[str, bytes]]:
    """What every seal of the store holds, each with whom it is sealed for."""
    for column in sealed_columns():
        for page in entries(column):
            for entry in page:
                yield f"{column.model}.{column.column}", place.keys.open(entry.person, entry.sealed)
    for files in sealed_files():
        for id, owner in rows_with_files(files):
            if (path := files.place(place.home, id)).is_file():
                yield files.model, place.keys.open(owner, path.read_bytes())


def silent(_: str, __: int, ___: int) -> None:
    """Nobody looks at the progress."""


def test_after_a_rotation_everything_lies_under_the_new_key_and_says_the_same(
    filled: Place,
) -> None:
    before = list(everything(filled))
    assert {name for name, _ in before} >= {f"{c.model}.{c.column}" for c in sealed_columns()}
    after = rotated(filled)
    done = reseal(after, silent)
    assert (done.done, done.left) == (len(before), 0)
    newest = seal_keys(after.keys_folder)[-1]
    assert set(keys_in_use(after)) == {newest.id}
    assert list(everything(after)) == before
    assert list(everything(filled)) == before  # a server that began before the rotation reads on


def test_a_rotation_cut_short_goes_on_where_it_stopped(
    filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = len(list(everything(filled)))
    after = rotated(filled)
    replaced = resealing.store.replace
    left = [3]

    def until_the_power_fails(*given: Any) -> bool:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return replaced(*given)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(resealing.store, "replace", until_the_power_fails)
        reseal(after, silent)
    assert reseal(after, silent).done == total - 3
    assert reseal(after, silent).done == 0


def test_a_row_changed_meanwhile_keeps_the_change(
    filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = rotated(filled)
    replaced = resealing.store.replace

    def somebody_was_quicker(column: Any, entry: Any, sealed: bytes) -> bool:
        if column.model == "accounts.Account":
            changed = after.keys.seal(entry.person, "新しい名前".encode())
            Account.objects.filter(pk=entry.row).update(name=changed)
        return replaced(column, entry, sealed)

    with monkeypatch.context() as patched:
        patched.setattr(resealing.store, "replace", somebody_was_quicker)
        reseal(after, silent)
    found = accounts.profile("s1", after.keys)
    assert found is not None and found.name == "新しい名前"


# ---------------------------------------------------------------- periods


def fiscal(years: int) -> Period:
    return Period(id="x", name="x", unit=Unit.YEARS, length=years, least=0, basis="第1条")


@pytest.mark.parametrize(
    ("closed", "goes"),
    [
        (date(2021, 3, 31), date(2026, 4, 1)),  # closed in fiscal 2020: kept until March 2026
        (date(2020, 4, 1), date(2026, 4, 1)),
        (date(2021, 4, 1), date(2027, 4, 1)),
    ],
)
def test_five_years_run_from_the_april_after_the_closing(closed: date, goes: date) -> None:
    period = fiscal(5)
    assert closed < period.over_before(goes)
    assert closed >= period.over_before(goes - timedelta(days=1))


def test_a_city_sets_its_own_periods_but_none_shorter_than_the_law_allows(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("cases: {years: 10, basis: 市文書管理規則第12条}\n", "utf-8")
    own = periods(tmp_path)["cases"]
    assert (own.length, own.basis) == (10, "市文書管理規則第12条")
    (tmp_path / FILE).write_text(
        "cases: {years: 3}\naudits: {years: 7}\ndrafts: {years: 1}\naudit: {years: yes}\n", "utf-8"
    )
    with pytest.raises(Problems) as problems:
        periods(tmp_path)
    told = [problem.what for problem in problems.value.found]
    assert len(told) == 4
    assert "less than the least of 5" in told[0]
    assert problems.value.found[1].near == "audit"


# ---------------------------------------------------------------- erasure


def planned(place: Place, on: date = ON) -> dict[str, Due]:
    kinds = (*kept_kinds(), *OF_FOLDERS)
    return {due.kept.id: due for due in plan(place, kinds, periods(), on=on)}


def removed(place: Place, on: date = ON) -> dict[str, int]:
    due = planned(place, on).values()
    return {one.due.kept.id: one.count for one in apply(place, due)}


def test_a_case_goes_five_fiscal_years_after_its_last_step_with_all_that_belongs_to_it(
    place: Place,
) -> None:
    a_case(place, years_ago(7), key="old")
    a_case(place, years_ago(4), key="young")
    a_case(place, years_ago(7), key="open", state="examining", paid=False)
    assert planned(place)["cases"].found.count == 1
    assert cases.CaseRecord.objects.count() == 3  # a plan removes nothing
    assert removed(place) == {"cases": 1, "payments": 1}
    assert set(cases.CaseRecord.objects.values_list("number", flat=True)) == {"young", "open"}
    assert set(cases.SubmissionRow.objects.values_list("client_key", flat=True)) == {
        "young",
        "open",
    }
    kept = {"young", "open"}
    for kind in (cases.EventRow, cases.MessageRow, cases.DecisionRow):
        assert set(kind.objects.values_list("case__number", flat=True)) == kept
    assert {path.stem.lstrip("0") for path in place.home.glob("papers/*/*.sealed")} == kept
    assert removed(place) == {}


def test_an_appeal_keeps_a_case_and_so_does_a_late_payment(place: Place) -> None:
    appealed = a_case(place, years_ago(7), key="appealed")
    cases.EventRow.objects.create(
        case=appealed, seq=2, step="appeal", at=years_ago(3), on=ON, by="x", by_kind="staff",
        after="refused",
    )  # fmt: skip
    late = a_case(place, years_ago(7), key="late")
    cases.BatchRow.objects.filter(lines__case=late).update(pay_on=years_ago(2).date())
    assert planned(place)["cases"].found.count == 0


def test_a_draft_goes_after_ninety_days_unless_it_was_sent_meanwhile(place: Place) -> None:
    for key, days in (("old", 91), ("young", 89), ("sent", 91)):
        case = a_case(place, NOW - timedelta(days=days), key=key, state="draft", paid=False)
        case.submission.submitted_at = None
        case.submission.save()
    due = list(planned(place).values())
    cases.SubmissionRow.objects.filter(client_key="sent").update(submitted_at=NOW)
    assert {one.due.kept.id: one.count for one in apply(place, due)} == {"drafts": 1}
    assert set(cases.CaseRecord.objects.values_list("number", flat=True)) == {"young", "sent"}


def test_sessions_codes_counts_and_unused_accounts_go_in_their_time(place: Place) -> None:
    for days, name in ((8, "old"), (6, "young")):
        over = NOW - timedelta(days=days)
        Session.objects.create(session_key=name, session_data="", expire_date=over)
        Attempts.objects.create(bucket=name, count=1, until=NOW - timedelta(days=days / 4))
        LinkCode.objects.create(person=PERSON, digest=name, until=NOW - timedelta(days=days * 5))
    gone = accounts.account_of_resident("b" * 16)
    Account.objects.filter(pk=gone).update(last_login=years_ago(5))
    Passkey.objects.create(account_id=gone, credential="c", public_key=b"k")
    stays = accounts.account_of_resident(PERSON)
    Account.objects.filter(pk=stays).update(last_login=years_ago(2))
    assert removed(place) == {"sessions": 1, "attempts": 1, "codes": 1, "accounts-unused": 1}
    assert Account.objects.get().pk == stays
    assert not Passkey.objects.exists()


def test_a_consent_goes_only_when_a_later_one_took_its_place_long_ago(place: Place) -> None:
    said: dict[str, Any] = {"by_kind": "resident", "by": PERSON, "how": "page"}
    for years in (9, 8, 1):
        ConsentRow.objects.create(
            person=PERSON, to="notices", agrees=True, at=years_ago(years), **said
        )
    assert removed(place) == {"consents": 1}
    assert ConsentRow.objects.count() == 2  # the one that held until lately, and the present one


def test_a_delegation_goes_long_after_its_end_with_its_revocation(place: Place) -> None:
    said: dict[str, Any] = {"by_kind": "resident", "by": PERSON, "how": "page"}
    for proxy, end in (("b" * 16, years_ago(7)), ("c" * 16, years_ago(1)), ("d" * 16, None)):
        row = DelegationRow.objects.create(
            person=PERSON, proxy=proxy, kind="family", services="", since=years_ago(9).date(),
            until=None, at=years_ago(9), **said,
        )  # fmt: skip
        if end is not None:
            RevocationRow.objects.create(delegation=row, on=end.date(), at=end, **said)
    assert removed(place) == {"delegations": 1}
    assert set(DelegationRow.objects.values_list("proxy", flat=True)) == {"c" * 16, "d" * 16}


def test_the_audit_goes_up_to_a_checkpoint_and_still_verifies(place: Place) -> None:
    book = audit.Book(home=place.home, signer=open_signer(place.keys_folder))
    book.add(*(an_entry(years_ago(9)) for _ in range(3)))
    book.mark(years_ago(9))
    book.add(an_entry(years_ago(1)))
    [due] = [due for due in planned(place).values() if due.found.count]
    for one in apply(place, [due]):
        book.add(removal_of(one, at=NOW))
    until, witnesses = book.state()
    told = list(audit.all_entries(until))
    assert [entry.draft.action for entry in told] == ["read_person", ACTION]
    assert told[-1].draft.target == "audit 2019-04-01 3"
    verdict = verify(audit.all_entries(until), witnesses, book.signer.verifier)
    assert verdict.whole


def an_entry(at: datetime) -> Draft:
    return Draft(
        at=at, actor_kind="staff", actor="s1", roles=(), departments=(), action="read_person",
        purpose="counter", basis="", kind="Person", target=PERSON, person=PERSON,
        persons=(PERSON,), service="", fields=(), allowed=True, policies=(), reason="",
    )  # fmt: skip


def test_a_replaced_snapshot_goes_but_the_current_one_and_that_of_the_run_stay(
    place: Place,
) -> None:
    for folder, names in (
        ("snapshots", ("2024-01-05-aaaa", "2024-02-05-bbbb", "2024-03-05-cccc")),
        ("runs", ("2024-02-05-dddd",)),
        ("letters", ("2024-02-05-eeee", "2026-09-01-ffff")),
    ):
        for name in names:
            (place.home / folder / name).mkdir(parents=True)
        (place.home / folder / "CURRENT").write_text(f"{names[-1]}\n", encoding="utf-8")
    run = place.home / "runs" / "2024-02-05-dddd" / "manifest.json"
    run.write_text('{"snapshot": "2024-02-05-bbbb"}', encoding="utf-8")
    assert removed(place) == {"snapshots": 1, "letters": 1}
    assert not (place.home / "snapshots" / "2024-01-05-aaaa").exists()
    assert (place.home / "snapshots" / "2024-02-05-bbbb").exists()
    assert removed(place) == {}
