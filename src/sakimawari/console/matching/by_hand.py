"""A change by hand of scarce places: a child fixed or kept from a facility, seats held, added.

The form asks for a reason and shows nothing yet; what comes of the change stands on the page of the
order, beside the result that holds, until a second person agrees.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sakimawari.console.access import actor_of
from sakimawari.console.city import City
from sakimawari.console.matching import changing, edits, orders, reading, tasks
from sakimawari.console.matching.door import (
    asked_for,
    enter_to_make,
    page,
    title_of,
    words,
)
from sakimawari.console.matching.hidden import hidden_in
from sakimawari.console.matching.making import begin
from sakimawari.console.matching.values import Shown
from sakimawari.console.moment import moment_of
from sakimawari.match.allocate.reading import columns
from sakimawari.match.reading.sheets import Sheet, find_file, read_sheet
from sakimawari.match.results.folder import PROBLEM

OF_A_CHILD = ("fix", "forbid", "withdraw")
OF_SEATS = ("hold", "seats")
_ONLY_SEATS = ("定員", "募集人数", "募集", "seats")  # a facility without classes
_DECIDED = {"fix": "内定", "forbid": "不可"}
_MOST_SEATS = 200
_LEAST_REASON = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into the form, and what is wrong with it by field."""

    values: Mapping[str, str]
    errors: Mapping[str, str]


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, kind: str, name: str, way: str) -> HttpResponse:
    """Ask what is to be changed and why; then have it worked out."""
    enter_to_make(request, f"{kind}/{name}")
    there, shown = asked_for(request, kind, name)
    if way not in changing.forms_of(kind):
        raise Http404
    facilities = _facilities(shown)
    sent = request.POST if request.method == "POST" else request.GET
    values = {field: sent.get(field, "").strip()
              for field in ("child", "facility", "class", "seats", "reason", "rerun")}  # fmt: skip
    hidden = hidden_in(there, shown)
    if not values["child"] and sent.get("row", "").isdecimal():
        values["child"] = _id_of(shown, int(sent["row"]), hidden)
    if request.method == "GET" and way in OF_SEATS:
        values["class"] = _class_of(values["class"], _classes(facilities))
    sent_in = request.method == "POST"
    errors = _errors(request, way, values, (shown, hidden), facilities) if sent_in else {}
    if sent_in and not errors:
        return redirect("matching:order", _begun(request, there, shown, way, values))
    context = {
        "shown": shown,
        "title": title_of(kind),
        "way": way,
        "typed": Typed(values=values, errors=errors),
        "of_child": way in OF_A_CHILD,
        "facilities": _choices(facilities),
        "reruns": changing.RERUNS,
        "classes": _classes(facilities),
    }
    return page(request, "change.html", context, status=422 if errors else 200)


def _id_of(shown: Shown, row: int, hidden: frozenset[str]) -> str:
    """The id in a row of the result; nobody's under 支援措置."""
    rows = reading.grid(shown, reading.RESULT).rows
    found = rows[row - 1][0] if 1 <= row <= len(rows) else ""
    return "" if found in hidden else found


def _facilities(shown: Shown) -> Sheet | None:
    path = _nurseries(shown.opened.problem)
    return None if path is None else read_sheet(path, columns.NURSERY_COLUMNS)


def _nurseries(folder: Path) -> Path | None:
    found = (find_file(folder, stem) for stem in columns.NURSERIES)
    return next((path for path in found if path is not None), None)


def _choices(facilities: Sheet | None) -> list[tuple[str, str]]:
    """Facilities by number, with their names beside."""
    if facilities is None:
        return []
    return [(row.get("施設番号"), f"{row.get('施設番号')} {row.get('施設名')}".strip())
            for row in facilities.rows]  # fmt: skip


def _classes(facilities: Sheet | None) -> tuple[str, ...]:
    """Columns of seats by class; the one column of seats where there are no classes."""
    if facilities is None:
        return ()
    found = tuple(columns.seats_in(facilities.header).values())
    return found or tuple(name for name in facilities.header if name.strip() in _ONLY_SEATS)


def _class_of(asked: str, classes: tuple[str, ...]) -> str:
    """The column of a class asked for by the name of its pool (3歳 for 定員3歳)."""
    return next((each for each in classes if asked and asked in each), asked)


def _errors(
    request: HttpRequest,
    way: str,
    values: Mapping[str, str],
    of: tuple[Shown, frozenset[str]],
    facilities: Sheet | None,
) -> dict[str, str]:
    """What is wrong with the form, by field, in words; whoever is hidden is not known here."""
    shown, hidden = of
    wrong = {}
    known = {row[0] for row in reading.grid(shown, reading.RESULT).rows} - hidden
    if way in OF_A_CHILD and values["child"] not in known:
        wrong["child"] = words(request, "change.wrong.child")
    numbers = {row.get("施設番号") for row in facilities.rows} if facilities else set()
    if way != "withdraw" and values["facility"] not in numbers:
        wrong["facility"] = words(request, "change.wrong.facility")
    if way in OF_SEATS:
        seats = values["seats"]
        if not seats.isdecimal() or not 1 <= int(seats) <= _MOST_SEATS:
            wrong["seats"] = words(request, "change.wrong.seats", most=_MOST_SEATS)
        if facilities is None or values["class"] not in facilities.header:
            wrong["class"] = words(request, "change.wrong.class")
    if len(values["reason"]) < _LEAST_REASON:
        wrong["reason"] = words(request, "change.wrong.reason")
    return wrong


def _begun(
    request: HttpRequest, there: City, shown: Shown, way: str, values: Mapping[str, str]
) -> str:
    """An order with the changed problem; its token."""
    told = {"way": way, **{field: values[field] for field in _fields(way)}}
    told["rerun"] = values["rerun"] if values["rerun"] in changing.RERUNS else changing.RERUNS[0]
    seed = shown.opened.settings.get("seed", 0)
    token = begin(
        request,
        there,
        kind=shown.kind,
        based_on=shown.name,
        change=told,
        reason=values["reason"],
        seed=seed if isinstance(seed, int) else 0,
    )
    problem = there.office.home / "match" / orders.PLACE / token / PROBLEM
    shutil.copytree(shown.opened.problem, problem, dirs_exist_ok=True)
    change_problem(problem, way, values, by=actor_of(request).id)
    about = {
        **told,
        "reason": values["reason"],
        "by": actor_of(request).id,
        "at": moment_of().now.isoformat(timespec="minutes"),
        "based_on": shown.name,
    }
    text = json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True)
    (problem / changing.CHANGE).write_text(text + "\n", encoding="utf-8")
    tasks.make.enqueue(token, True)
    return token


def _fields(way: str) -> tuple[str, ...]:
    if way == "withdraw":
        return ("child",)
    return ("child", "facility") if way in OF_A_CHILD else ("facility", "class", "seats")


def change_problem(folder: Path, way: str, values: Mapping[str, str], *, by: str) -> None:
    """Lay a change into a problem's tables."""
    if way == "withdraw":
        row = {"児童番号": values["child"], "理由": values["reason"]}
        edits.add_row(folder, columns.WITHDRAWN, columns.WITHDRAWN_COLUMNS, row)
    elif way in _DECIDED:
        row = {
            "児童番号": values["child"],
            "施設番号": values["facility"],
            "区分": _DECIDED[way],
            "理由": values["reason"],
            "決定者": by,
        }
        edits.add_row(folder, columns.DECISIONS, columns.DECISION_COLUMNS, row)
    else:
        path = _nurseries(folder)
        assert path is not None  # the form was checked against it
        sheet = read_sheet(path, columns.NURSERY_COLUMNS)
        row_of = next(row for row in sheet.rows if row.get("施設番号") == values["facility"])
        seats = int(values["seats"]) if way == "seats" else -int(values["seats"])
        edits.change_figure(path, sheet, row_of, values["class"], seats)
