"""A made-up town for the tests: a snapshot and a run as small tables, two services, seals in clear."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sakimawari.fit.schema import COMING, GAP
from sakimawari.fit.store import Run
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import DeclaredFact, Form, FormField, Paper, Rung, Sensitivity, Service
from sakimawari.registry import schema
from sakimawari.registry.store import Snapshot
from sakimawari.rules.figures import days
from sakimawari.rules.tree import (
    DATE,
    Award,
    Clause,
    Fact,
    FactValue,
    Holder,
    Kind,
    Literal,
    ServiceRule,
    TruthLiteral,
    Type,
)

ON = date(2026, 6, 1)
YEN = Type(kind=Kind.NUMBER, unit="円")
BIRTH = Fact(name="生年月日", type=DATE)
EVER = 2**31 - 1
_AHEAD = pa.schema(
    [
        *((name, pa.string()) for name in ("service", "subject_kind", "subject", "household")),
        *((name, pa.int64()) for name in ("unit", "row", "amount_low", "amount_high")),
        *((name, pa.date32()) for name in ("deadline", "since", "until")),
        *((name, pa.string()) for name in ("occasion", "hand_in")),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of a household; `guardian` is a place in it, -1 nobody."""

    key: str
    born: date
    guardian: int = -1
    is_subject: int = 1
    identity: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A household with its ward."""

    key: str
    ward: str
    members: Sequence[Member]


@dataclass(slots=True, kw_only=True)
class Around:
    """What surrounds the people: protection (person → last day), departed, contacts."""

    protected: dict[str, date | None] = field(default_factory=dict)
    departed: tuple[str, ...] = ()
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)


def named(name: str, number: str = "1番1号", code: str = "800-0001") -> dict[str, str]:
    """An identity as the registry seals it."""
    return {"氏名": name, "氏名_カナ": "カナ", "郵便番号": code, "番地": number}


def build_snapshot(folder: Path, homes: Sequence[Home], around: Around | None = None) -> Snapshot:
    """Write the tables letters read, as `docs/reference/snapshot.md` says."""
    folder.mkdir(parents=True)
    around = around or Around()
    people: list[dict[str, Any]] = []
    households: list[dict[str, Any]] = []
    births: list[dict[str, Any]] = []
    lives_in = {m.key: home.key for home in homes for m in home.members if m.is_subject}
    for unit, home in enumerate(homes):
        first = len(people)
        place = {"ward": home.ward, "town": "浅野一丁目", "household": home.key, "unit": unit}
        households.append(
            {**place, "first_person": first, "people": len(home.members), "head": first}
        )
        for member in home.members:
            births.append({"row": len(people), "value": days(member.born)})
            guardian = first + member.guardian if member.guardian >= 0 else -1
            kinship = {"relation": "本人", "guardian": guardian, "spouse": -1}
            people.append(
                {
                    **place,
                    **kinship,
                    "household": lives_in.get(member.key, ""),
                    "person": member.key,
                    "is_subject": member.is_subject,
                }
            )
    _write(folder, schema.PEOPLE, people)
    _write(folder, schema.HOUSEHOLDS, households)
    _write_around(folder, homes, around)
    place_of_birth = folder / "facts" / "fact=生年月日"
    place_of_birth.mkdir(parents=True)
    types = pa.schema([("row", pa.int32()), ("value", pa.int32())])
    pq.write_table(pa.Table.from_pylist(births, schema=types), place_of_birth / "part.parquet")
    about = {"type": "date", "unit": None, "shape": "plain", "labels": [], "holder": "person"}
    return Snapshot(
        folder=folder, manifest={"schema": schema.VERSION, "facts": {"生年月日": about}}
    )


def _write_around(folder: Path, homes: Sequence[Home], around: Around) -> None:
    sealed = {
        m.key: json.dumps(m.identity if m.identity is not None else named(f"氏名{m.key}")).encode()
        for home in homes
        for m in home.members
    }
    _write(folder, schema.IDENTITIES, [{"person": k, "sealed": v} for k, v in sealed.items()])
    _write(
        folder,
        schema.PROTECTION,
        [
            {"person": person, "since": -EVER, "until": EVER if until is None else days(until)}
            for person, until in around.protected.items()
        ],
    )
    gone = [{"person": key, "reason": "死亡", "on": days(ON)} for key in around.departed]
    _write(folder, schema.DEPARTED, gone)
    unsaid = {"consent_notice": 2, "consent_tax": 2, "line": 2}
    rows = [{**unsaid, "person": key, **told} for key, told in around.contacts.items()]
    _write(folder, schema.CONTACTS, rows)


def _write(folder: Path, table: schema.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    written = pa.Table.from_pylist(list(rows), schema=table.arrow)
    pq.write_table(written, folder / f"{table.name}.parquet")


def right(service: str, *, unit: int, row: int, **more: Any) -> dict[str, Any]:
    """A row of the gap: unclaimed and certain unless said otherwise."""
    kind = more.get("kind", "unclaimed")
    return {
        "service": service,
        "subject_kind": "person",
        "unit": unit,
        "row": row,
        "ward": "",
        "town": "",
        "age": 30,
        "kind": kind,
        "status": "yes" if kind == "unclaimed" else "unknown",
        "amount_low": 10_000,
        "amount_high": 10_000,
        "unit_of_amount": "円/月",
        "tier_low": -1,
        "tier_high": -1,
        "undecided": 0,
        **more,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRun(Run):
    """A run of which nothing but the gap, what comes, and what else lies ahead is known."""

    gap: pa.Table
    coming: pa.Table
    ahead: pa.Table

    def ask(
        self, sql: str, values: list[Any] | None = None, *, services: Sequence[str] | None = None
    ) -> pa.Table:
        """What lies ahead, as it was given."""
        return self.ahead

    def table(self, name: str) -> pa.Table:
        """A table as it was given."""
        assert name in {"gap", "coming"}
        return self.gap if name == "gap" else self.coming


def build_run(
    folder: Path,
    gap: Sequence[Mapping[str, Any]],
    coming: Sequence[Mapping[str, Any]] = (),
    ahead: Sequence[Mapping[str, Any]] = (),
) -> Run:
    """A run with this gap, these rights that begin, and these that end or must be renewed."""
    folder.mkdir(parents=True)
    return GivenRun(
        folder=folder,
        manifest={"on": ON.isoformat()},
        gap=pa.Table.from_pylist(list(gap), schema=GAP.schema),
        coming=pa.Table.from_pylist(list(coming), schema=COMING.schema),
        ahead=pa.Table.from_pylist(list(ahead), schema=_AHEAD),
    )


def service(slug: str, name: str, **more: Any) -> Service:
    """A service whose one clause always holds, paying 10,000円 a month."""
    clause = Clause(
        id="lives-here",
        text="市内に住所がある",
        article="条例第1条",
        truth=TruthLiteral(True),
        plain="この まちに すんで います",
        english="You live in this city",
    )
    rule = ServiceRule(
        service=slug,
        holder=more.pop("holder", Holder.PERSON),
        clauses=more.pop("clauses", (clause,)),
        amount=Award(value=Literal(10_000, YEN), unit="円/月", article="条例第2条"),
    )
    told: dict[str, Any] = {
        "summary": f"{name}の概要です",
        "law": "条例",
        "department": "福祉課",
        "life_events": (),
        "rung": Rung.OFFER,
        "papers": (Paper(name="本人確認書類"),),
        "form": Form(
            title=f"{name}申請書",
            fields=(
                FormField(label="申請者氏名", identity="氏名"),
                FormField(label="基準の生年月日", value=FactValue(BIRTH, 0)),
                FormField(label="振込先口座"),
            ),
        ),
    }
    return Service(slug=slug, name=name, rule=rule, **{**told, **more})


def catalogue(*services: Service, sensitivity: Sensitivity = Sensitivity.BASIC) -> Catalogue:
    """A catalogue of these services with the one fact they read."""
    declared = DeclaredFact(
        fact=BIRTH,
        sensitivity=sensitivity,
        question="生年月日を教えてください",
        question_easy="いつ うまれましたか",
        question_en="When were you born?",
    )
    return Catalogue(
        packs=(),
        facts={"生年月日": declared},
        parameters={},
        tables={},
        services={each.slug: each for each in services},
    )


def unsealed(person: str, sealed: bytes) -> bytes:
    """The seals of this town are plain."""
    return sealed
