"""Cases on the first page: those assigned to whoever looks, and the backlog against standard periods."""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.cases.run import Queue, QueueFilter, backlog, queue, standard_of
from sakimawari.cases.values import CaseRow
from sakimawari.console.city import City
from sakimawari.console.moment import moment_of
from sakimawari.fit.compare.suppression import Veil
from sakimawari.guard.actor import Actor, Role

MOST = 8  # cases of one's own on the first page


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A case assigned to the one who looks; `assignee` is left empty: it is them."""

    row: CaseRow
    service: str
    assignee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The open cases of a service against its standard period (days, with the article).

    Counts are None where so few stand behind them that they are hidden from who sees figures only.
    """

    name: str
    open: int | None
    late: int | None
    soon: int | None
    paused: int | None
    days: int
    article: str


def works_on_cases(actor: Actor) -> bool:
    """Whether an actor has cases assigned."""
    return actor.has(Role.CLERK, Role.SUPERVISOR)


def sees_backlog(actor: Actor) -> bool:
    """Whether an actor is shown how far behind a service is."""
    return actor.has(Role.CLERK, Role.SUPERVISOR, Role.POLICY)


def mine(there: City, actor: Actor) -> tuple[list[Mine], int]:
    """The cases assigned to an actor, what is due first, and how many there are."""
    found: Queue = queue(moment_of(there), QueueFilter(assignee=actor.id), actor=actor, most=MOST)
    return [Mine(row=row, service=_name(there, row.service)) for row in found.rows], found.total


def waiting(there: City, actor: Actor, *, exact: bool) -> list[Waiting]:
    """The backlog by service, the latest first."""
    veil = Veil(exact=exact)
    rows = [each for each in backlog(moment_of(there), actor=actor) if _known(there, each.key)]
    columns = {
        name: veil.column([getattr(each, name) for each in rows])
        for name in ("open", "late", "soon", "paused")
    }
    told = []
    for at, each in enumerate(rows):
        standard = standard_of(there.catalogue, there.catalogue.services[each.key])
        told.append(
            Waiting(
                name=_name(there, each.key),
                days=standard.days,
                article=standard.article,
                **{name: column[at] for name, column in columns.items()},
            )
        )
    return told


def _known(there: City, slug: str) -> bool:
    return slug in there.catalogue.services


def _name(there: City, slug: str) -> str:
    return there.catalogue.services[slug].name if _known(there, slug) else slug
