"""The gap of a run as letters see it: rights not claimed, ready to be ranked and told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.gap import TIMES_A_YEAR, GapKind
from sakimawari.packs.catalogue import roots_with_form
from sakimawari.packs.pack import DeclaredFact, Rung, Sensitivity, Service
from sakimawari.problems import Place, Problem, Problems
from sakimawari.reach.addressing.selection import NO_DEADLINE, Int16s, Rights
from sakimawari.reach.telling.amounts import LARGEST_AMOUNT, unit_and_remark
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.reach.telling.offers import Right
from sakimawari.reach.telling.staff_topic import TOPIC
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int64s
from sakimawari.rules.tree import Holder
from sakimawari.rules.walk import facts_of

TELLABLE = (GapKind.UNCLAIMED.value, GapKind.POSSIBLE.value)
_PRIVATE = (Sensitivity.HEALTH, Sensitivity.WELFARE)


def tellable(gap: pa.Table, services: Mapping[str, Service]) -> pa.Table:
    """The rows of a gap that may be told to a resident; what is for a clerk's review stays out.

    What companies are owed stays out too: letters go to people.

    Refuses services the catalogue does not know (REACH004): the run was made with other packs.
    """
    rows = gap.filter(pc.is_in(gap["kind"].cast(pa.string()), value_set=pa.array(TELLABLE)))
    rows = rows.filter(pc.not_equal(rows["subject_kind"].cast(pa.string()), Holder.COMPANY.value))
    refuse_unknown(rows["service"].cast(pa.string()).unique().to_pylist(), services)
    return rows.combine_chunks()


def refuse_unknown(named: Iterable[str], services: Mapping[str, Service]) -> None:
    """REACH004 for each service of a run that no pack of today has."""
    unknown = sorted(slug for slug in set(named) if slug not in services)
    if unknown:
        raise Problems(
            Problem(
                id="REACH004",
                what=f"the run names the service {slug}, which no pack of today has",
                do="run the night again with today's packs, then write the letters",
                where=Place(file="gap.parquet"),
            )
            for slug in unknown
        )


def private_services(
    services: Mapping[str, Service], declared: Mapping[str, DeclaredFact]
) -> frozenset[str]:
    """Services that read facts on health or welfare: what they say concerns nobody else.

    What is missing is asked by these facts too, so a question gives away no less than a reason.
    """
    guarded = {each.fact for each in declared.values() if each.sensitivity in _PRIVATE}
    return frozenset(
        slug
        for slug, service in services.items()
        if guarded & set(facts_of(*roots_with_form(service)))
    )


def rights_of(
    rows: pa.Table, services: Mapping[str, Service], declared: Mapping[str, DeclaredFact]
) -> Rights:
    """Rows of a gap as selection ranks them.

    A possible right counts with what it may come to, an unlimited range with nothing. Topics of
    staff may stand among services: something to do, which concerns nobody else.
    """
    slugs, code = coded(rows["service"])
    certain = np.asarray(pc.equal(rows["kind"].cast(pa.string()), GapKind.UNCLAIMED.value))
    of_person = np.asarray(pc.equal(rows["subject_kind"].cast(pa.string()), Holder.PERSON.value))
    low, high = (_integers(rows, name, 0) for name in ("amount_low", "amount_high"))
    expected = np.where(certain, low, np.where(high > LARGEST_AMOUNT, low, high))
    times = np.array([_times_a_year(services.get(slug)) for slug in slugs], np.int64)
    to_act = np.array([_is_to_act(services.get(slug)) for slug in slugs], np.bool_)
    guarded = private_services(services, declared)
    private = np.array([slug in guarded or slug.startswith(TOPIC) for slug in slugs], np.bool_)
    deadline = pc.cast(rows["deadline"], pa.int32()).cast(pa.int64())
    return Rights(
        service=code,
        unit=_integers(rows, "unit", 0).astype(np.int32),
        row=np.where(of_person, _integers(rows, "row", -1), -1).astype(np.int64),
        certain=certain,
        to_act=to_act[code],
        private=private[code],
        yen=expected * times[code],
        deadline=np.asarray(pc.fill_null(deadline, NO_DEADLINE)).astype(np.int64),
    )


def coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Int16s]:
    """The different words of a column in their order, and for each row the place of its word."""
    words = column.combine_chunks()
    words = pa.chunked_array([words]) if isinstance(words, pa.Array) else words
    if not pa.types.is_dictionary(words.type):
        words = words.dictionary_encode()
    words = words.unify_dictionaries().combine_chunks()
    held = words if isinstance(words, pa.Array) else words.chunk(0)
    named = held.dictionary.cast(pa.string()).to_pylist()
    places = np.asarray(held.indices).astype(np.int16)
    used = sorted(named[place] for place in np.unique(places))
    order = {word: number for number, word in enumerate(used)}
    return tuple(used), np.array([order.get(word, -1) for word in named], np.int16)[places]


def _integers(rows: pa.Table, name: str, null: int) -> Int64s:
    return np.asarray(pc.fill_null(rows[name].cast(pa.int64()), null)).astype(np.int64)


def _is_to_act(service: Service | None) -> bool:
    return service is None or service.rung is not Rung.INFORM


def _times_a_year(service: Service | None) -> int:
    award = None if service is None else service.rule.amount
    if service is None or award is None or not service.is_benefit:
        return 0
    return TIMES_A_YEAR.get(unit_and_remark(award.unit)[0], 0)


def right_of(row: Mapping[str, Any]) -> Right:
    """One row of a gap, or of `ahead`, as a letter tells it.

    What lies ahead is certain and has no tier, and its amount is left out where it is not known.
    """
    said = row.get("occasion") or (Occasion.COMING.value if row.get("since") else "owed")
    certain = row.get("kind", GapKind.UNCLAIMED.value) == GapKind.UNCLAIMED.value
    return Right(
        service=row["service"],
        status=Status.YES if certain else Status.UNKNOWN,
        amount_low=row["amount_low"] or 0,
        amount_high=row["amount_high"] or 0,
        tier_low=row.get("tier_low", -1),
        tier_high=row.get("tier_high", -1),
        deadline=row["deadline"],
        undecided=row.get("undecided") or 0,
        missing=tuple(name for name in (row.get("missing") or "").split("・") if name),
        since=row.get("since"),
        occasion=Occasion(said),
        until=row.get("until"),
        hand_in=row.get("hand_in") or "",
    )
