"""Reads and writes work on plans and the lists attached to the next one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sakimawari.console.outreach.plans.models import AttachedRow, WorkRow
from sakimawari.console.outreach.plans.values import Attached, Work
from sakimawari.guard.keys import Keys
from sakimawari.guard.sealing import open_json, seal_json

SEALED_FOR = "plan-lists"


def ask(kind: str, *, plan: str = "", by: str, at: datetime) -> Work | None:
    """Note work to be done; None where the same is under way already."""
    open_ = WorkRow.objects.filter(kind=kind, plan=plan, state__in=["waiting", "working"])
    if open_.exists():
        return None
    return _work(WorkRow.objects.create(kind=kind, plan=plan, by=by, asked=at))


def begin(id: int) -> Work | None:
    """Take work up; None where somebody did before."""
    taken = WorkRow.objects.filter(id=id, state="waiting").update(state="working")
    return _work(WorkRow.objects.get(id=id)) if taken else None


def end(id: int, *, plan: str, at: datetime, fault: str = "") -> None:
    """Work that is over, well or with a fault."""
    state = "failed" if fault else "done"
    WorkRow.objects.filter(id=id).update(state=state, plan=plan, fault=fault, ended=at)


def latest(kind: str, plan: str | None = None) -> Work | None:
    """The last work of a kind, of one plan or of all."""
    rows = WorkRow.objects.filter(kind=kind)
    row = (rows if plan is None else rows.filter(plan=plan)).order_by("-id").first()
    return None if row is None else _work(row)


def attach(
    name: str, entries: Iterable[tuple[str, str]], *, reason: str, by: str, at: datetime, keys: Keys
) -> int:
    """Keep a list of (person, service) for the next plan; how many it names."""
    held = sorted(set(entries))
    AttachedRow.objects.create(
        name=name,
        reason=seal_json(keys, SEALED_FOR, reason),
        entries=held,
        count=len(held),
        by=by,
        at=at,
    )
    return len(held)


def attached(keys: Keys) -> tuple[Attached, ...]:
    """The lists that wait for a plan, the oldest first."""
    rows = AttachedRow.objects.filter(plan="").defer("entries").order_by("id")
    return tuple(
        Attached(
            id=row.pk,
            name=row.name,
            reason=open_json(keys, SEALED_FOR, row.reason),
            count=row.count,
            by=row.by,
            at=row.at,
        )
        for row in rows
    )


def entries_of(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Whom lists name, and of what they are to hear."""
    rows = AttachedRow.objects.filter(id__in=ids)
    return {row.pk: [(person, topic) for person, topic in row.entries] for row in rows}


def taken_up(ids: Sequence[int], plan: str) -> None:
    """These lists are in a plan now."""
    AttachedRow.objects.filter(id__in=ids, plan="").update(plan=plan)


def detach(id: int) -> bool:
    """Take a list back that no plan has taken up; whether there was one."""
    gone, _ = AttachedRow.objects.filter(id=id, plan="").delete()
    return gone > 0


def old(before: datetime) -> list[str]:
    """Lists attached before a moment, by their ids."""
    return [
        str(id) for id in AttachedRow.objects.filter(at__lt=before).values_list("id", flat=True)
    ]


def forget(ids: Sequence[str]) -> int:
    """Remove lists for good; how many there were."""
    gone, _ = AttachedRow.objects.filter(id__in=[int(id) for id in ids]).delete()
    return gone


def _work(row: WorkRow) -> Work:
    return Work(
        id=row.pk,
        kind=row.kind,
        plan=row.plan,
        by=row.by,
        asked=row.asked,
        state=row.state,
        fault=row.fault,
    )
