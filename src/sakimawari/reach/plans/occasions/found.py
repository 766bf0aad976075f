"""Occasions that a run holds: the gap, rights that begin or end soon, what must be handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.store import Run
from sakimawari.packs.pack import DeclaredFact, Gives, Rung, Service
from sakimawari.problems import Place, fault
from sakimawari.reach.addressing.ahead import COMING, ENDING, RENEWAL
from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.rights import coded, refuse_unknown, rights_of
from sakimawari.reach.addressing.selection import NO_DEADLINE, URGENT_DAYS
from sakimawari.reach.plans.occasions.values import WHYS, Occasions
from sakimawari.reach.plans.values import Why
from sakimawari.rules.population import Int8s

_GAP = """
SELECT service, subject_kind, unit, row, kind, amount_low, amount_high, deadline,
  CASE WHEN deadline BETWEEN DATE '{on}' AND DATE '{near}' THEN 'deadline' ELSE kind END AS why,
  NULL::DATE AS day
FROM gap WHERE kind IN ('unclaimed', 'possible') AND subject_kind <> 'company'
"""
_OF = """
SELECT service, subject_kind, unit, row, 'unclaimed' AS kind, amount_low, amount_high, deadline,
  '{why}' AS why, {day} AS day
FROM ({each})
"""
_COMING = _OF.format(why="coming", day="since", each=COMING)
_ENDING = _OF.format(why="ending", day="until", each=ENDING)
_RENEWAL = _OF.format(why="deadline", day="NULL::DATE", each=RENEWAL)
# Words as numbers with their names beside: a million times the same word takes no room.
_NAMED = """SELECT service::ENUM({services}) AS service, kind::ENUM('unclaimed', 'possible') AS kind,
  subject_kind::ENUM('person', 'household') AS subject_kind, why::ENUM({whys}) AS why,
  * EXCLUDE (service, kind, subject_kind, why) FROM ({each})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How many days before it comes something is told of, beyond the weeks a plan spans."""

    coming: int = 30
    ending: int = 60
    renewal: int = 60
    near: int = URGENT_DAYS  # a deadline that is the reason to speak now


def occasions_of(
    run: Run,
    services: Mapping[str, Service],
    declared: Mapping[str, DeclaredFact],
    *,
    on: date,
    weeks: int,
    ahead: Ahead | None = None,
) -> Occasions:
    """Everything a run has to say to people on a day, for a plan of some weeks.

    Households with a protected member stand in no table of a run. REACH021 for a day that lies
    before the run or beyond its calendar; REACH004 for services no pack of today has.
    """
    if not run.on <= on <= run.final:
        raise fault(
            "REACH021",
            f"a plan from {on} cannot be read from the run of {run.on}",
            "run the night for that day first: sakimawari night --on DATE",
            where=Place(file=run.folder.name),
        )
    rows = _rows(run, on, weeks, ahead or Ahead())
    topics, _ = coded(rows["service"])
    refuse_unknown(topics, services)
    rights = rights_of(rows, services, declared)
    day = pc.fill_null(pc.cast(rows["day"], pa.int32()), -1)
    return Occasions(
        topics=topics,
        rights=rights,
        why=_why(rows),
        day=np.asarray(day).astype(np.int32),
        alone=_worth_a_message(topics, services)[rights.service] | (rights.deadline != NO_DEADLINE),
        by=np.zeros(len(rows), np.uint8),
    )


def _rows(run: Run, on: date, weeks: int, ahead: Ahead) -> pa.Table:
    end = on + timedelta(weeks=weeks)
    given = {
        "on": on.isoformat(),
        "near": (on + timedelta(days=ahead.near)).isoformat(),
        "coming": (end + timedelta(days=ahead.coming)).isoformat(),
        "ending": (end + timedelta(days=ahead.ending)).isoformat(),
        "renewal": (end + timedelta(days=ahead.renewal)).isoformat(),
    }
    several = (each.format(**given) for each in (_GAP, _COMING, _ENDING, _RENEWAL))
    return run.ask(
        _NAMED.format(
            services=_texts(run.rules()),
            whys=_texts(why.value for why in WHYS),
            each=" UNION ALL BY NAME ".join(several),
        )
    )


def _texts(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _why(rows: pa.Table) -> Int8s:
    words, code = coded(rows["why"])
    places = np.array([WHYS.index(Why(word)) for word in words], np.int8)
    return places[code] if len(words) else np.zeros(0, np.int8)


def _worth_a_message(topics: tuple[str, ...], services: Mapping[str, Service]) -> Bools:
    """Services that are a reason to write: there is something to get, or something to do.

    What only says how much somebody pays goes along with other words; it is on my page anyway.
    """
    found = []
    for slug in topics:
        service = services[slug]
        paid = service.gives not in (Gives.BENEFIT, Gives.RELIEF)
        found.append(not (paid and service.rung is Rung.INFORM))
    return np.array(found, np.bool_)
