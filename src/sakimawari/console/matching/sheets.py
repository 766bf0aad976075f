"""Tables of a result: paged, sorted, narrowed; as a file; as a list to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sakimawari.console.city import City
from sakimawari.console.matching import reading
from sakimawari.console.matching.changing import forms_of
from sakimawari.console.matching.door import (
    as_file,
    asked_for,
    language_in,
    makes,
    page,
    table_name,
    title_of,
)
from sakimawari.console.matching.hidden import hidden_in
from sakimawari.console.matching.values import Grid, Shown
from sakimawari.drawing.sheets import Table, csv_of

A_PAGE = 50
SEATS = "seats.csv"
_FIGURE = re.compile(r"[+−-]?\d[\d,]*(\.\d+)?%?")
_MOST_CHOICES = 60  # a column with no more different words than this may be chosen from
_MOST_PRINTED = 5_000
_NAMES = ("番号", "ID", "id", "コード", "時刻")  # figures that are no amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a table is wanted: values by column, a column to sort by and which way."""

    chosen: Mapping[int, str]
    sort: int | None
    down: bool

    def query(self, **instead: object) -> str:
        """As an address, with something changed."""
        said: dict[str, object] = {f"c{at}": value for at, value in self.chosen.items()}
        said |= {"sort": self.sort, "down": 1 if self.down else ""} | instead
        return urlencode({name: value for name, value in said.items() if value not in {None, ""}})


@never_cache
@require_GET
def table(request: HttpRequest, kind: str, name: str, file: str) -> HttpResponse:
    """One table, a page of it."""
    there, shown, whole = _opened(request, kind, name, file)
    asked = _asked(request, whole)
    hidden = hidden_in(there, shown)
    rows = ordered(whole, asked, hidden)
    part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    of_figures = figures_in(whole)
    made = makes(request)
    context = {
        "shown": shown,
        "title": title_of(kind),
        "file": file,
        "name": table_name(file, language_in(request)),
        "columns": [
            {
                "name": column,
                "is_number": at in of_figures,
                "query": asked.query(sort=at, down="" if at != asked.sort or asked.down else 1),
                "sorted": "" if at != asked.sort else "descending" if asked.down else "ascending",
            }
            for at, column in enumerate(whole.columns)
        ],
        "rows": [(at + 1, [(cell, place in of_figures, whole.columns[place])
                           for place, cell in enumerate(whole.rows[at])],
                  _one_more(shown, file, whole.rows[at][0]) if made else "")
                 for at in part.object_list],
        "page": part,
        "asked": asked,
        "query": asked.query(),
        "count": len(rows),
        "hidden": len(whole.rows) - len(_seen(whole, hidden)),
        "choices": _choices(whole, asked),
        "is_result": file == reading.RESULT,
        "one_more": made and file == SEATS and "seats" in forms_of(kind),
    }  # fmt: skip
    return page(request, "table.html", context)


def _one_more(shown: Shown, file: str, pool: str) -> str:
    """The address that asks what one more seat in a pool would change; empty where none can be asked."""
    if file != SEATS or "seats" not in forms_of(shown.kind):
        return ""
    facility, _, age = pool.partition("/")
    asked = urlencode({"facility": facility, "class": age, "seats": 1})
    return reverse("matching:change", args=(shown.kind, shown.name, "seats")) + f"?{asked}"


def _opened(request: HttpRequest, kind: str, name: str, file: str) -> tuple[City, Shown, Grid]:
    there, shown = asked_for(request, kind, name)
    if file not in reading.tables_in(shown):
        raise Http404
    return there, shown, reading.grid(shown, file)


def _asked(request: HttpRequest, whole: Grid) -> Asked:
    return Asked(
        chosen={
            at: value for at in range(len(whole.columns)) if (value := request.GET.get(f"c{at}"))
        },
        sort=_place(request.GET.get("sort", ""), whole),
        down=bool(request.GET.get("down")),
    )


def _place(said: str, whole: Grid) -> int | None:
    return int(said) if said.isdecimal() and int(said) < len(whole.columns) else None


def _seen(whole: Grid, hidden: frozenset[str]) -> list[int]:
    """Rows that name nobody under 支援措置 in any cell."""
    if not hidden:
        return list(range(len(whole.rows)))
    return [at for at, row in enumerate(whole.rows) if not any(_names(c, hidden) for c in row)]


def _names(cell: str, hidden: frozenset[str]) -> bool:
    return cell in hidden or any(part in hidden for part in re.split(r"[、,・;| ]+", cell))


def ordered(whole: Grid, asked: Asked, hidden: frozenset[str]) -> list[int]:
    """The rows wanted, by their places in the file."""
    rows = _seen(whole, hidden)
    for column, value in asked.chosen.items():
        rows = [at for at in rows if whole.rows[at][column] == value]
    if asked.sort is not None:
        rows.sort(key=lambda at: _key(whole.rows[at][asked.sort or 0]), reverse=asked.down)
    return rows


def _key(cell: str) -> tuple[int, float, str]:
    """Figures by their size, before words; nothing last."""
    if not cell:
        return (2, 0.0, "")
    if _FIGURE.fullmatch(cell):
        return (0, float(cell.replace(",", "").replace("−", "-").rstrip("%")), "")
    return (1, 0.0, cell)


def figures_in(whole: Grid) -> frozenset[int]:
    """Columns that hold figures alone, but the first, which is whom the row is about, and numbers
    that only name something.
    """
    return frozenset(
        at
        for at in range(1, len(whole.columns))
        if not whole.columns[at].endswith(_NAMES)
        and any(row[at] for row in whole.rows)
        and all(not row[at] or _FIGURE.fullmatch(row[at]) for row in whole.rows)
    )


def _choices(whole: Grid, asked: Asked) -> list[dict[str, object]]:
    """Columns of few different words, each with its words, to narrow by."""
    found: list[dict[str, object]] = []
    for at, column in enumerate(whole.columns):
        values = {row[at] for row in whole.rows} - {""}
        if at and 1 < len(values) <= _MOST_CHOICES and len(values) < max(len(whole.rows) // 2, 3):
            chosen = asked.chosen.get(at, "")
            found.append({"at": at, "name": column, "values": sorted(values), "chosen": chosen})
    return found


@require_GET
def table_csv(request: HttpRequest, kind: str, name: str, file: str) -> HttpResponse:
    """A table as a file, as it is narrowed and sorted on the page; nobody under 支援措置 in it."""
    there, shown, whole = _opened(request, kind, name, file)
    rows = ordered(whole, _asked(request, whole), hidden_in(there, shown))
    content = csv_of(Table(columns=whole.columns, rows=tuple(whole.rows[at] for at in rows)))
    return as_file(f"{kind}-{name}-{file}", content)


@never_cache
@require_GET
def printed(request: HttpRequest, kind: str, name: str, file: str) -> HttpResponse:
    """A table as a list to print: a heading for each value of a column where one was chosen."""
    there, shown, whole = _opened(request, kind, name, file)
    asked = _asked(request, whole)
    rows = ordered(whole, asked, hidden_in(there, shown))[:_MOST_PRINTED]
    by = _place(request.GET.get("by", ""), whole)
    groups: dict[str, list[tuple[str, ...]]] = {}
    for at in rows:
        row = whole.rows[at]
        groups.setdefault("" if by is None else row[by], []).append(row)
    context = {
        "shown": shown,
        "title": title_of(kind),
        "file": file,
        "name": table_name(file, language_in(request)),
        "columns": whole.columns,
        "groups": sorted(groups.items()),
        "by": by,
        "choices": _choices(whole, asked),
        "back": asked.query(),
    }
    return page(request, "print.html", context)
