"""What a plan tells beside the gap: rights that begin, end or must be renewed, and what staff say."""

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
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.rules.tree import Holder

BEGINS = "begins"
SINCE, UNTIL, OCCASION, HAND_IN = "since", "until", "occasion", "hand_in"

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


def with_ahead(
    ground: Ground,
    ahead: pa.Table,
    wanted: Mapping[Pair, Occasion],
    *,
    services: Mapping[str, Service],
    facts: Mapping[str, DeclaredFact],
) -> Ground:
    """The ground with what ends or must be renewed (rows of `addressing.ahead`), and what staff have
    to say of something, each pair as what it is wanted as. What holds no more is not there.
    """
    subjects = pa.array(sorted({subject for _, subject in wanted}), pa.string())
    mine = ahead.filter(pc.is_in(ahead["subject"].cast(pa.string()), value_set=subjects))
    found = {
        pair: row
        for row in mine.to_pylist()
        if wanted.get(pair := (row["service"], row["subject"])) is Occasion(row["occasion"])
    }
    # Where a right also stands in the gap, it is told as what it was planned as.
    gap = list(
        zip(*(ground.rows[name].to_pylist() for name in ("service", "subject")), strict=True)
    )
    held = set(gap)
    said = {
        pair: {"service": pair[0], "subject": pair[1], "occasion": occasion.value}
        for pair, occasion in wanted.items()
        if occasion is Occasion.NOTICE and pair not in held
    }
    rows = list(_ahead_rows({**found, **said}, ground.town))
    if not rows:
        return ground
    kept = ground.rows.filter(pa.array([pair not in found for pair in gap], pa.bool_()))
    columns = (SINCE, pa.date32()), (UNTIL, pa.date32()), (OCCASION, pa.string())
    schema = kept.schema
    for name, kind in (*columns, (HAND_IN, pa.string())):
        if name not in schema.names:
            kept = kept.append_column(name, pa.nulls(kept.num_rows, kind))
    plain = pa.Table.from_pylist(rows, schema=kept.schema)
    both = pa.concat_tables([kept, plain]).unify_dictionaries().combine_chunks()
    return replace(ground, rows=both, rights=rights_of(both, services, facts))


def _ahead_rows(found: Mapping[Pair, Mapping[str, Any]], town: Town) -> Iterator[dict[str, Any]]:
    """Rows as those of a gap, in their places; a notice stands with the person it is for."""
    residents = town.residents
    keys = sorted({subject for _, subject in found})
    wanted = set(keys)
    people = {
        key: row
        for row, key in enumerate(residents.person)
        if key in wanted and residents.home[row] >= 0
    }
    homes = pc.index_in(pa.array(keys, pa.string()), value_set=town.households).to_pylist()
    units = dict(zip(keys, homes, strict=True))
    for (service, subject), row in found.items():
        at, unit = people.get(subject), units[subject]
        if at is None and unit is None:
            continue
        of_person = at is not None
        place = at if at is not None else unit
        amounts = {name: row.get(name) or 0 for name in ("amount_low", "amount_high")}
        is_notice = row["occasion"] == Occasion.NOTICE.value
        yield {
            **amounts,
            "service": service,
            "subject_kind": (Holder.PERSON if of_person else Holder.HOUSEHOLD).value,
            "subject": subject,
            "household": row.get("household") or "",
            "unit": int(residents.unit[place]) if of_person else place,
            "row": place,
            "kind": (GapKind.POSSIBLE if is_notice else GapKind.UNCLAIMED).value,
            "status": "unknown" if is_notice else "yes",
            "tier_low": -1,
            "tier_high": -1,
            "undecided": 0,
            "deadline": row.get("deadline"),
            SINCE: row.get("since"),
            UNTIL: row.get("until"),
            OCCASION: row["occasion"],
            HAND_IN: row.get("hand_in"),
        }


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
