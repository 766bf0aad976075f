"""A tiny pack and a tiny loaded city, written to disk, for the tests of comparisons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sakimawari.fit.compare.question import Question
from sakimawari.fit.compare.report import Comparison
from sakimawari.fit.compare.run import compare
from sakimawari.fit.compare.sides import Sides
from sakimawari.fit.compare.whatif import WhatIf, changed, read_what_if
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.registry import schema
from sakimawari.registry.declared import described
from sakimawari.registry.store import (
    Snapshot,
    open_snapshot,
    write_fact,
    write_table,
)
from sakimawari.rules.figures import days
from sakimawari.rules.population import dtype_of
from sakimawari.rules.tree import DATE, Fact, Kind, Shape, Type

ON = date(2026, 10, 1)
LIMIT, MONTHLY = 2_000_000, 10_000
BIRTH = Fact(name="生年月日", type=DATE)
INCOME = Fact(name="総所得金額等", type=Type(kind=Kind.NUMBER, unit="円"), shape=Shape.YEARLY)

_VALUE = "{{from: {since}, value: {value}, article: 試験条例第{at}条, source: https://city.example.jp/reiki, checked: 2026-05-01, check_by: 2030-04-01}}"
_SERVICE = """name: {name}
summary: 試験のための手当
subject: person
law: 試験条例
department: 試験課
life_events: [aging]
rung: help
{received}clauses:
  - id: adult
    text: 18歳以上である
    article: 試験条例第1条
    when: 年齢(生年月日) >= 18
  - id: income
    text: 所得が限度額以下である
    article: 試験条例第2条
    {asks}: {condition}
{amount}"""
_CASE = """- name: {name}
  on: 2026-09-01
  people:
    本人: {{生年月日: 1980-01-01, 総所得金額等: {{2026: {income}}}}}
  expect:
    本人: {{{slug}: {{status: {status}}}}}
"""


def write_pack(
    folder: Path,
    *,
    limit: int = LIMIT,
    monthly: int = MONTHLY,
    condition: str = "総所得金額等[年度(基準日)] <= P.限度額",
    amount: str = "P.月額",
    text: str = "18歳以上である",
    asks: str = "when",
    services: Sequence[str] = ("grant", "card"),
) -> Path:
    """A pack of a monthly grant up to an income, and of a card that asks for the income too.

    The card never reads 限度額 or 月額, so nothing said here of the grant concerns it.
    """
    files = {
        "pack.yaml": "id: grants\nname: 試験の手当\nversion: 2026.1\nscope: national\n"
        "owner: 試験課\nsummary: 見本のための、実在しない条例による手当\n",
        "facts.yaml": "生年月日: {type: date, register: 住民記録}\n"
        "総所得金額等: {type: number, unit: 円, shape: yearly, min: 0, "
        "register: 個人住民税, sensitivity: tax}\n",
        "parameters/figures.yaml": "".join(
            f"{name}:\n  unit: 円\n  values:\n    - "
            + _VALUE.format(since="2020-04-01", value=value, at=at)
            + "\n"
            for at, (name, value) in enumerate(
                (("限度額", limit), ("月額", monthly), ("券の限度額", LIMIT)), 1
            )
        ),
        "README.md": "# 試験の手当\n",
        "CHANGELOG.md": "# 変更の記録\n",
    }
    given = f"amount:\n  value: {amount}\n  unit: 円/月\n  article: 試験条例第3条\n"
    parts = {
        "grant": ("手当", "received_as: 手当\n", condition, given),
        "card": ("優待券", "", "総所得金額等[年度(基準日)] <= P.券の限度額", ""),
    }
    for slug in services:
        name, received, needs, gives = parts[slug]
        files[f"services/{slug}.yaml"] = _SERVICE.format(
            name=name, received=received, condition=needs, amount=gives, asks=asks
        ).replace("18歳以上である", text)
        files[f"cases/{slug}.yaml"] = _CASE.format(
            name="限度額ちょうど", income=LIMIT, slug=slug, status="yes"
        )
    for file, content in files.items():
        path = folder / "grants" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder / "grants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A resident; `income` None: no tax record."""

    born: date = date(1980, 1, 1)
    income: int | None = 0
    relation: str = "世帯主"
    receives: bool = False


def found_city(
    folder: Path, households: Sequence[Sequence[Member]], *, protected: Iterable[int] = ()
) -> Snapshot:
    """A snapshot of some households; those with a number in `protected` have a protected head."""
    folder = folder / "snapshots" / "made"
    folder.mkdir(parents=True)
    people = [(unit, member) for unit, home in enumerate(households) for member in home]
    unit = np.array([unit for unit, _ in people], np.int32)
    firsts = np.searchsorted(unit, np.arange(len(households))).astype(np.int32)
    nobody = np.full(len(people), -1, np.int32)
    place = {"ward": [f"{u % 2 + 1}区" for u in unit], "town": ["町"] * len(people)}
    keys = [f"h{u}" for u in unit]
    write_table(
        folder,
        schema.PEOPLE,
        pa.table(
            {
                "person": [f"p{at}" for at in range(len(people))],
                "household": keys,
                "unit": unit,
                **place,
                "relation": [member.relation for _, member in people],
                "guardian": nobody,
                "spouse": nobody,
                "is_subject": np.ones(len(people), np.int8),
            }
        ),
    )
    write_table(
        folder,
        schema.HOUSEHOLDS,
        pa.table(
            {
                "household": [f"h{at}" for at in range(len(households))],
                "unit": np.arange(len(households), dtype=np.int32),
                "ward": [f"{at % 2 + 1}区" for at in range(len(households))],
                "town": ["町"] * len(households),
                "first_person": firsts,
                "people": np.array([len(home) for home in households], np.int32),
                "head": firsts,
            }
        ),
    )
    _write_registers(folder, [member for _, member in people], firsts[list(protected)].tolist())
    facts = {fact.name: described(fact) for fact in (BIRTH, INCOME)}
    manifest = {"schema": schema.VERSION, "date": ON.isoformat(), "facts": facts}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return open_snapshot(folder)


def _write_registers(folder: Path, people: Sequence[Member], protected: Sequence[int]) -> None:
    births = [days(member.born) for member in people]
    known = [at for at, member in enumerate(people) if member.income is not None]
    incomes = [people[at].income or 0 for at in known]
    _write_fact(folder, BIRTH, list(range(len(people))), births)
    both = [row for row in known for _ in range(2)]
    _write_fact(folder, INCOME, both, [v for v in incomes for _ in range(2)], years=(2026, 2027))
    rows = [at for at, member in enumerate(people) if member.receives]
    schema_of = schema.RECEIVING.arrow
    receiving = {
        "person": [f"p{at}" for at in rows],
        "row": np.array(rows, np.int32),
        "programme": ["手当"] * len(rows),
        "since": np.zeros(len(rows), np.int32),
        "until": np.full(len(rows), 2**31 - 1, np.int32),
        "amount": np.full(len(rows), -1, np.int64),
        "unit": ["円/月"] * len(rows),
        "beneficiary": pa.nulls(len(rows), pa.string()),
        "source": ["手当.csv"] * len(rows),
        "source_row": np.zeros(len(rows), np.int32),
    }
    write_table(folder, schema.RECEIVING, pa.table(receiving).select(schema_of.names))
    measures = {
        "person": pa.array([f"p{row}" for row in protected], pa.string()),
        "since": np.zeros(len(protected), np.int32),
        "until": np.full(len(protected), 2**31 - 1, np.int32),
    }
    write_table(folder, schema.PROTECTION, pa.table(measures))


def _write_fact(
    folder: Path, fact: Fact, rows: list[int], values: list[int], *, years: Sequence[int] = ()
) -> None:
    columns = {"row": np.array(rows, np.int32)}
    if years:
        columns["year"] = np.array(list(years) * (len(rows) // len(years)), np.int16)
    columns["value"] = np.array(values, dtype_of(fact))
    columns["source"] = pa.array(["x.csv"] * len(rows)).dictionary_encode()
    columns["source_row"] = np.zeros(len(rows), np.int32)
    write_fact(folder, fact.name, pa.table(columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A city, its rules and a folder for compiled ones, to ask comparisons of."""

    snapshot: Snapshot
    before: Catalogue
    cache: Path

    def supposing(self, *texts: str, **asked: Any) -> Comparison:
        """The comparison with some figures supposed otherwise."""
        what_ifs = tuple(read_what_if(text, self.before) for text in texts)
        after = changed(self.before, what_ifs)
        return self._ask(after, what_ifs=what_ifs, **asked)

    def against(self, pack: Path, **asked: Any) -> Comparison:
        """The comparison with another pack."""
        return self._ask(load_packs([pack]), **asked)

    def _ask(
        self, after: Catalogue, *, what_ifs: tuple[WhatIf, ...] = (), **asked: Any
    ) -> Comparison:
        sides = Sides(before=self.before, after=after, names=("A", "B"), what_ifs=what_ifs)
        question = replace(Question(on=ON, exact=True), **asked)
        return compare(self.snapshot, sides, question, cache=self.cache)
