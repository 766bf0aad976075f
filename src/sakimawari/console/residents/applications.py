"""What `cases` knows of the people on a page: what they declined, what is under way, what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from sakimawari.console.residents.rights import Right, Standing, wanted
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.rules.tree import Holder

OVER = frozenset({State.REFUSED, State.PAID, State.WITHDRAWN, State.OBJECTED})


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


def ask_to(
    page: Page,
    action: Action,
    someone: Someone,
    *,
    kind: str = "Case",
    id: str = "",
    service: str = "",
    fields: Iterable[FieldGroup] = (),
) -> None:
    """Whether the reader may do something for a person; decided and logged, or `Denied`."""
    target = Target(kind=kind, id=id, person=someone.person, service=service)
    may(page.request, action, target, purpose=someone.purpose, fields=fields)


def may_change(page: Page, someone: Someone, *, service: str = "") -> None:
    """Whether the reader may say how a person is told; decided and logged."""
    ask_to(page, Action.CHANGE_PREFERENCES, someone, kind="Person", service=service)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The cases of some people, drafts apart, and what each declined to be told about."""

    rows: Mapping[str, tuple[CaseRow, ...]]
    declined: frozenset[tuple[str, str]]

    def open_about(self, person: str, service: str) -> tuple[CaseRow, ...]:
        """The cases of a person about a service that are not over."""
        return tuple(
            row
            for row in self.rows.get(person, ())
            if row.service == service and row.state not in OVER
        )


def known_of(page: Page, found: Iterable[Opened]) -> Known:
    """What is known of everybody whose record was opened for a page."""
    moment, listed = moment_of(page.there), list(found)
    return Known(
        rows={
            one.someone.person: tuple(
                row
                for row in cases.cases_of(moment, one.someone.person)
                if row.state is not State.DRAFT and one.someone.covers(row.service)
            )
            for one in listed
        },
        declined=frozenset(
            (one.someone.person, each.service)
            for one in listed
            for each in cases.declined_by(one.someone.person)
        ),
    )


def rows_of(page: Page, person: str) -> tuple[CaseRow, ...]:
    """The cases of a person whose record was opened, drafts apart."""
    rows = cases.cases_of(moment_of(page.there), person)
    return tuple(row for row in rows if row.state is not State.DRAFT)


def to_tell(page: Page, found: Iterable[Opened], known: Known) -> tuple[Right, ...]:
    """The rights to tell of: not what was declined, nor what an application is under way for.

    What is everybody's of a household stands once, on the page of the first of it.
    """
    services = page.there.catalogue.services
    applied = {
        (row.service, "" if services[row.service].holder is Holder.HOUSEHOLD else row.subject)
        for rows in known.rows.values()
        for row in rows
        if row.state not in OVER and row.service in services
    }
    told: set[tuple[str, str]] = set()
    kept = []
    everything = (each for one in found for each in one.rights)
    for right in wanted(everything, silenced=known.declined):
        key = (right.slug, right.whose)
        if key in told or (key in applied and right.standing is not Standing.RECEIVED):
            continue
        told.add(key)
        kept.append(right)
    return tuple(kept)


def tasks_of(page: Page, found: Iterable[Opened], known: Known) -> tuple[Task, ...]:
    """Applications that wait for the resident: a reply, another account, a word before a grant."""
    services = page.there.catalogue.services
    waiting: dict[str, Task] = {}
    for one in found:
        for row in known.rows.get(one.someone.person, ()):
            key = _waits_for(page, row)
            if key is None or row.service not in services or row.number in waiting:
                continue
            waiting[row.number] = Task(
                title=page.words(f"my.home.{key}", name=services[row.service].name),
                detail="" if row.due_on is None else worth.day(row.due_on, page.language),
                badge=page.words(f"my.home.{key}_badge"),
                address=address(page, "case", row.number, who=one.someone.token),
                whose=one.someone.short_name if page.family.several else "",
                by=None,
            )
    return tuple(waiting.values())


def _waits_for(page: Page, row: CaseRow) -> str | None:
    if row.state is State.WAITING:
        return "reply"
    if row.origin is Origin.AUTOMATIC and row.state is State.APPROVED:
        return "objection"
    lacking = lacking_account(page, row)
    return None if lacking is None else f"account_{lacking}"


def lacking_account(page: Page, row: CaseRow) -> str | None:
    """Whether the resident has to name an account: `missing`, or `returned` where a payment came back.

    The registered account is looked up by the city: until it did, nothing is asked.
    """
    if "account" not in row.needs or row.state not in (State.APPROVED, State.PAID):
        return None
    actor = actor_of(page.request)
    account = cases.case_file(moment_of(page.there), row.number, actor=actor).account
    if account is None:
        return "missing"
    return "returned" if account.complete else None
