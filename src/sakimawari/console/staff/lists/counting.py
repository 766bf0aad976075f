"""What a list comes to before anybody is named: counts by service, kind and ward."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from sakimawari.console.city import City
from sakimawari.console.staff.figures import figures, turned
from sakimawari.fit.closed import closed_households
from sakimawari.fit.listed.values import Count, ListName
from sakimawari.fit.served.figures import Counts, Turns
from sakimawari.registry.store import open_snapshot
from sakimawari.rules.figures import days

NOTHING = Turns()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The rows of a list, by service and kind, and by ward."""

    total: int
    by_service: tuple[tuple[str, Mapping[str, int], int], ...]  # slug, by kind, together
    by_ward: tuple[tuple[str, int], ...]


def counted(counts: Sequence[Count]) -> Counted:
    """Counts summed up; the services with most rows first."""
    services: dict[str, dict[str, int]] = {}
    wards: dict[str, int] = {}
    for count in counts:
        kinds = services.setdefault(count.service, {})
        kinds[count.kind] = kinds.get(count.kind, 0) + count.rows
        wards[count.ward] = wards.get(count.ward, 0) + count.rows
    rows = [(slug, kinds, sum(kinds.values())) for slug, kinds in services.items()]
    return Counted(
        total=sum(wards.values()),
        by_service=tuple(sorted(rows, key=lambda row: (-row[2], row[0]))),
        by_ward=tuple(sorted(wards.items())),
    )


def by_kind(name: ListName, counts: Counts, turns: Turns) -> dict[str, int]:
    """How many rows a list has by kind, from the counts of the night.

    Questions are told by the possible rights; one or two of them may hang on a figure of the law.
    """
    match name:
        case ListName.GAP:
            return {
                "unclaimed": counts.unclaimed,
                "possible": counts.unclaimed_possible,
                "to_review": counts.to_review,
            }
        case ListName.ENTITLEMENTS:
            return {"yes": counts.entitled, "unknown": counts.possible}
        case ListName.COMING:
            return {"begins": turns.begins, "changes": turns.changes, "ends": turns.ends}
        case ListName.DEADLINES:
            return {"claim": turns.claims, "renewal": turns.renewals}
        case ListName.QUESTIONS:
            return {"unknown": counts.possible}


def counts_by_ward(there: City, wards: Sequence[str]) -> Mapping[str, Mapping[str, Counts]]:
    """The counts of the night by ward and service."""
    return {ward: figures(there).by_service(ward=ward) for ward in wards}


def of_the_night(
    name: ListName,
    there: City,
    night: Mapping[str, Mapping[str, Counts]],
    *,
    services: Collection[str],
) -> Counted:
    """What a list without filters comes to, by the figures of the night: at once for any city."""
    found = []
    for ward, told in night.items():
        for slug, counts in told.items():
            if slug in services:
                kinds = by_kind(name, counts, turned(there).get((slug, ward), NOTHING))
                found += [
                    Count(service=slug, ward=ward, kind=kind, rows=rows)
                    for kind, rows in kinds.items()
                    if rows
                ]
    return counted(found)


_lock = Lock()
_known: dict[tuple[str, str, date], frozenset[str]] = {}


def closed_today(there: City) -> frozenset[str]:
    """Households that may not be listed today, by the run's snapshot or the current one."""
    key = (str(there.run.folder), str(there.snapshot.folder), there.today)
    with _lock:
        if key not in _known:
            of_run = open_snapshot(there.snapshot.folder.parent / there.run.manifest["snapshot"])
            found = closed_households(of_run, there.snapshot, days(there.today))
            _known.clear()
            _known[key] = found
        return _known[key]
