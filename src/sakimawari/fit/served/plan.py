"""Which files of a run are laid out where: names for what is made, so that nights share it.

    cache/served/people-<hash>/   households, people and register of recipients of a snapshot
    cache/served/rights-<hash>/   the volume: each service as it was last read for everybody
    cache/served/run-<hash>/      of one run: what was read since, companies, figures

A run that follows another shares its volume and, where no registers were loaded, its people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sakimawari.fit.served.volume import Source
from sakimawari.fit.store import Run
from sakimawari.rules.tree import Holder

LAYOUT = 1  # rises when the meaning of what is kept changes
SERVED = Path("cache") / "served"
_OF_SNAPSHOT = ("people", "households", "receiving", "births")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The sources of a run's arrays, and the names of the folders they are kept in.

    `whole` are the files in which everybody was read last, `again` the later ones of the same
    services, `companies` all files of theirs.
    """

    people: str
    rights: str
    run: str
    whole: tuple[Source, ...]
    again: tuple[Source, ...]
    companies: tuple[Source, ...]
    received_as: dict[str, tuple[bool, str]]
    names: dict[str, str]


def plan_of(run: Run) -> Plan:
    """Sort the files of a run."""
    rows = run.services().values()
    whole, again, companies = [], [], []
    for row in rows:
        holder = Holder(row["subject_kind"])
        files = sorted((run.folder / "calendar" / row["service"]).glob("*.parquet"))
        if holder is Holder.COMPANY:
            companies.append(_source(row["service"], holder, files))
            continue
        whole.append(_source(row["service"], holder, files[:1]))
        again.append(_source(row["service"], holder, files[1:]))
    hashes = run.manifest["files"]
    read = [path.relative_to(run.folder).as_posix() for each in whole for path in each.files]
    people = _name("people", [run.manifest["snapshot"], *_sizes(run.folder)])
    rights = _name("rights", [f"{name} {hashes[name]}" for name in read])
    days = [run.on.isoformat(), run.final.isoformat()]
    return Plan(
        people=people,
        rights=rights,
        run=_name("run", [*days, run.manifest["content"], people, rights]),
        whole=tuple(whole),
        again=tuple(again),
        companies=tuple(companies),
        received_as={
            row["service"]: (row["subject_kind"] == Holder.PERSON.value, row["received_as"])
            for row in rows
            if row["received_as"] is not None
        },
        names={row["service"]: row["name"] for row in rows},
    )


def _source(service: str, holder: Holder, files: list[Path]) -> Source:
    layer = int(files[0].stem) if files else 0
    return Source(service=service, holder=holder, files=tuple(files), layer=layer)


def _sizes(run: Path) -> list[str]:
    paths = [run / f"{name}.parquet" for name in _OF_SNAPSHOT]
    return [f"{path.name} {path.stat().st_size}" for path in paths if path.is_file()]


def _name(kind: str, parts: Iterable[str]) -> str:
    text = "\n".join([str(LAYOUT), *parts])
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
