"""What a plan is made from, gathered at one moment: registers, run, rules, what residents said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from sakimawari.cases import answered_store, decline_store
from sakimawari.fit.store import Run
from sakimawari.guard.consents.store import own_words
from sakimawari.guard.consents.values import ConsentTo
from sakimawari.guard.keys import Keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans import store
from sakimawari.reach.plans.folder import open_plan, plan_names
from sakimawari.reach.plans.occasions.gates import SETTLED_DAYS, Said
from sakimawari.reach.plans.occasions.told import YEAR
from sakimawari.reach.plans.order import Ground, History, Sources, terms_hash
from sakimawari.reach.plans.values import Plan, PlanState
from sakimawari.reach.terms.values import Terms
from sakimawari.registry.store import SNAPSHOTS, current_snapshot, open_snapshot

_LONGEST_PLAN = 60  # days that a step may lie behind the first day of its plan
_GIVEN_UP = (PlanState.REJECTED, PlanState.CANCELLED)


def gather(
    home: Path,
    *,
    run: Run,
    catalogue: Catalogue,
    keys: Keys,
    terms: Terms,
    on: date,
    stopped: Mapping[Medium, Collection[str]] | None = None,
    linked: Collection[str] | None = None,
    contacts: pa.Table | None = None,
) -> Sources:
    """Everything a plan of a day draws on. The operational store must be ready.

    `stopped` and `contacts` are what sending knows: who wants nothing by a medium, and contacts made
    beyond the first medium of a step (`told.CONTACTS`). `linked` is what channels know: whose LINE
    account is tied to the city's.
    """
    applied = store.applied_folders(home, on - timedelta(days=YEAR + _LONGEST_PLAN))
    last, is_applied = _last(home)
    return Sources(
        snapshot=open_snapshot(home / SNAPSHOTS / run.manifest["snapshot"]),
        current=open_snapshot(current_snapshot(home)),
        run=run,
        catalogue=catalogue,
        keys=keys,
        terms=terms,
        said=Said(
            declined=decline_store.everybody(),
            in_hand=answered_store.in_hand(on - timedelta(days=SETTLED_DAYS)),
        ),
        words=own_words(ConsentTo.NOTICES, on),
        stopped=stopped or {},
        linked=linked,
        history=History(applied=applied, last=last, last_applied=is_applied, contacts=contacts),
    )


def ground_now(home: Path, *, run: Run, catalogue: Catalogue, terms: Terms, on: date) -> Ground:
    """What a plan of a day would rest on now; with it, an older one is held against the present."""
    applied = store.applied_folders(home, on - timedelta(days=YEAR + _LONGEST_PLAN))
    return Ground(
        run=run.folder.name,
        snapshot=current_snapshot(home).name,
        packs=catalogue.hash,
        terms=terms_hash(terms),
        applied=applied[-1].name if applied else "",
    )


def _last(home: Path) -> tuple[Plan | None, bool]:
    """The newest plan that was not given up, and whether it was applied."""
    states = {each.plan: each.state for each in store.standings()}
    for name in plan_names(home):
        if states.get(name) not in _GIVEN_UP:
            return open_plan(home, name), states.get(name) is PlanState.APPLIED
    return None, False
