"""Where plans stand, in the operational store: proposed by one, approved by another, applied once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import open_json, seal_json
from sakimawari.problems import Place, fault
from sakimawari.reach.plans.approval import Doing, after
from sakimawari.reach.plans.folder import PLANS, check_files, manifest_hash, not_as_written
from sakimawari.reach.plans.models import PlanEventRow, PlanRow
from sakimawari.reach.plans.values import Happened, Plan, PlanState, Standing

SEALED_FOR = "plans"
_PROPOSE = "propose"


def propose(plan: Plan, *, by: str, at: datetime, note: str = "", keys: Keys) -> Standing:
    """Note who proposed a plan; a plan that was proposed before stays as it stands."""
    with transaction.atomic():
        row, new = PlanRow.objects.get_or_create(
            name=plan.name,
            defaults={
                "on": plan.on,
                "state": PlanState.PROPOSED.value,
                "proposed_by": by,
                "proposed_at": at,
                "manifest": manifest_hash(plan),
            },
        )
        if new:
            _log(row, _PROPOSE, by=by, at=at, note=note, keys=keys)
    return _standing(row)


def take(doing: Doing, name: str, *, by: str, at: datetime, note: str = "", keys: Keys) -> Standing:
    """One step of a plan, all or nothing. REACH020 for one nobody proposed, REACH031 for a step it
    cannot take, REACH032 where the proposer would approve it.
    """
    with transaction.atomic():
        row = PlanRow.objects.select_for_update().filter(name=name).first()
        if row is None:
            raise _nobody_proposed()
        state = after(doing, PlanState(row.state), by=by, proposed_by=row.proposed_by)
        row.state = state.value
        if doing is Doing.APPROVE:
            row.approved_by, row.approved_at = by, at
        else:
            row.ended_by, row.ended_at = by, at
        row.save()
        _log(row, doing.value, by=by, at=at, note=note, keys=keys)
    return _standing(row)


def check_unchanged(plan: Plan) -> None:
    """REACH029 where a plan is not, to the last byte, the one that was proposed.

    The folder is held against its manifest, and the manifest against what the store kept of it: who
    can write to the folder alone changes nothing that is approved or sent.
    """
    check_files(plan)
    row = PlanRow.objects.filter(name=plan.name).first()
    if row is not None and row.manifest and row.manifest != manifest_hash(plan):
        raise not_as_written("manifest.json")


def standing(name: str) -> Standing | None:
    """Where a plan stands; None where nobody proposed it."""
    row = PlanRow.objects.filter(name=name).first()
    return None if row is None else _standing(row)


def standings(limit: int | None = None) -> tuple[Standing, ...]:
    """Where all plans stand, the newest first."""
    rows = PlanRow.objects.order_by("-proposed_at", "-name")[:limit]
    return tuple(map(_standing, rows))


def applied_folders(home: Path, since: date) -> tuple[Path, ...]:
    """The folders of the plans applied, from a first day on, in the order in which they were applied.

    REACH033 where one is missing: without it people would be told twice.
    """
    rows = PlanRow.objects.filter(state=PlanState.APPLIED.value, on__gte=since).order_by("ended_at")
    folders = tuple(home / PLANS / name for name in rows.values_list("name", flat=True))
    for folder in folders:
        if not (folder / "manifest.json").is_file():
            raise fault(
                "REACH033",
                "the folder of a plan that was applied is missing",
                "restore it from its copy: without it people would be told again",
                where=Place(file=folder.name),
            )
    return folders


def history(name: str, keys: Keys) -> tuple[Happened, ...]:
    """Everything that was done with a plan, the oldest first, with notes."""
    rows = PlanEventRow.objects.filter(plan=name).order_by("at", "id")
    return tuple(
        Happened(
            step=row.step,
            at=row.at,
            by=row.by,
            note=open_json(keys, SEALED_FOR, row.note) if row.note else "",
        )
        for row in rows
    )


def forget(names: Sequence[str]) -> int:
    """Remove what is kept of some plans; how many were."""
    gone = PlanRow.objects.filter(name__in=names)
    count = gone.count()
    gone.delete()
    return count


def _log(row: PlanRow, step: str, *, by: str, at: datetime, note: str, keys: Keys) -> None:
    sealed = seal_json(keys, SEALED_FOR, note) if note else None
    PlanEventRow.objects.create(plan=row, step=step, by=by, at=at, note=sealed)


def _standing(row: PlanRow) -> Standing:
    return Standing(
        plan=row.name,
        state=PlanState(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
    )


def _nobody_proposed() -> Exception:
    return fault(
        "REACH020",
        "nobody proposed a plan of this name",
        "look at `sakimawari reach status`, which lists the plans, newest first",
        where=Place(file=PLANS),
    )
