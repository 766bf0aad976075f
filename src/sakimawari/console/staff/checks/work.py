"""The work of a verification, done by the worker beside the server."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from sakimawari.console.deciding import book
from sakimawari.console.staff.checks import store
from sakimawari.guard.audit.store import all_entries
from sakimawari.guard.audit.verify import verify


@task()
def check_audit(id: int) -> None:
    """Walk the whole chain as it stood when it was asked for, and keep what was found."""
    try:
        there = book()
        until, witnesses = there.state()
        verdict = verify(
            all_entries(until),
            witnesses,
            there.signer.verifier,
            progress=lambda done: store.advance(id, done),
        )
    except BaseException:
        store.give_up(id, at=timezone.now())
        raise
    store.finish(
        id,
        entries=verdict.entries,
        checkpoints=verdict.checkpoints,
        findings=[(each.flaw.value, each.first, each.last) for each in verdict.findings],
        at=timezone.now(),
    )
