"""A few homes for tests of plans: snapshots of two moments, a run with a given gap, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from sakimawari.fit.store import Run
from sakimawari.guard.consents.values import OwnWords, Wishes
from sakimawari.guard.keys import Keys, open_keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Gives, Rung
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.folder import later_table, steps_table
from sakimawari.reach.plans.occasions.gates import Said
from sakimawari.reach.plans.occasions.listed import Listed
from sakimawari.reach.plans.order import History, Order, Sources
from sakimawari.reach.plans.run import Made, make_plan
from sakimawari.reach.plans.values import Plan
from sakimawari.reach.terms.values import Terms
from tests.reach.town import ON, Around, Home, Member, build_snapshot, catalogue, service

GROWN, CHILD = date(1985, 4, 1), date(2018, 4, 1)
SERVICES = ("aid", "grant", "relief")
WORDS = {
    "service": pa.string(), "kind": pa.string(), "subject_kind": pa.string(), "why": pa.string(),
    "unit": pa.int32(), "row": pa.int32(), "amount_low": pa.int64(), "amount_high": pa.int64(),
    "deadline": pa.date32(), "day": pa.date32(),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRun(Run):
    """A run of which nothing but what there is to say is known."""

    said: pa.Table

    def ask(
        self, sql: str, values: list[Any] | None = None, *, services: Sequence[str] | None = None
    ) -> pa.Table:
        """What there is to say, as it was given."""
        return self.said

    def rules(self) -> dict[str, str]:
        """Services by slug."""
        return dict.fromkeys(SERVICES, "")


def family(key: str, *, adults: int = 1, children: int = 0, ward: str = "東区") -> Home:
    """A household whose children are in the care of its first adult: a0, a1 …, a-c0 …"""
    grown = [Member(key=f"{key}{n}", born=GROWN) for n in range(adults)]
    young = [Member(key=f"{key}-c{n}", born=CHILD, guardian=0) for n in range(children)]
    return Home(key=f"home-{key}", ward=ward, members=[*grown, *young])


def owed(homes: Sequence[Home], key: str, slug: str = "aid", **more: Any) -> dict[str, Any]:
    """A row of what a run has to say: an unclaimed right of a person."""
    people = [(unit, member.key) for unit, home in enumerate(homes) for member in home.members]
    row = next(row for row, (_, name) in enumerate(people) if name == key)
    told = {"service": slug, "kind": "unclaimed", "subject_kind": "person", "why": "unclaimed"}
    amounts = {"amount_low": 10_000, "amount_high": 10_000, "deadline": None, "day": None}
    return {**told, **amounts, "unit": people[row][0], "row": row, **more}


@dataclass(slots=True, kw_only=True)
class City:
    """Homes, what the run says of them, and what has happened since."""

    folder: Path
    homes: Sequence[Home]
    rows: Sequence[Mapping[str, Any]]
    around: Around = field(default_factory=Around)
    now: Around = field(default_factory=Around)
    homes_now: Sequence[Home] | None = None
    terms: Terms = field(default_factory=lambda: Terms(held_out=0.0))
    said: Said = field(default_factory=Said)
    words: dict[str, bool | None] = field(default_factory=dict)
    wishes: dict[str, Wishes] = field(default_factory=dict)
    stopped: dict[Medium, frozenset[str]] = field(default_factory=dict)
    linked: frozenset[str] | None = None
    applied: tuple[Path, ...] = ()
    last: Plan | None = None
    rungs: Mapping[str, Rung] = field(default_factory=dict)
    gives: Gives = Gives.BENEFIT
    made: int = 0

    @property
    def home(self) -> Path:
        """Where plans are written."""
        return self.folder / "home"

    @property
    def keys(self) -> Keys:
        """Keys made at the first use."""
        return open_keys(self.folder / "keys")

    def catalogue(self) -> Catalogue:
        """Three services, all offers unless `rungs` says otherwise."""
        rungs = {slug: self.rungs.get(slug, Rung.OFFER) for slug in SERVICES}
        return catalogue(
            *(service(slug, slug, rung=rung, gives=self.gives) for slug, rung in rungs.items())
        )

    def sources(self, on: date) -> Sources:
        """What a plan of a day is made from; the registers of today are written anew."""
        then = self.folder / "then"
        snapshot = build_snapshot(then, self.homes, self.around) if not then.exists() else None
        self.made += 1
        current = build_snapshot(
            self.folder / f"now-{self.made}", self.homes_now or self.homes, self.now
        )
        run_folder = self.folder / "run"
        run_folder.mkdir(exist_ok=True)
        said = pa.Table.from_pylist(list(self.rows), schema=pa.schema(WORDS))
        manifest = {"on": ON.isoformat(), "final": (ON + timedelta(days=700)).isoformat()}
        if snapshot is None:
            snapshot = replace(current, folder=then)
        return Sources(
            snapshot=snapshot,
            current=current,
            run=SaidRun(folder=run_folder, manifest=manifest, said=said),
            catalogue=self.catalogue(),
            keys=self.keys,
            terms=self.terms,
            said=self.said,
            words=OwnWords(consents=self.words, wishes=self.wishes),
            stopped=self.stopped,
            linked=self.linked,
            history=History(
                applied=self.applied,
                last=self.last,
                last_applied=self.last is not None and self.last.folder in self.applied,
            ),
        )

    def plan(
        self, on: date = ON, *, seed: int = 0, lists: tuple[Listed, ...] = (), apply: bool = False
    ) -> Made:
        """Make a plan of a day; `apply` makes later ones count with it."""
        made = make_plan(self.home, Order(on=on, seed=seed, lists=lists), self.sources(on))
        if apply and made.plan.folder not in self.applied:
            self.applied = (*self.applied, made.plan.folder)
        self.last = made.plan
        return made


def steps(made: Made) -> list[dict[str, Any]]:
    """The steps of a plan as rows."""
    rows: list[dict[str, Any]] = steps_table(made.plan).to_pylist()
    return rows


def later(made: Made) -> list[dict[str, Any]]:
    """Who waits, as rows."""
    rows: list[dict[str, Any]] = later_table(made.plan).to_pylist()
    return rows


def told(made: Made) -> set[tuple[str, str, str]]:
    """Whom a plan tells of which service for whom."""
    return {
        (row["person"], slug, subject)
        for row in steps(made)
        for slug, subject in zip(row["services"], row["subjects"], strict=True)
    }
