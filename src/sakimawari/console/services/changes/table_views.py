"""A decision table edited as a grid, pasted from a spreadsheet, or uploaded; and as a workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.city import city
from sakimawari.console.services.changes import drafts, forms
from sakimawari.console.services.changes.edit_views import kept, own_draft
from sakimawari.console.services.changes.grid_form import (
    MOST_CELLS,
    as_text,
    changed,
    faults_in,
    grid_shown,
    rows_sent,
)
from sakimawari.console.services.changes.values import Change
from sakimawari.console.staff.lists.sheet import MEDIA
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.editing.edits import Grounds, NewTable
from sakimawari.packs.editing.sheets import CellFault, GridOfTable, Texts, faults_of, versions_in
from sakimawari.packs.pack import Pack
from sakimawari.packs.tabular.writing import sheets_as_workbook
from sakimawari.problems import Problems
from sakimawari.rules.phrases import plain


def _last(pack: Pack, name: str) -> GridOfTable:
    """The last version of a table of a pack."""
    versions = list(versions_in(pack.folder, name).values())
    if not versions:
        raise Http404
    return versions[-1]


def _edit_of(chosen: Change, name: str) -> NewTable | None:
    return next((e for e in chosen.edits if isinstance(e, NewTable) and e.table == name), None)


def table(request: HttpRequest, id: str, name: str) -> HttpResponse:
    """The grid: cells, buttons that add and remove rows, paste and upload; saved when it reads."""
    chosen, there = own_draft(request, id), city()
    pack = drafts.pack_in_effect(there.catalogue, chosen.pack)
    last, edit = _last(pack, name), _edit_of(chosen, name)
    header = last.header
    rows = last.rows if edit is None else edit.rows
    typed = forms.grounds_typed(there.today, None if edit is None else edit.grounds)
    if edit is None:
        typed |= {"article": _head(last, "#根拠"), "source": _head(last, "#出典")}
    errors: forms.Errors = {}
    faults: tuple[CellFault, ...] = ()
    refused: tuple[str, ...] = ()
    checked = False
    if request.method == "POST":
        sent, do = request.POST.dict(), request.POST.get("do", "save")
        typed = {**typed, "certain": "", **sent}
        try:
            rows = changed(rows_sent(sent, header), header, do, sent, request.FILES.get("file"))
        except Problems as problems:
            refused = faults_in(problems)
        if do in {"save", "check", "paste", "upload"} and not refused:
            checked = True
            trial: forms.Errors = {}
            grounds = forms.grounds_of(sent, trial)
            errors = trial if do == "save" else {}
            asked = NewTable(table=name, header=header, rows=rows,
                             grounds=grounds or _trial(there.today))  # fmt: skip
            faults = faults_of(pack.folder, asked)
            if do == "save" and grounds and not any(each.is_problem for each in faults):
                return kept(request, chosen, asked)
    context = {
        "change": chosen,
        "name": name,
        "label": plain(name),
        "header": header,
        "inputs": _inputs(there.catalogue, name),
        **_shown(header, rows, faults),
        "typed": forms.Typed(values=typed, errors=errors),
        "refused": refused,
        "checked": checked,
        "problems": sum(each.is_problem for each in faults),
        "remarks": sum(not each.is_problem for each in faults),
        "since_before": _head(last, "#施行"),
    }
    return render(request, "services/changes/table.html", context)


def _shown(header: Texts, rows: tuple[Texts, ...], faults: tuple[CellFault, ...]) -> dict[str, Any]:
    return {
        "grid": grid_shown(header, rows, faults),
        "count": len(rows),
        "as_text": as_text(header, rows) if len(rows) * len(header) > MOST_CELLS else "",
        "whole": [each for each in faults if each.row is None],
    }


def _head(grid: GridOfTable, name: str) -> str:
    cells = grid.heads.get(name, ())
    return cells[1].strip() if len(cells) > 1 else ""


def _trial(today: Any) -> Grounds:
    """Grounds to read a grid with before its own are given."""
    return Grounds(since=today, article="―", source="―", checked=today, check_by=today)


def _inputs(catalogue: Catalogue, name: str) -> int:
    """How many columns ask; the others answer."""
    dated = catalogue.tables.get(name)
    return 0 if dated is None else len(dated.table.inputs)


def table_workbook(request: HttpRequest, id: str, name: str) -> HttpResponse:
    """The grid as a workbook, to be edited in Excel and uploaded again."""
    chosen, there = own_draft(request, id), city()
    last = _last(drafts.pack_in_effect(there.catalogue, chosen.pack), name)
    edit = _edit_of(chosen, name)
    rows = last.rows if edit is None else edit.rows
    content = sheets_as_workbook({plain(name)[:31]: [list(last.header), *map(list, rows)]})
    response = HttpResponse(content, content_type=MEDIA["xlsx"])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response
