"""Rights that begin soon, beside those of the gap: a plan tells of them before their day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.gap import GapKind
from sakimawari.packs.pack import DeclaredFact, Service
from sakimawari.reach.addressing.rights import rights_of
from sakimawari.reach.addressing.town import Town
from sakimawari.reach.letters.bureau import Ground
from sakimawari.rules.tree import Holder

BEGINS = "begins"
SINCE = "since"

Pair = tuple[str, str]  # service, subject


def with_coming(
    ground: Ground,
    coming: pa.Table,
    wanted: Collection[Pair],
    *,
    on: date,
    services: Mapping[str, Service],
    facts: Mapping[str, DeclaredFact],
) -> Ground:
    """The ground with those of the wanted rights that are in no gap yet and begin after a day.

    Each stands with its first beginning, as a right that is certain from then on.
    """
    found = _first(coming, wanted, on)
    rows = list(_placed(found, ground.town, services))
    if not rows:
        return ground
    plain = pa.Table.from_pylist(
        rows, schema=ground.rows.schema.append(pa.field(SINCE, pa.date32()))
    )
    today = ground.rows.append_column(SINCE, pa.nulls(ground.rows.num_rows, pa.date32()))
    both = pa.concat_tables([today, plain]).unify_dictionaries().combine_chunks()
    return replace(ground, rows=both, rights=rights_of(both, services, facts))


def _first(coming: pa.Table, wanted: Collection[Pair], on: date) -> dict[Pair, dict[str, Any]]:
    subjects = pa.array(sorted({subject for _, subject in wanted}), pa.string())
    beginning = pc.and_(
        pc.equal(coming["change"].cast(pa.string()), BEGINS),
        pc.greater(coming["on"], pa.scalar(on)),
    )
    ours = pc.is_in(coming["subject"].cast(pa.string()), value_set=subjects)
    rows = coming.filter(pc.and_(beginning, ours)).sort_by("on").to_pylist()
    found: dict[Pair, dict[str, Any]] = {}
    for row in rows:
        pair = (row["service"], row["subject"])
        if pair in wanted:
            found.setdefault(pair, row)
    return found


def _placed(
    found: Mapping[Pair, Mapping[str, Any]], town: Town, services: Mapping[str, Service]
) -> Iterator[dict[str, Any]]:
    """Rows of `coming` as rows of a gap, with the places of subjects in the run's snapshot."""
    residents = town.residents
    people = {subject for _, subject in found}
    rows = {
        key: int(residents.home[row])
        for row, key in enumerate(residents.person)
        if key in people and residents.home[row] >= 0
    }
    homes = pc.index_in(pa.array(sorted(people), pa.string()), value_set=town.households)
    units = dict(zip(sorted(people), homes.to_pylist(), strict=True))
    for (service, subject), row in found.items():
        of_person = row["subject_kind"] == Holder.PERSON.value
        place = rows.get(subject) if of_person else units[subject]
        if place is None or service not in services:
            continue
        yield {
            "service": service,
            "subject_kind": row["subject_kind"],
            "subject": subject,
            "household": row["household"],
            "unit": int(residents.unit[place]) if of_person else place,
            "row": place,
            "kind": GapKind.UNCLAIMED.value,
            "status": "yes",
            "amount_low": row["amount_low"],
            "amount_high": row["amount_high"],
            "tier_low": -1,
            "tier_high": -1,
            "undecided": 0,
            SINCE: row["on"],
        }
