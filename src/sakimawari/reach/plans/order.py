"""What a plan is asked for, what it draws on, and what it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from sakimawari.fit.store import Run
from sakimawari.guard.consents.values import OwnWords
from sakimawari.guard.keys import Keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Problem
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.occasions.gates import Said
from sakimawari.reach.plans.occasions.listed import Listed
from sakimawari.reach.plans.values import Plan
from sakimawari.reach.terms.values import Terms
from sakimawari.registry.store import Snapshot

PURPOSE = "reach plans"  # of the key that draws lots and makes ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: from which day on, the seed of the hold-out, lists of staff and alerts,
    and the variants of words on trial (one: no trial).
    """

    on: date
    seed: int = 0
    lists: tuple[Listed, ...] = ()
    variants: tuple[str, ...] = ("a",)

    def __post_init__(self) -> None:
        if not self.variants:
            raise ValueError("somebody must be told in some words")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was planned and done before: `applied` plans, the oldest first; `last` the plan that the
    new one is compared with; contacts that sending made beyond the plans (`told.CONTACTS`).
    """

    applied: tuple[Path, ...] = ()
    last: Plan | None = None
    last_applied: bool = False
    contacts: pa.Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a plan is made from.

    `snapshot` is the one the run was made from, `current` the one loaded last: who is protected,
    gone, moved or opted out since the night is told by `current`. `stopped`: who wants nothing more
    by a medium; `linked`: who can be reached by LINE (None: as the register says).
    """

    snapshot: Snapshot
    current: Snapshot
    run: Run
    catalogue: Catalogue
    keys: Keys
    terms: Terms
    said: Said = field(default_factory=Said)
    words: OwnWords = field(default_factory=lambda: OwnWords(consents={}, wishes={}))
    stopped: Mapping[Medium, Collection[str]] = field(default_factory=dict)
    linked: Collection[str] | None = None
    history: History = field(default_factory=History)

    def ground(self) -> Ground:
        """What a plan made from these rests on."""
        applied = self.history.applied
        return Ground(
            run=self.run.folder.name,
            snapshot=self.current.folder.name,
            packs=self.catalogue.hash,
            terms=terms_hash(self.terms),
            applied=applied[-1].name if applied else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a plan rests on: where any of it has changed, the plan is not carried out any more.

    `applied` is the plan applied last, "" for none.
    """

    run: str
    snapshot: str
    packs: str
    terms: str
    applied: str


_CHANGED = {
    "run": ("the night was run again since this plan was made", "make the plan again"),
    "snapshot": ("registers were loaded since", "run the night, then make the plan again"),
    "packs": ("rules were changed since", "run the night, then make the plan again"),
    "terms": ("the terms of contact (reach.yaml) were changed since", "make the plan again"),
    "applied": (
        "another plan was applied since",
        "make the plan again: it leaves out what was told",
    ),
}


def changed_since(plan: Plan, now: Ground) -> tuple[Problem, ...]:
    """Why a plan may not be approved or applied any more; none where everything is as it was."""
    before = plan.manifest["ground"]
    found = []
    for name, (what, do) in _CHANGED.items():
        if before[name] != getattr(now, name):
            found.append(Problem(id="REACH030", what=what, do=f"{do}: sakimawari reach plan"))
    return tuple(found)


def terms_hash(terms: Terms) -> str:
    """One hash over everything the city set about contact."""
    return hashlib.sha256(json.dumps(told_terms(terms), sort_keys=True).encode()).hexdigest()


def told_terms(terms: Terms) -> dict[str, Any]:
    """The terms as JSON tells them."""
    return {each.name: _plain(getattr(terms, each.name)) for each in fields(terms)}


def _plain(value: Any) -> Any:
    match value:
        case Medium():
            return value.value
        case frozenset():
            return sorted(map(_plain, value))
        case tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {str(_plain(key)): _plain(each) for key, each in value.items()}
        case bool() | int() | float() | str() | None:
            return value
    if hasattr(value, "__dataclass_fields__"):
        return _plain(asdict(value))
    return str(value)
