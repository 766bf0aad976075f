"""The catalogue as rows: every service with its law, rung and figures, searched, sorted, narrowed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sakimawari.console.services.figures import Board, ServiceFigures
from sakimawari.handbook.labels import GIVES, RUNGS, SUBJECTS, event_label, scope_label
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Pack, Service

SORTS = ("pack", "name", "entitled", "possible", "receiving", "take_up", "unclaimed", "yen")
GROUPS = ("pack", "department", "event", "rung")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A service in the catalogue; `figures` None where the last night has not read it."""

    service: Service
    pack: Pack
    scope: str
    rung: str
    subject: str
    gives: str
    events: tuple[str, ...]
    figures: ServiceFigures | None

    @property
    def slug(self) -> str:
        return self.service.slug

    @property
    def unit(self) -> str:
        """What its counts count: people, households or companies."""
        return self.service.holder.value

    def value(self, measure: str) -> float | int | None:
        """A figure of the whole city; None hidden or without meaning."""
        return None if self.figures is None else self.figures.total.of(measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: words, one value of a group each, and the order."""

    words: str = ""
    pack: str = ""
    department: str = ""
    event: str = ""
    rung: str = ""
    sort: str = "pack"

    @property
    def narrowed(self) -> bool:
        return any((self.words, self.pack, self.department, self.event, self.rung))


def wanted_of(asked: Mapping[str, Any]) -> Wanted:
    """What a query asks for; an order nobody knows is that of the packs."""
    given = {name: str(asked.get(name, "")).strip()[:100] for name in GROUPS}
    sort = str(asked.get("sort", ""))
    return Wanted(
        words=str(asked.get("q", "")).strip()[:100],
        sort=sort if sort in SORTS else "pack",
        **given,
    )


def rows_of(catalogue: Catalogue, board: Board) -> tuple[Row, ...]:
    """Every service in effect, in the order of the packs."""
    return tuple(
        row_of(service, pack, board)
        for pack in catalogue.packs
        for slug, service in pack.services.items()
        if catalogue.services.get(slug) is service
    )


def row_of(service: Service, pack: Pack, board: Board) -> Row:
    """One service as a row."""
    return Row(
        service=service,
        pack=pack,
        scope=scope_label(pack.scope),
        rung=RUNGS[service.rung][0],
        subject=SUBJECTS[service.holder.value],
        gives=GIVES[service.gives],
        events=tuple(event_label(event) for event in service.life_events),
        figures=board.of(service.slug),
    )


def found(rows: Sequence[Row], wanted: Wanted) -> tuple[Row, ...]:
    """The rows that are wanted, in the order asked for; what is hidden or unknown comes last."""
    parts = [_plain(part) for part in wanted.words.replace("　", " ").split()]
    kept = [row for row in rows if _meets(row, wanted, parts)]
    if wanted.sort == "pack":
        return tuple(kept)
    if wanted.sort == "name":
        return tuple(sorted(kept, key=lambda row: row.service.name))
    return tuple(sorted(kept, key=_ranked(wanted.sort)))


def _ranked(measure: str) -> Callable[[Row], tuple[bool, float]]:
    """Largest first; of the share that is reached, the smallest: it is where work waits."""
    sign = 1.0 if measure == "take_up" else -1.0

    def rank(row: Row) -> tuple[bool, float]:
        value = row.value(measure)
        return value is None, sign * (value or 0)

    return rank


def _meets(row: Row, wanted: Wanted, parts: Sequence[str]) -> bool:
    service = row.service
    if wanted.pack and row.pack.id != wanted.pack:
        return False
    if wanted.department and service.department != wanted.department:
        return False
    if wanted.event and wanted.event not in row.events:
        return False
    if wanted.rung and service.rung.value != wanted.rung:
        return False
    said = (service.name, service.summary, service.law, service.department, service.slug,
            row.pack.name, *row.events)  # fmt: skip
    text = _plain(" ".join(said))
    return all(part in text for part in parts)


def _plain(text: str) -> str:
    """Without differences of width and case; カタカナ as ひらがな, so that either finds both."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in narrow)


def choices(rows: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """What each group can be narrowed to: value and label."""
    packs = {row.pack.id: row.pack.name for row in rows}
    rungs = {row.service.rung.value: row.rung for row in rows}
    departments = sorted({row.service.department for row in rows})
    events = sorted({event for row in rows for event in row.events})
    return {
        "pack": list(packs.items()),
        "department": [(each, each) for each in departments],
        "event": [(each, each) for each in events],
        "rung": sorted(rungs.items(), key=lambda each: list(RUNG_ORDER).index(each[0])),
    }


RUNG_ORDER = tuple(rung.value for rung in RUNGS)
