"""Reads and writes changes. A step is taken by one row, conditionally: of two at once, one wins."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sakimawari.console.services.changes.models import ChangeRow, EventRow, WorkRow
from sakimawari.console.services.changes.values import (
    OPEN,
    STEPS,
    Change,
    Event,
    Kind,
    Person,
    State,
    Work,
)
from sakimawari.packs.editing.edits import Edit, as_json, edit_of, subject_of
from sakimawari.packs.editing.wording import Told


def begin(
    *, pack: str, title: str, base: str, version: tuple[str, str], drafter: Person, at: datetime
) -> Change:
    """A new draft; `version` is that of the pack and that of the draft."""
    with transaction.atomic():
        row = ChangeRow.objects.create(
            id=secrets.token_hex(6),
            pack=pack,
            title=title[:120],
            state=State.DRAFT.value,
            drafter=drafter.id,
            drafter_name=drafter.name,
            made=at,
            changed=at,
            base=base,
            base_version=version[0],
            version=version[1],
        )
        _note(row, drafter, "begin", "", at)
    return _change(row)


def one(id: str) -> Change | None:
    """A change by its id."""
    row = ChangeRow.objects.filter(id=id).first()
    return None if row is None else _change(row)


def all_of(states: Iterable[State] | None = None) -> tuple[Change, ...]:
    """Changes in some states (all), the last changed first."""
    rows = ChangeRow.objects.order_by("-changed")
    if states is not None:
        rows = rows.filter(state__in=[state.value for state in states])
    return tuple(_change(row) for row in rows)


def versions_of(pack: str) -> frozenset[str]:
    """Every version a draft of this pack has borne."""
    found = ChangeRow.objects.filter(pack=pack).values_list("version", "base_version")
    return frozenset(version for pair in found for version in pair)


def rivals(change: Change) -> tuple[Change, ...]:
    """Other open changes of the same figure, table, condition or examples."""
    mine = {subject_of(edit) for edit in change.edits}
    others = ChangeRow.objects.filter(
        pack=change.pack, state__in=[state.value for state in OPEN]
    ).exclude(id=change.id)
    return tuple(
        other for other in map(_change, others) if mine & {subject_of(e) for e in other.edits}
    )


def keep_edits(
    change: Change,
    edits: Sequence[Edit],
    *,
    told: Sequence[Told],
    base: tuple[str, str],
    version: str,
    at: datetime,
) -> bool:
    """Other edits of a draft, also in words, upon a base (hash, version); False if it is none."""
    return _update(
        change.id,
        (State.DRAFT,),
        edits=[as_json(edit) for edit in edits],
        base=base[0],
        base_version=base[1],
        version=version,
        told=[asdict(each) for each in told],
        hash="",
        faults=[],
        changed=at,
    )


def keep_built(id: str, hash: str, faults: Sequence[Mapping[str, Any]]) -> None:
    """What came of making the draft's folder."""
    ChangeRow.objects.filter(id=id).update(hash=hash, faults=list(faults))


def rename(id: str, title: str, at: datetime) -> bool:
    """Another title of a draft."""
    return _update(id, (State.DRAFT,), title=title[:120], changed=at)


def step(
    change: Change, name: str, person: Person, reason: str, at: datetime, **fields: Any
) -> bool:
    """Take a step of STEPS and note it; False where somebody else was quicker."""
    allowed, then = STEPS[name]
    with transaction.atomic():
        done = _update(
            change.id, allowed, hash_is=change.hash, state=then.value, changed=at, **fields
        )
        if done:
            _note(ChangeRow.objects.get(id=change.id), person, name, reason, at)
    return done


def failed(id: str, failure: Mapping[str, Any] | None) -> None:
    """Why a change could not be put into effect or taken back; None: nothing stands against it."""
    ChangeRow.objects.filter(id=id).update(failure=failure)


def due(on: date) -> tuple[Change, ...]:
    """Approved changes whose day has come."""
    rows = ChangeRow.objects.filter(state=State.APPROVED.value, activate_on__lte=on)
    return tuple(_change(row) for row in rows.order_by("activate_on", "changed"))


def _update(id: str, states: Iterable[State], *, hash_is: str | None = None, **fields: Any) -> bool:
    rows = ChangeRow.objects.filter(id=id, state__in=[state.value for state in states])
    if hash_is is not None:
        rows = rows.filter(hash=hash_is)
    return rows.update(**fields) == 1


def _note(row: ChangeRow, person: Person, what: str, note: str, at: datetime) -> None:
    EventRow.objects.create(
        change=row, at=at, person=person.id, name=person.name, what=what, note=note
    )


def note(id: str, person: Person, what: str, text: str, at: datetime) -> None:
    """A line in the record of a change."""
    _note(ChangeRow.objects.get(id=id), person, what, text, at)


def events(id: str) -> tuple[Event, ...]:
    """The record, oldest first."""
    return tuple(
        Event(at=row.at, person=Person(id=row.person, name=row.name), what=row.what, note=row.note)
        for row in EventRow.objects.filter(change_id=id).order_by("at", "id")
    )


# ---------------------------------------------------------------- work


def ask(id: str, hash: str, kinds: Sequence[Kind], at: datetime) -> None:
    """These are to be reckoned anew of a draft."""
    with transaction.atomic():
        WorkRow.objects.filter(change_id=id).exclude(kind__in=[k.value for k in kinds]).delete()
        for kind in kinds:
            WorkRow.objects.update_or_create(
                change_id=id,
                kind=kind.value,
                defaults={
                    "hash": hash,
                    "packs": "",
                    "state": "waiting",
                    "stage": "",
                    "share": 0.0,
                    "asked": at,
                    "finished": None,
                    "result": None,
                    "faults": [],
                },
            )


def works(id: str) -> dict[Kind, Work]:
    """What was reckoned, or is being reckoned, by kind."""
    return {Kind(row.kind): _work(row) for row in WorkRow.objects.filter(change_id=id)}


def progress(id: str, kind: Kind, hash: str, *, stage: str, share: float) -> bool:
    """How far the work is; False where the draft was changed and nobody waits for it."""
    rows = WorkRow.objects.filter(change_id=id, kind=kind.value, hash=hash)
    return rows.update(state="running", stage=stage[:40], share=share) == 1


def finish(
    id: str,
    kind: Kind,
    hash: str,
    *,
    packs: str,
    result: Mapping[str, Any] | None,
    faults: Sequence[Mapping[str, Any]] = (),
    at: datetime,
) -> None:
    """What came of the work; without a result it failed."""
    WorkRow.objects.filter(change_id=id, kind=kind.value, hash=hash).update(
        packs=packs,
        state="failed" if result is None else "done",
        share=1.0,
        result=result,
        faults=list(faults),
        finished=at,
    )


def _work(row: WorkRow) -> Work:
    return Work(
        kind=Kind(row.kind),
        hash=row.hash,
        packs=row.packs,
        state=row.state,
        stage=row.stage,
        share=row.share,
        asked=row.asked,
        finished=row.finished,
        result=row.result,
        faults=tuple(row.faults),
    )


def _person(id: str, name: str) -> Person | None:
    return Person(id=id, name=name) if id else None


def _change(row: ChangeRow) -> Change:
    return Change(
        id=row.id,
        pack=row.pack,
        title=row.title,
        state=State(row.state),
        drafter=Person(id=row.drafter, name=row.drafter_name),
        made=row.made,
        changed=row.changed,
        base=row.base,
        base_version=row.base_version,
        version=row.version,
        edits=tuple(edit_of(held) for held in row.edits),
        told=tuple(Told(**each) for each in row.told),
        hash=row.hash,
        faults=tuple(row.faults),
        note=row.note,
        activate_on=row.activate_on,
        approver=_person(row.approver, row.approver_name),
        asker=_person(row.asker, row.asker_name),
        earlier=row.earlier,
        failure=row.failure,
    )
