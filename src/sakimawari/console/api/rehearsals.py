"""Cases that test keys open: for trying a connection out, up to the hooks, without any resident."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from sakimawari.cases.values import State
from sakimawari.console.api import rehearsal_store as store
from sakimawari.console.api.hooks.events import REACHED, Happened
from sakimawari.console.api.refusals import Refused
from sakimawari.console.api.rehearsal_store import Row
from sakimawari.console.api.sandbox import Invented, invented
from sakimawari.console.city import city

if TYPE_CHECKING:
    from sakimawari.console.api.routes.cases import ApplicationTold, Submitted
    from sakimawari.console.api.store import Known

__all__ = ["Row", "form", "move", "row", "rows_after", "submit"]


def _example(person: str, services: Sequence[str]) -> Invented:
    example = invented(person, city().catalogue)
    if set(services) != {example.service.slug}:
        raise Refused("API004", f"{person} is an example of {example.service.slug} alone")
    return example


def form(person: str, services: Sequence[str]) -> ApplicationTold:
    """The form of an example's service: its fields, none of which a city fills in."""
    from sakimawari.console.api.routes.cases import ApplicationTold, FieldTold

    example = _example(person, services)
    service = example.service
    fields = () if service.form is None else service.form.fields
    return ApplicationTold(
        person=person,
        services=[service.slug],
        fields=[
            FieldTold(
                key=field.label,
                label=field.label,
                input="text",
                filled_by_the_city=field.identity is not None or field.value is not None,
                choices=[],
                services=[service.slug],
            )
            for field in fields
        ],
        questions=[],
        papers=[paper.name for paper in service.papers if not paper.held],
    )


def submit(program: Known, person: str, services: Sequence[str], *, key: str) -> Submitted:
    """Hand in for an example: a case that lives among rehearsals alone."""
    from sakimawari.console.api.routes.cases import Submitted

    example = _example(person, services)
    made = store.open_case(
        program.id,
        id=f"test_{secrets.token_hex(8)}",
        service=example.service.slug,
        subject=person,
        client_key=key,
        on=city().today,
        at=timezone.now(),
    )
    _tell(program.id, made)
    return Submitted(receipt=made.id, cases=[made.id])


def row(program_id: int, case: str) -> Row:
    """One rehearsed case of a program's own. API004 where there is none."""
    found = store.one(program_id, case)
    if found is None:
        raise Refused("API004")
    return found


def rows_after(
    program_id: int, after: str, *, state: State | None, service: str | None
) -> tuple[Row, ...]:
    """Rehearsed cases after an id, by id."""
    return tuple(
        each
        for each in store.rows_after(program_id, after)
        if (state is None or each.state == state.value) and service in (None, each.service)
    )


def move(program_id: int, case: str, state: State) -> Row:
    """Let a rehearsed case reach a state; hooks of the program hear of it."""
    row(program_id, case)
    moved = store.move(program_id, case, state=state.value, at=timezone.now())
    _tell(program_id, moved)
    return moved


def _tell(program_id: int, moved: Row) -> None:
    event = REACHED.get(moved.state)
    if event is None:
        return
    now = timezone.now()
    happened = Happened(
        id=f"evt_{moved.id}_{moved.state}",
        event=event,
        at=now,
        service=moved.service,
        ward="",
        data={"case": moved.id, "service": moved.service, "state": moved.state},
    )
    store.tell_hooks(program_id, happened, at=now)
