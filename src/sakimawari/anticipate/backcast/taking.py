"""Figures of a target taken from a finished run of the city: its mean to plan for, its replicates to verify with."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from sakimawari.anticipate.backcast.document import Document, Path_, known_only
from sakimawari.anticipate.backcast.spans import Asked, Uncovered, days_of, over_span
from sakimawari.anticipate.backcast.values import Floats, Source
from sakimawari.anticipate.runs.folder import finished, manifest_of
from sakimawari.anticipate.runs.replicates import Replicates, Span, open_replicates

KINDS = ("people", "demand")
OF_FROM = {"run", "name", "service", "measure", "ward", "times", "year", "on"}
MOST_DRAWS = 2_000
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The members of the table, the periods, and how often what is in doubt is drawn."""

    members: Sequence[str]  # "" where the table is of no group
    labels: Sequence[str]
    draws: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The mean (members, periods), the draws (draws, members, periods), and where they are from."""

    grid: Floats
    draws: Floats
    source: Source


def take(
    document: Document, home: Path | None, id: str, said: Any, path: Path_, wanted: Wanted
) -> Taken | None:
    """What a run says of a table; None where a fault was noted. BACK003, BACK011-BACK015."""
    said = said if isinstance(said, dict) else {}
    known_only(document, path, said, OF_FROM)
    folder = _folder(document, home, said, path)
    if folder is None:
        return None
    kept = open_replicates(folder)
    if kept is None:
        document.wrong(
            "BACK015",
            path,
            f"run `{folder.name}` was made without keeping its replicates",
            f"make it again: sakimawari {_command(folder)} --name {folder.name}",
        )
        return None
    service, measure = said.get("service"), str(said.get("measure", ""))
    if not _is_known(document, kept, said, path):
        return None
    standing, spans = kept.measure(service, measure)
    asked = _asked(document, said, path, standing=standing)
    areas = _areas(document, kept, said, path, wanted.members)
    if asked is None or areas is None:
        return None
    cells = _cells(document, path, [spans[area] for area in areas], wanted.labels, asked)
    if cells is None:
        return None
    times = said.get("times", 1.0)
    values = np.array([[cell.values for cell in row] for row in cells]) * times
    error = np.array([[cell.error for cell in row] for row in cells]) * times
    names = (folder.name, service, *areas)
    return Taken(
        grid=values.mean(axis=2),
        draws=_drawn(np.moveaxis(values, 2, 0), error, names, wanted),
        source=_source(id, folder, said, values.shape[2], sampled=bool(error.any())),
    )


def _folder(
    document: Document, home: Path | None, said: Mapping[str, Any], path: Path_
) -> Path | None:
    kind = said.get("run")
    if kind not in KINDS:
        _wrong(document, "BACK011", (*path, "run"), f"`{kind}` is no kind of run", KINDS, str(kind))
        return None
    if home is None:
        document.wrong(
            "BACK011", path, "a run is named, but no city to find it in", "give the city by --dir"
        )
        return None
    runs = {folder.name: folder for folder in finished(home, str(kind))}
    name = said.get("name")
    if name is None and runs:
        return next(iter(runs.values()))  # the newest
    if str(name) in runs:
        return runs[str(name)]
    what = f"there is no finished run `{name}` of {kind}" if name else f"no run of {kind} is there"
    if runs:
        _wrong(document, "BACK011", (*path, "name"), what, runs, str(name))
    else:
        verb = "project" if kind == "people" else "demand"
        document.wrong(
            "BACK011", path, what, f"make one: sakimawari {verb} --name {name or 'plan'}"
        )
    return None


def _command(folder: Path) -> str:
    return "project" if folder.parent.name == "people" else "demand"


def _is_known(document: Document, kept: Replicates, said: Mapping[str, Any], path: Path_) -> bool:
    services, service = kept.services(), said.get("service")
    if services and service not in services:
        what = f"the run counts no service `{service}`" if service else "the service is not named"
        _wrong(document, "BACK012", (*path, "service"), what, services, str(service))
        return False
    if not services and service is not None:
        document.wrong(
            "BACK012", (*path, "service"), "a run of people counts no services", "leave it out"
        )
        return False
    measures, measure = kept.measures(service), str(said.get("measure", ""))
    if measure not in measures:
        what = f"the run holds no measure `{measure}`" if measure else "the measure is not named"
        _wrong(document, "BACK012", (*path, "measure"), what, measures, measure)
        return False
    return True


def _areas(
    document: Document,
    kept: Replicates,
    said: Mapping[str, Any],
    path: Path_,
    members: Sequence[str],
) -> list[str] | None:
    """The area of each member; of a table without a group the city, or the one ward named."""
    known, ward = kept.areas(), said.get("ward")
    if ward is not None and tuple(members) != ("",):
        document.wrong(
            "BACK012", (*path, "ward"), "one ward for a table of a group", "leave `ward` out"
        )
        return None
    wanted = [str(ward)] if ward is not None else list(members)
    lacking = [one for one in wanted if one and one not in known]
    for one in lacking:
        _wrong(document, "BACK012", path, f"the run knows no ward `{one}`", known, one)
    return None if lacking else wanted


def _asked(
    document: Document, said: Mapping[str, Any], path: Path_, *, standing: bool
) -> Asked | None:
    year, on, times = said.get("year", "calendar"), said.get("on"), said.get("times", 1.0)
    if not isinstance(times, float) or not math.isfinite(times):
        document.wrong("BACK006", (*path, "times"), "this is no number", "write 0.9, say")
        return None
    if year not in ("calendar", "fiscal"):
        document.wrong(
            "BACK013", (*path, "year"), f"`{year}` is no year", "write calendar or fiscal"
        )
        return None
    try:
        return Asked.of(standing=standing, fiscal=year == "fiscal", on=on)
    except ValueError:
        document.wrong(
            "BACK013", (*path, "on"), f"`{on}` is no day of a year", "write '04-01', say"
        )
        return None


def _cells(
    document: Document,
    path: Path_,
    areas: Sequence[Sequence[Span]],
    labels: Sequence[str],
    asked: Asked,
) -> list[list[Span]] | None:
    """Each member in each period; each period at fault is told once."""
    rows: list[list[Span]] = [[] for _ in areas]
    fine = True
    for label in labels:
        try:
            first, last = days_of(label, asked)
            found = [over_span(spans, first, last, asked) for spans in areas]
        except Uncovered as error:
            document.wrong("BACK013", path, f"{label}: {error.what}", error.do)
            fine = False
            continue
        if any(one.values is None for one in found):
            document.wrong(
                "BACK014",
                path,
                f"in {label} a count is too small to be shown",
                "plan for the whole city or larger wards; named staff may run the demand with --exact",
            )
            fine = False
        for row, one in zip(rows, found, strict=True):
            row.append(one)
    return rows if fine else None


def _drawn(values: Floats, error: Floats, names: Iterable[str | None], wanted: Wanted) -> Floats:
    """The replicates; where a sample was read, each several times with the error of reading drawn.

    The same households were read for every period: an area's error has one sign in all of them, and
    the same one in every measure of a service.
    """
    if not error.any() or not wanted.draws:
        return values
    times = -(-min(max(wanted.draws, 1), MOST_DRAWS) // len(values))
    key = crc32("\n".join(str(name) for name in names).encode())
    lots = np.random.default_rng((wanted.seed, key)).standard_normal(
        (times * len(values), error.shape[0], 1)
    )
    return np.asarray(np.maximum(np.tile(values, (times, 1, 1)) + lots * error, 0.0))


def _source(
    id: str, folder: Path, said: Mapping[str, Any], replicates: int, *, sampled: bool
) -> Source:
    about = manifest_of(folder)
    return Source(
        table=id,
        run=str(said["run"]),
        name=folder.name,
        service=said.get("service"),
        measure=str(said["measure"]),
        replicates=replicates,
        sampled=sampled,
        snapshot=str(about.get("snapshot", "")) or None,
    )


def _wrong(
    document: Document, id: str, path: Path_, what: str, known: Iterable[str], said: str
) -> None:
    names = list(known)
    near = difflib.get_close_matches(said, names, 1)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    listed = ", ".join(names[:SHOWN]) + more
    document.wrong(id, path, what, f"choose one of {listed}", near[0] if near else None)
