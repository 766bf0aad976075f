"""Whom a result is about: rows found by id, reasons in three languages, people under 支援措置.

An id is shown as the problem wrote it. Where it is a person's key (a problem drawn from the
registers) the record is opened first, so that the audit knows of it and a closed one stays closed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import open_record
from sakimawari.console.bearings import bearings
from sakimawari.console.city import City
from sakimawari.console.matching import reading
from sakimawari.console.matching.door import asked_for, makes, page, title_of, words
from sakimawari.console.matching.values import Grid, Shown
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.match.allocate.reading.columns import CHILD_COLUMNS
from sakimawari.match.kinds import kind_of
from sakimawari.match.reading.protection import protects
from sakimawari.match.reading.sheets import ENDINGS, PROTECTION, Column, read_sheet
from sakimawari.match.results.folder import PROBLEM
from sakimawari.posing.drawing_up import ABOUT
from sakimawari.problems import Problems
from sakimawari.publishing import MANIFEST

_ID = Column(
    "番号",
    (
        *CHILD_COLUMNS[0].aliases, CHILD_COLUMNS[0].name,
        "No", "要支援者番号", "登録番号", "予約番号", "訪問番号", "ニーズ番号", "オファー番号", "ID",
    ),
)  # fmt: skip


def hidden_in(there: City, shown: Shown) -> frozenset[str]:
    """Ids under 支援措置: marked in the problem's own tables, or protected in the registers today."""
    made = (shown.folder / MANIFEST).stat().st_mtime_ns
    marked = _marked(str(shown.folder / PROBLEM), made)
    if not is_drawn(shown):
        return marked
    stands = bearings(there)
    result = reading.grid(shown, reading.RESULT) if _has_result(shown) else None
    keys = {row[0] for row in result.rows} if result else set()
    closed = {key for key in keys if (found := stands.of(key)) is None or found.protected}
    return marked | closed


def names_any(text: str, hidden: frozenset[str]) -> bool:
    """Whether a text names somebody of these: an id stands in it whole, not within another."""
    return any(
        re.search(rf"(?<![0-9A-Za-z]){re.escape(id)}(?![0-9A-Za-z])", text)
        for id in hidden
        if id in text
    )


def is_drawn(shown: Shown) -> bool:
    """Whether the problem was drawn from the registers, so that its ids are keys of people."""
    return (shown.folder / PROBLEM / ABOUT).is_file()


def _has_result(shown: Shown) -> bool:
    return reading.RESULT in reading.tables_in(shown)


@lru_cache(maxsize=16)
def _marked(folder: str, made: int) -> frozenset[str]:
    """Ids of rows with a mark in the column 支援措置, from every table of a problem."""
    found: set[str] = set()
    for path in sorted(Path(folder).iterdir()):
        if path.suffix.lower() not in ENDINGS:
            continue
        try:
            sheet = read_sheet(path, (PROTECTION, _ID), careful=False)
        except Problems:
            continue
        if PROTECTION.name in sheet.known:
            found |= {row.get(_ID.name) or row.written[0].strip() for row in sheet.rows
                      if protects(row.get(PROTECTION.name)) and row.written}  # fmt: skip
    return frozenset(found)


@require_POST
def find(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """To the page of an id; what was typed goes into no address and no log."""
    there, shown = asked_for(request, kind, name)
    typed = request.POST.get("who", "").strip()
    table = _result(shown)
    at = next((at for at, row in enumerate(table.rows) if row[0] == typed), None)
    if at is None or typed in hidden_in(there, shown):
        messages.error(request, words(request, "whom.unknown"))
        return redirect("matching:one", kind, name)
    return redirect("matching:whom", kind, name, at + 1)


def _result(shown: Shown) -> Grid:
    if not _has_result(shown):
        raise Http404
    return reading.grid(shown, reading.RESULT)


@never_cache
@require_GET
def whom(request: HttpRequest, kind: str, name: str, row: int) -> HttpResponse:
    """Why the result of one row is what it is: for the desk, in easy Japanese, in English."""
    there, shown = asked_for(request, kind, name)
    table = _result(shown)
    if not 1 <= row <= len(table.rows):
        raise Http404
    cells = table.rows[row - 1]
    id = cells[0]
    if id in hidden_in(there, shown):
        raise Http404
    record = None
    if is_drawn(shown):
        record = open_record(
            request, id, purpose=purpose_of(request), fields=(FieldGroup.IDENTITY,)
        )
    explained = kind_of(kind).explain(shown.opened, id)
    context = {
        "shown": shown,
        "title": title_of(kind),
        "id": id,
        "row": row,
        "name": record.identity().name if record else "",
        "person": id if record else "",
        "cells": [
            (column, cell) for column, cell in zip(table.columns, cells, strict=True) if cell
        ],
        "explained": explained,
        "before": row - 1 if row > 1 else 0,
        "after": row + 1 if row < len(table.rows) else 0,
        "makes": makes(request),
        "back": reverse("matching:one", args=(kind, name)),
    }
    return page(request, "whom.html", context)
