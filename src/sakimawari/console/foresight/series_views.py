"""Series the city lives by: a list with a line each, and one of them with its doubt and its record."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sakimawari.anticipate.pictures.fans import Fan, fan_chart
from sakimawari.anticipate.pictures.fans import table_of as table_of_fan
from sakimawari.anticipate.pictures.sparks import Spark, sparkline
from sakimawari.anticipate.pictures.terms import Terms, amount
from sakimawari.console.foresight import finding
from sakimawari.console.foresight.bands import bands_of
from sakimawari.console.foresight.entering import as_csv, enter, name_in, terms_in
from sakimawari.console.foresight.flaws import counted, flaws_of
from sakimawari.console.foresight.periods import period_in, ticks_of
from sakimawari.console.foresight.values import SeriesBook
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table

A_PAGE = 40
_SHORT = {"day": 70, "week": 78, "month": 36, "quarter": 20, "year": 20}  # periods of a small line
_LONG = {"day": 365, "week": 157, "month": 84, "quarter": 40, "year": 40}  # of a large one
_TELLING = 1.0  # a mean below, and the median ahead is none: no change in percent is true of it
SORTS = ("name", "change", "score", "flaws")


def known(values: np.ndarray) -> tuple[float | None, ...]:
    """Values with gaps where nothing was reported."""
    return tuple(float(value) if np.isfinite(value) else None for value in values)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Series found by words, each with its line, what is coming, its score and its defects."""
    there, language = enter(request), language_in(request)
    book = finding.series(there, request.GET.get("run", ""))
    runs = finding.runs(there, "series")
    if book is None:
        return render(request, "foresight/series.html", {"here": "series"})
    words, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "name")
    rows = _ordered(book, _found(book, words), sort)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    counts = Counter(flaw.series for flaw in book.flaws)
    query = {"run": book.run.name, "q": words, "sort": sort}
    context = {
        "here": "series",
        "book": book,
        "run": book.run,
        "runs": runs,
        "words": words,
        "sort": sort,
        "sorts": [(name, say(f"foresight.series.sort.{name}", language)) for name in SORTS],
        "page": page,
        "rows": [row_of(book, at, language, flaws=counts[book.ids[at]]) for at in page.object_list],
        "query": urlencode({name: value for name, value in query.items() if value}),
        "flaws": counted(book, language),
    }
    return render(request, "foresight/series.html", context)


def _found(book: SeriesBook, words: str) -> list[int]:
    asked = [word.lower() for word in words.split()]
    return [at for at, id in enumerate(book.ids) if all(word in id.lower() for word in asked)]


def _ordered(book: SeriesBook, rows: list[int], sort: str) -> list[int]:
    if sort == "flaws":
        counts = Counter(flaw.series for flaw in book.flaws)
        return sorted(rows, key=lambda at: -counts[book.ids[at]])
    if sort == "score" and "mase" in book.scores:
        values = np.nan_to_num(book.scores["mase"], nan=-1.0)
        return sorted(rows, key=lambda at: -values[at])
    if sort == "change":
        ratios = [
            abs(ratio) if (ratio := _change(book, at)) is not None else -1
            for at in range(len(book.ids))
        ]
        return sorted(rows, key=lambda at: -ratios[at])
    return rows


def _change(book: SeriesBook, at: int) -> float | None:
    """The mean ahead against the mean of as many periods just past."""
    ahead = float(book.ahead[3, at].mean())
    back = book.past[at, -book.ahead.shape[2] :]
    seen = back[np.isfinite(back)]
    now = float(seen.mean()) if len(seen) else 0.0
    return ahead / now - 1 if now >= _TELLING else None


def row_of(book: SeriesBook, at: int, language: str, *, flaws: int) -> dict[str, Any]:
    """What a list says of a series."""
    terms = terms_in(language)
    past = known(book.past[at, -_SHORT[book.frequency] :])
    low, middle, high = (tuple(book.ahead[share, at].tolist()) for share in (1, 3, 5))
    last = next((value for value in reversed(past) if value is not None), None)
    ratio = _change(book, at)
    told = say("foresight.series.line", language, last="―" if last is None else amount(last, terms),
               ahead=amount(middle[0], terms))  # fmt: skip
    return {
        "id": book.ids[at],
        "name": name_in(language, book.ids[at]),
        "level": name_in(language, book.levels[at]) if book.levels[at] != book.ids[at] else "",
        "spark": sparkline(book.ids[at], told, Spark(past=past, middle=middle, low=low, high=high)),
        "last": "―" if last is None else amount(last, terms),
        "next": amount(middle[0], terms),
        "between": f"{amount(low[0], terms)}〜{amount(high[0], terms)}",
        "change": "―" if ratio is None else f"{ratio:+.0%}".replace("-", "−"),
        "scores": scores_of(book, at, language),
        "flaws": flaws,
        "query": urlencode({"run": book.run.name, "id": book.ids[at]}),
    }


def scores_of(book: SeriesBook, at: int, language: str) -> list[tuple[str, str]]:
    """The record of a series: its name in words, and its value."""
    found = []
    for name, values in book.scores.items():
        value = float(values[at])
        if np.isfinite(value):
            is_share = name.startswith("cover")
            found.append(
                (
                    say(f"foresight.score.{name}", language),
                    f"{value:.0%}" if is_share else f"{value:.2f}",
                )
            )
    return found


@require_GET
def listed_csv(request: HttpRequest) -> HttpResponse:
    """Every series found, with what is coming period by period."""
    there, language = enter(request), language_in(request)
    book = finding.series(there, request.GET.get("run", ""))
    if book is None:
        raise Http404
    terms = terms_in(language)
    rows: list[tuple[Cell, ...]] = []
    for at in _found(book, request.GET.get("q", "").strip()):
        for step, day in enumerate(book.later):
            shares = [
                round(float(book.ahead[share, at, step]), 3) for share in (3, 2, 4, 1, 5, 0, 6)
            ]
            rows.append((book.ids[at], day.isoformat(), *shares))
    sides = [side.format(share=share) for share in (50, 80, 95) for side in (terms.low, terms.high)]
    columns = (terms.name, terms.period, terms.middle, *sides)
    return as_csv(f"forecast-{book.run.name}", Table(columns=columns, rows=tuple(rows)))


def _one(request: HttpRequest) -> tuple[SeriesBook, int]:
    book = finding.series(enter(request), request.GET.get("run", ""))
    id = request.GET.get("id", "")
    if book is None or id not in book.ids:
        raise Http404
    return book, book.ids.index(id)


def fan_of(book: SeriesBook, at: int, language: str, *, whole: bool = False) -> Fan:
    """The series with its future; on a picture the last years alone."""
    back = book.past.shape[1] if whole else _LONG[book.frequency]
    past = book.past[at, -back:]
    days = [*book.starts[-len(past) :], *book.later]
    return Fan(
        labels=tuple(period_in(language, book.frequency, day) for day in days),
        ticks=ticks_of(language, book.frequency, days),
        past=known(past),
        middle=tuple(book.ahead[3, at].tolist()),
        bands=bands_of(book.ahead[:, at]),
        unit=book.unit or say("foresight.unit.series", language),
    )


@require_GET
def one(request: HttpRequest) -> HttpResponse:
    """One series: its fan, how its past was foreseen, what the gate found in its file."""
    book, at = _one(request)
    language = language_in(request)
    terms = terms_in(language)
    fan = fan_of(book, at, language)
    title = say("foresight.series.fan", language, name=name_in(language, book.ids[at]))
    told = told_of(fan, terms, language)
    context = {
        "here": "series",
        "book": book,
        "run": book.run,
        "name": name_in(language, book.ids[at]),
        "told": told,
        "fan": fan_chart(title, told, fan, terms=terms),
        "table": table_of_fan(fan, terms),
        "scores": scores_of(book, at, language),
        "members": [say(f"foresight.member.{name.replace(' ', '-')}", language)
                    for name in book.members],
        "flaws": flaws_of(book, at, language),
        "query": urlencode({"run": book.run.name, "id": book.ids[at]}),
        "back": urlencode({"run": book.run.name}),
    }  # fmt: skip
    return render(request, "foresight/one_series.html", context)


def told_of(fan: Fan, terms: Terms, language: str) -> str:
    """The next period and the last, in words."""
    inner = next(band for band in fan.bands if band.share == 80)
    last = len(fan.labels) - 1
    return say(
        "foresight.series.told", language, next=fan.labels[len(fan.past)],
        middle=amount(fan.middle[0], terms), low=amount(inner.low[0], terms),
        high=amount(inner.high[0], terms), last=fan.labels[last],
        last_middle=amount(fan.middle[-1], terms), last_low=amount(inner.low[-1], terms),
        last_high=amount(inner.high[-1], terms), unit=fan.unit,
    )  # fmt: skip


@require_GET
def one_csv(request: HttpRequest) -> HttpResponse:
    """All of one series, past and future."""
    book, at = _one(request)
    language = language_in(request)
    table = table_of_fan(fan_of(book, at, language, whole=True), terms_in(language))
    return as_csv(f"{book.run.name}-{at}", table)
