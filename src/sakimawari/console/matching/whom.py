"""Whom a result is about: rows found by id, reasons in three languages, people under 支援措置.

An id is shown as the problem wrote it. Where it is a person's key (a problem drawn from the
registers) the record is opened first, so that the audit knows of it and a closed one stays closed.
"""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import open_record
from sakimawari.console.matching import reading
from sakimawari.console.matching.by_hand import OF_A_CHILD
from sakimawari.console.matching.changing import forms_of
from sakimawari.console.matching.door import asked_for, language_in, makes, page, title_of, words
from sakimawari.console.matching.hidden import has_result, hidden_in, is_drawn
from sakimawari.console.matching.one import unnamed
from sakimawari.console.matching.values import Grid, Shown
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.match.kinds import kind_of
from sakimawari.match.results.kind import Explanation


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
    if not has_result(shown):
        raise Http404
    return reading.grid(shown, reading.RESULT)


def told(each: Explanation, hidden: frozenset[str], language: str) -> Explanation:
    """The reasons, without a sentence that names somebody hidden."""

    def kept(lines: tuple[str, ...], language: str) -> tuple[str, ...]:
        return tuple(unnamed(line, hidden, language) for line in lines)

    return replace(
        each,
        outcome=unnamed(each.outcome, hidden, language),
        lines=kept(each.lines, language),
        easy=kept(each.easy, "ja"),
        english=kept(each.english, "en"),
    )


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
    hidden = hidden_in(there, shown)
    if id in hidden:
        raise Http404
    record = None
    if is_drawn(shown):
        record = open_record(
            request, id, purpose=purpose_of(request), fields=(FieldGroup.IDENTITY,)
        )
    language = language_in(request)
    explained = [told(each, hidden, language) for each in kind_of(kind).explain(shown.opened, id)]
    context = {
        "shown": shown,
        "title": title_of(kind),
        "id": id,
        "row": row,
        "name": record.identity().name if record else "",
        "person": id if record else "",
        "cells": [
            (column, unnamed(cell, hidden, language))
            for column, cell in zip(table.columns, cells, strict=True)
            if cell
        ],
        "explained": explained,
        "before": row - 1 if row > 1 else 0,
        "after": row + 1 if row < len(table.rows) else 0,
        "makes": makes(request),
        "changes": [way for way in forms_of(kind) if way in OF_A_CHILD],
        "back": reverse("matching:one", args=(kind, name)),
    }
    return page(request, "whom.html", context)
