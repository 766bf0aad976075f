"""What `cases` knows of the people on a page: what they declined, what is under way, what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sakimawari.cases import run as cases
from sakimawari.cases.values import CaseRow, Doing, Moment, Origin, State
from sakimawari.console.access import actor_of, may
from sakimawari.console.city import JAPAN, City
from sakimawari.console.residents import worth
from sakimawari.console.residents.opening import Opened, Page
from sakimawari.console.residents.outlook import Task
from sakimawari.console.residents.pages import address
from sakimawari.console.residents.people import Someone
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.rules.tree import Holder

_OVER = frozenset({State.REFUSED, State.PAID, State.WITHDRAWN, State.OBJECTED})


def moment_of(there: City) -> Moment:
    """The city now. In the demo, whose city stands still, its day with the clock's time."""
    now = datetime.combine(there.today, datetime.now(JAPAN).time(), JAPAN)
    return Moment(
        catalogue=there.catalogue,
        desk=there.desk,
        run=there.run,
        keys=there.keys,
        home=there.office.home,
        now=now,
    )


def doing(page: Page, *, version: int | None = None, note: str = "") -> Doing:
    """Who does something on this page, now."""
    moment = moment_of(page.there)
    return Doing(actor=actor_of(page.request), at=moment.now, version=version, note=note)


def about(someone: Someone, *, kind: str, id: str = "", service: str = "") -> Target:
    """A target that names the person; what the registers know of them is added by the guard."""
    return Target(kind=kind, id=id, person=someone.person, service=service)


def rows(page: Page, someone: Someone) -> tuple[CaseRow, ...]:
    """The cases of a person, each list decided and logged."""
    may(
        page.request,
        Action.READ_CASE,
        about(someone, kind="Case"),
        purpose=someone.purpose,
    )
    return cases.cases_of(moment_of(page.there), someone.person)


def declined(page: Page, found: Iterable[Opened]) -> frozenset[tuple[str, str]]:
    """Person and service of what nobody wants to be told about."""
    moment = moment_of(page.there)
    return frozenset(
        (one.someone.person, each.service)
        for one in found
        for each in cases.declined_by(moment, one.someone.person)
    )


def open_rows(page: Page, found: Opened) -> tuple[CaseRow, ...]:
    """The cases of a person that are not over."""
    rows = cases.cases_of(moment_of(page.there), found.someone.person)
    return tuple(row for row in rows if row.state not in _OVER and row.state is not State.DRAFT)


def may_change(page: Page, someone: Someone, *, service: str = "") -> None:
    """Whether the reader may say something about how a person is told; decided and logged."""
    may(
        page.request,
        Action.CHANGE_PREFERENCES,
        about(someone, kind="Person", service=service),
        purpose=someone.purpose,
    )


def under_way(page: Page, found: Iterable[Opened]) -> frozenset[tuple[str, str]]:
    """Service and person (empty: the household) of what an application is under way for."""
    moment, services = moment_of(page.there), page.there.catalogue.services
    return frozenset(
        (row.service, "" if services[row.service].holder is Holder.HOUSEHOLD else row.subject)
        for one in found
        for row in cases.cases_of(moment, one.someone.person)
        if row.state not in _OVER and row.state is not State.DRAFT and row.service in services
    )


def tasks(page: Page, found: Iterable[Opened]) -> tuple[Task, ...]:
    """Applications that wait for the resident: a reply, another account, a word before a grant."""
    moment = moment_of(page.there)
    services = page.there.catalogue.services
    several = page.family.several
    waiting = []
    for one in found:
        for row in cases.cases_of(moment, one.someone.person):
            key = _waits_for(row)
            if key is None or row.service not in services:
                continue
            waiting.append(
                Task(
                    title=page.words(f"my.home.{key}", name=services[row.service].name),
                    detail="" if row.due_on is None else worth.day(row.due_on, page.language),
                    badge=page.words(f"my.home.{key}_badge"),
                    address=address(page, "case", row.number, who=one.someone.token),
                    whose=one.someone.name if several else "",
                    by=None,
                )
            )
    return tuple(dict.fromkeys(waiting))


def _waits_for(row: CaseRow) -> str | None:
    if row.state is State.WAITING:
        return "reply"
    if "account" in row.needs:
        return "account"
    if row.origin is Origin.AUTOMATIC and row.state is State.APPROVED:
        return "objection"
    return None
