"""Layouts of a city's exports: which file holds which register, and what each column becomes.

The YAML files beside this module are the one description of the files; the reader of the registry
and the synthetic city both follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from sakimawari.rules.tree import Fact, Holder, Kind, Shape, Type


class Level(StrEnum):
    """What a row of the file is about."""

    PERSON = "person"
    PROTECTION = "protection"
    CONTACT = "contact"
    COMPANY = "company"
    FACILITY = "facility"


class Role(StrEnum):
    """What a column is to the registry.

    PERSON and HOUSEHOLD are the city's own numbers (宛名番号, 世帯番号). LINK is the 宛名番号 of another
    person. PROGRAMME names what the row is a receipt of. FROM is the first day of the row; UNTIL the last day; UNTIL_EXCLUSIVE the day on which
    it no longer holds (資格喪失日). IDENTITY and CONTACT are kept sealed, apart from the facts.
    """

    PERSON = "person"
    HOUSEHOLD = "household"
    IDENTITY = "identity"
    FACT = "fact"
    RELATION = "relation"
    PLACE = "place"
    STATE = "state"
    YEAR = "year"
    FROM = "from"
    UNTIL = "until"
    UNTIL_EXCLUSIVE = "until_exclusive"
    LINK = "link"
    PROGRAMME = "programme"
    AMOUNT = "amount"
    CONTACT = "contact"
    COMPANY = "company"
    FACILITY = "facility"
    NAME = "name"
    KIND = "kind"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    CAPACITY = "capacity"
    DETAIL = "detail"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLayout:
    """One column of a register.

    `type` is number, date, category, truth or text (None where the role says enough). `values`
    turns codes of older packages into labels (or yes and no). A column with `constant` does not
    stand in the file: every row means that value. Nor does a `derived` one, which is worked out from
    the others: `head` is whether the person is the head of the household. `of` is "child" where the fact belongs to the
    linked person. `part` says which part of its role the column is: for `place` ward, town or
    address; for `state` reason, on, removed or removed_on; for `contact` the channel or consent; for
    `detail` a part of a facility (open data).
    """

    name: str
    role: Role
    fact: str | None = None
    type: str | None = None
    unit: str | None = None
    decimals: int = 0
    labels: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    aliases: tuple[str, ...] = ()
    required: bool = False
    constant: str | None = None
    derived: str | None = None
    of: str | None = None
    link: str | None = None
    part: str | None = None
    spans: bool = False
    note: str | None = None

    @property
    def place(self) -> str | None:
        """ward, town or address for a place, else None."""
        return self.part if self.role is Role.PLACE else None

    @property
    def in_file(self) -> bool:
        """Whether the column stands in the file (a constant and a derived fact do not)."""
        return self.constant is None and self.derived is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    """How the synthetic city writes the file.

    encoding  cp932, utf-8-sig or utf-8
    dates     wareki (R5.4.1 and the like) or iso
    digits    half, full or mixed width
    """

    encoding: str = "utf-8-sig"
    dates: str = "iso"
    digits: str = "half"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One register: its usual file name, level and columns, in the order of the file.

    `spine` marks the register that says who exists. `receiving` names the programme whose
    recipients the rows are. `yearly` is the name of the column with the fiscal year, if facts are
    held per year; `spans` says that facts hold from the row's first to its last day. `optional`
    marks a register that a city need not keep (what residents told the office): without a file or
    a column, nobody has told anything, where that of another register would be unknown.
    """

    register: str
    file: str
    level: Level
    columns: Mapping[str, ColumnLayout]
    spine: bool = False
    writes: Writes = Writes()
    receiving: str | None = None
    yearly: str | None = None
    spans: bool = False
    optional: bool = False
    note: str | None = None

    @property
    def programmes(self) -> tuple[str, ...]:
        """The programmes whose recipients the register names; none where it is no such register."""
        if self.receiving is not None:
            return (self.receiving,)
        column = self.column(Role.PROGRAMME)
        return () if column is None else column.labels

    def with_role(self, *roles: Role) -> tuple[ColumnLayout, ...]:
        """The columns that have one of the roles, in the order of the file."""
        return tuple(column for column in self.columns.values() if column.role in roles)

    def column(self, role: Role, part: str | None = None) -> ColumnLayout | None:
        """The first column of this role (and part), or None."""
        for column in self.columns.values():
            if column.role is role and part in (None, column.part):
                return column
        return None

    def shape_of(self, column: ColumnLayout) -> Shape:
        """How the fact of a column is held over time."""
        if self.yearly is not None:
            return Shape.YEARLY
        return Shape.SPANS if self.spans or column.spans else Shape.PLAIN

    def fact_of(self, column: ColumnLayout) -> Fact:
        """The fact a column delivers, as the rules know it (text columns deliver none)."""
        if column.fact is None or column.type not in {kind.value for kind in Kind}:
            raise ValueError(f"{self.register}: {column.name} delivers no fact of the rules")
        kind = Kind(column.type)
        of_type = Type(
            kind=kind,
            unit=column.unit if kind is Kind.NUMBER else None,
            scale=column.decimals if kind is Kind.NUMBER else 0,
            labels=column.labels if kind is Kind.CATEGORY else (),
        )
        holder = Holder.COMPANY if self.level is Level.COMPANY else Holder.PERSON
        return Fact(name=column.fact, type=of_type, shape=self.shape_of(column), holder=holder)


def _column(name: str, raw: Mapping[str, Any]) -> ColumnLayout:
    part = raw.get("place") or raw.get("state") or raw.get("contact") or raw.get("detail")
    return ColumnLayout(
        name=name,
        role=Role(raw["role"]),
        fact=raw.get("fact"),
        type=raw.get("type"),
        unit=raw.get("unit"),
        decimals=int(raw.get("decimals", 0)),
        labels=tuple(raw.get("labels", ())),
        values=MappingProxyType({str(k): str(v) for k, v in raw.get("values", {}).items()}),
        aliases=tuple(raw.get("aliases", ())),
        required=bool(raw.get("required", False)),
        constant=raw.get("constant"),
        derived=raw.get("derived"),
        of=raw.get("of"),
        link=raw.get("link"),
        part=part,
        spans=bool(raw.get("spans", False)),
        note=raw.get("note"),
    )


def layout_from(raw: Mapping[str, Any]) -> Layout:
    """A layout from one YAML document."""
    columns = {str(name): _column(str(name), column) for name, column in raw["columns"].items()}
    return Layout(
        register=raw["register"],
        file=raw["file"],
        level=Level(raw["level"]),
        columns=MappingProxyType(columns),
        spine=bool(raw.get("spine", False)),
        writes=Writes(**raw.get("writes", {})),
        receiving=raw.get("receiving"),
        yearly=raw.get("yearly"),
        spans=bool(raw.get("spans", False)),
        optional=bool(raw.get("optional", False)),
        note=raw.get("note"),
    )


@cache
def layouts() -> Mapping[str, Layout]:
    """All layouts keyed by the name of the register, in the order of the files."""
    return read_layouts(sorted(Path(__file__).parent.glob("*.yaml")))


def read_layouts(paths: Iterable[Path]) -> Mapping[str, Layout]:
    """The layouts of these YAML files, several documents a file, keyed by the register's name."""
    reader = YAML(typ="safe", pure=True)
    found: dict[str, Layout] = {}
    for path in paths:
        for raw in reader.load_all(path.read_text(encoding="utf-8")):
            layout = layout_from(raw)
            found[layout.register] = layout
    return MappingProxyType(found)
