"""Made ready before the first visitor comes: the city, what pages read of it, and the pages themselves."""

from __future__ import annotations

import gc
from pathlib import Path

from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from sakimawari.console.bearings import bearings
from sakimawari.console.city import READY, City, city
from sakimawari.console.staff.figures import figures
from sakimawari.console.staff.lists.counting import closed_today
from sakimawari.console.staff.today.concerns import concerns_of
from sakimawari.console.words.texts import all_texts
from sakimawari.fit.explaining.casebook import casebook_of
from sakimawari.fit.served.receipts import receipts_of
from sakimawari.registry.directory.run import directory_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def warm() -> None:
    """Open everything once; processes that are forked afterwards share it in memory."""
    if make_ready not in READY:
        READY.append(make_ready)
    there = city()
    for make in READY:
        make(there)
    all_texts()
    for path in sorted(TEMPLATES.rglob("*.html")):
        get_template(path.relative_to(TEMPLATES).as_posix())
    assert get_resolver().url_patterns
    leave_store()
    # What stands now stays: looking through it for what can go would hold up pages again and again.
    gc.collect()
    gc.freeze()


def leave_store() -> None:
    """Close every connection to the store, and the pool of PostgreSQL with its threads.

    They belong to one process: a pool that was opened before a fork answers nobody after it.
    """
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def make_ready(there: City) -> None:
    """What pages need of a city beside the run laid out."""
    facts = there.catalogue.residents.facts_needed()
    there.desk.mapped.prepare_all(facts)
    there.served.units_of(closed_today(there))
    bearings(there)
    figures(there)
    receipts_of(there.desk.mapped)
    directory_of(there.snapshot, there.keys)
    casebook_of(there.catalogue)
    concerns_of(there)
