"""Long work beside the pages: making a plan, and handing an approved one over to sending."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence

from django.utils import timezone
from django_tasks import task

from sakimawari.console.city import City, city
from sakimawari.console.moment import moment_of
from sakimawari.console.outreach.plans import store
from sakimawari.console.outreach.plans.ground import ground_of, sources_of
from sakimawari.problems import Problems
from sakimawari.reach.plans import store as plans
from sakimawari.reach.plans.folder import open_plan
from sakimawari.reach.plans.occasions.listed import Entry, Listed
from sakimawari.reach.plans.order import Order
from sakimawari.reach.plans.run import make_plan
from sakimawari.reach.plans.values import Why
from sakimawari.reach.sending.applying import apply_plan

log = logging.getLogger("sakimawari.outreach")
_UNKNOWN = "REACH047"


@task()
def make(id: int) -> None:
    """Make the next plan with the lists that wait for it, and propose it."""
    work = store.begin(id)
    if work is None:
        return
    plan, fault = "", ""
    try:
        there = city()
        ids = [each.id for each in store.attached(there.keys)]
        order = Order(on=there.today, lists=_lists(ids, there))
        made = make_plan(there.office.home, order, sources_of(there, order.on))
        plan = made.plan.name
        plans.propose(made.plan, by=work.by, at=timezone.now(), keys=there.keys)
        store.taken_up(ids, plan)
    except Problems as problems:
        fault = problems.found[0].id
    except Exception as trouble:  # told on the page; what it was stands in the log
        log.error("a plan could not be made: %s", type(trouble).__name__)
        fault = _UNKNOWN
    store.end(id, plan=plan, at=timezone.now(), fault=fault)


@task()
def carry_out(id: int) -> None:
    """Hand an approved plan over to sending; asked again, it hands over what is missing."""
    work = store.begin(id)
    if work is None:
        return
    fault = ""
    try:
        there = city()
        plan = open_plan(there.office.home, work.plan)
        apply_plan(
            plan,
            by=work.by,
            on=max(plan.on, there.today),
            at=moment_of(there).now,  # the clock by which replies come and messages leave
            now=ground_of(there, plan.on),
            keys=there.keys,
        )
    except Problems as problems:
        fault = problems.found[0].id
    except Exception as trouble:  # told on the page; what it was stands in the log
        log.error("a plan could not be handed over: %s", type(trouble).__name__)
        fault = _UNKNOWN
    store.end(id, plan=work.plan, at=timezone.now(), fault=fault)


def _lists(ids: Sequence[int], there: City) -> tuple[Listed, ...]:
    """The attached lists as a plan reads them."""
    known = there.catalogue.services
    listed = []
    for id, entries in store.entries_of(ids).items():
        rows = [(person, topic) for person, topic in entries if topic in known]
        content = json.dumps(rows, ensure_ascii=False).encode()
        listed.append(
            Listed(
                name=str(id),
                why=Why.LIST,
                sha256=hashlib.sha256(content).hexdigest(),
                entries=tuple(
                    Entry(person=person, topic=topic, deadline=None, medium=None)
                    for person, topic in rows
                ),
                set_aside=(),
                reasons={},
            )
        )
    return tuple(listed)
