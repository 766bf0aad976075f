"""One result: its certificate in words, figures, pictures, fairness, what was set aside, its files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.matching import changing, reading
from sakimawari.console.matching.door import (
    as_file,
    asked_for,
    figure_name,
    language_in,
    makes,
    page,
    picture_name,
    table_name,
    title_of,
    words,
)
from sakimawari.console.matching.hidden import hidden_in, names_any
from sakimawari.console.matching.reading import amount
from sakimawari.console.matching.values import MARKS, Shown
from sakimawari.console.words import say
from sakimawari.match.kinds import kind_of
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import SET_ASIDE, altered_files
from sakimawari.problems import Problems

FAIRNESS = "fairness.csv"
_MOST_NAMED = 12  # violations of a claim named on the page; the certificate holds all
_MOST_ASIDE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """A claim in words with its mark, its figures and the violations that break it."""

    text: str
    mark: str
    figures: tuple[tuple[str, str], ...]
    bound: str
    broken: tuple[str, ...]
    more: int


@never_cache
@require_GET
def one(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """A result as a whole."""
    there, shown = asked_for(request, kind, name)
    hidden = hidden_in(there, shown)
    tables = reading.tables_in(shown)
    fairness = reading.grid(shown, FAIRNESS) if FAIRNESS in tables else None
    context = {
        "shown": shown,
        "title": title_of(kind),
        "claims": tuple(claims_of(shown.certificate, hidden, language_in(request))),
        "figures": reading.figures_of(shown),
        "sentences": shown.report.get("sentences", ()),
        "pictures": [(file, picture_name(shown.folder / file, language_in(request)))
                     for file in reading.pictures_in(shown)],
        "tables": [
            (file, table_name(file, language_in(request)), len(reading.grid(shown, file).rows))
            for file in tables
        ],
        "inputs": reading.inputs_in(shown),
        "fairness": fairness,
        "aside": _aside(shown, hidden, language_in(request)),
        "protected": len(hidden),
        "settings": [(key, amount(value)) for key, value in sorted(shown.opened.settings.items())
                     if isinstance(value, (bool, int, float, str))],
        "change": changing.change_in(shown),
        "makes": makes(request),
        "changes": changing.forms_of(kind),
    }  # fmt: skip
    return page(request, "one.html", context)


def claims_of(
    certificate: Certificate, hidden: frozenset[str], language: str
) -> Iterator[ClaimLine]:
    """The claims in the examiner's order, each with what breaks it; nobody hidden is named."""
    broken: dict[str, list[str]] = defaultdict(list)
    for each in certificate.violations:
        who = "・".join(each.who)
        said = f"{who}：{each.text}" if who else each.text
        broken[each.claim].append(unnamed(said, hidden, language))
    for claim in certificate.claims:
        found = broken.pop(claim.id, [])
        yield ClaimLine(
            text=claim.text,
            mark=MARKS[claim.holds],
            figures=tuple(
                (figure_name(name, language), amount(value))
                for name, value in claim.figures.items()
            ),
            bound="" if claim.bound is None else amount(float(claim.bound)),
            broken=tuple(found[:_MOST_NAMED]),
            more=max(0, len(found) - _MOST_NAMED),
        )
    for id, found in broken.items():
        yield ClaimLine(
            text=id,
            mark="no",
            figures=(),
            bound="",
            broken=tuple(found[:_MOST_NAMED]),
            more=max(0, len(found) - _MOST_NAMED),
        )


def unnamed(text: str, hidden: frozenset[str], language: str) -> str:
    """A sentence as it is, or that it is about somebody protected where it names one."""
    return say("matching.of-protected", language) if names_any(text, hidden) else text


def _aside(shown: Shown, hidden: frozenset[str], language: str) -> dict[str, object] | None:
    """Rows that could not be used: where, why, and what to do; never the row as written."""
    if not (shown.folder / SET_ASIDE).is_file():
        return None
    table = reading.grid(shown, SET_ASIDE)
    wanted = [table.at(name) for name in ("file", "line", "id", "reason", "remedy")]
    rows = [tuple(row[at] if at is not None else "" for at in wanted) for row in table.rows]
    said = [tuple(unnamed(cell, hidden, language) for cell in row) for row in rows[:_MOST_ASIDE]]
    return {"rows": said, "count": len(rows)}


@require_POST
def examine(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Check a result anew, apart from what made it: its files and its claims."""
    there, shown = asked_for(request, kind, name)
    hidden = hidden_in(there, shown)
    altered = altered_files(shown.folder)
    for each in altered:
        file = each.where.file if each.where else ""
        messages.error(request, words(request, "examine.altered", file=file))
    try:
        found = kind_of(kind).verify(shown.opened)
    except Problems as problems:
        messages.error(request, words(request, "examine.failed", id=problems.found[0].id))
        return redirect("matching:one", kind, name)
    if found.sound and not altered:
        messages.success(request, words(request, "examine.sound", count=len(found.claims)))
    for broken in found.violations[:_MOST_NAMED]:
        messages.error(request, unnamed(broken.text, hidden, language_in(request)))
    if not found.sound and not found.violations:
        messages.error(request, words(request, "examine.unsound"))
    return redirect("matching:one", kind, name)


@require_GET
def picture(request: HttpRequest, kind: str, name: str, file: str) -> HttpResponse:
    """A picture of the folder. It may hold styles and nothing that runs."""
    _, shown = asked_for(request, kind, name)
    if file not in reading.pictures_in(shown):
        raise Http404
    answer = HttpResponse((shown.folder / file).read_bytes(), content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


@require_GET
def certificate(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """What the examiner said, as a file; of somebody protected only that there is something."""
    there, shown = asked_for(request, kind, name)
    hidden, language = hidden_in(there, shown), language_in(request)
    told = replace(
        shown.certificate,
        violations=tuple(
            replace(each, who=(), text=say("matching.of-protected", language))
            if names_any("・".join((*each.who, each.text)), hidden)
            else each
            for each in shown.certificate.violations
        ),
    )
    content = json.dumps(told.written(), ensure_ascii=False, indent=1).encode()
    return as_file(f"{kind}-{name}-certificate.json", content, "application/json")
