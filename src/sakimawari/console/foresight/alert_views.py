"""Alerts of series: where reality left what was expected, and who has seen it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from sakimawari.anticipate.alerts.showing import Kept, timeline_of
from sakimawari.anticipate.alerts.values import Alert
from sakimawari.anticipate.pictures.terms import amount, change
from sakimawari.anticipate.pictures.timelines import timeline_chart
from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City
from sakimawari.console.foresight import finding, store
from sakimawari.console.foresight.entering import COMING, as_csv, enter, name_in, terms_in
from sakimawari.console.foresight.periods import period_in, ticks_of
from sakimawari.console.foresight.values import Answer, Step
from sakimawari.console.staff.frame import language_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Table
from sakimawari.guard.accounts.store import staff_names
from sakimawari.guard.authorise.asked import Action, Target

MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert with the run it is of; `id` tells it from those of other runs."""

    alert: Alert
    kept: Kept
    id: str


def all_alerts(there: City) -> tuple[Told, ...]:
    """Alerts of every run: those that go on first, the strongest first."""
    found = [
        Told(alert=alert, kept=watching.kept, id=f"{watching.run.name}:{alert.id}")
        for watching in finding.alerts(there)
        for alert in watching.kept.alerts
    ]
    found.sort(key=lambda told: (not told.alert.ongoing, -told.alert.strength, told.id))
    return tuple(found)


def sentence_of(told: Told, language: str) -> str:
    """How large, where, since when: the sentence the run wrote."""
    return told.alert.words.get(language) or told.alert.words["ja"]


def _rows(there: City, alerts: Sequence[Told], language: str) -> list[dict[str, Any]]:
    answers = store.answers([told.id for told in alerts])
    names = staff_names({answer.by for answer in answers.values()}, there.keys)
    terms = terms_in(language)
    return [
        {
            "alert": told.alert,
            "excess": change(told.alert.excess, terms),
            "ratio": f"{told.alert.ratio:.1f}",
            "sentence": sentence_of(told, language),
            "answer": answers.get(told.id),
            "by": _by(answers.get(told.id), names),
            "id": told.id,
            "of": told.id.partition(":")[0],  # the file that was watched, as the run is named
            "query": urlencode({"id": told.id}),
        }
        for told in alerts
    ]


def _by(answer: Answer | None, names: dict[str, str]) -> str:
    return "" if answer is None else names.get(answer.by, "―")


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Alerts that nobody has taken up, or all of them; those that go on first."""
    there, language = enter(request), language_in(request)
    runs = finding.runs(there, "alerts")
    if not runs:
        return render(request, "foresight/alerts.html", {"here": "alerts"})
    shows_all = request.GET.get("show", "") == "all"
    rows = _rows(there, all_alerts(there)[:MOST], language)
    waiting = [row for row in rows if row["answer"] is None or row["answer"].step is not Step.TAKEN]
    context = {
        "here": "alerts",
        "run": runs[0],
        "rows": rows if shows_all else waiting,
        "waiting": len(waiting),
        "count": len(rows),
        "shows_all": shows_all,
        "answers": would(request, Action.ANSWER_ALERT, COMING).allowed,
    }
    return render(request, "foresight/alerts.html", context)


@require_GET
def listed_csv(request: HttpRequest) -> HttpResponse:
    """Every alert, with who answered it."""
    there, language = enter(request), language_in(request)
    rows = _rows(there, all_alerts(there), language)
    names = ("series", "kind", "since", "until", "noticed", "observed", "expected", "low", "high",
             "ratio", "state")  # fmt: skip
    columns = tuple(say(f"foresight.alerts.column.{name}", language) for name in names)
    told = tuple(
        (
            name_in(language, row["alert"].series),
            say(f"foresight.alerts.kind.{row['alert'].kind.value}", language),
            row["alert"].since.isoformat(),
            row["alert"].until.isoformat(),
            row["alert"].noticed.isoformat(),
            *(
                getattr(row["alert"], name)
                for name in ("observed", "expected", "low", "high", "ratio")
            ),
            say(f"foresight.step.{row['answer'].step.value}", language) if row["answer"] else None,
        )
        for row in rows
    )
    return as_csv("alerts", Table(columns=columns, rows=told))


@require_GET
def one(request: HttpRequest) -> HttpResponse:
    """One alert: the series around it, what else moved, and the answers to give."""
    there, language = enter(request), language_in(request)
    told = _alert(there, request.GET.get("id", ""))
    alert, frequency, terms = told.alert, told.kept.frequency, terms_in(language)
    (row,) = _rows(there, (told,), language)
    timeline = timeline_of(
        told.kept,
        alert,
        lambda days: tuple(period_in(language, frequency, day) for day in days),
        lambda days: ticks_of(language, frequency, days),
    )
    title = say("foresight.alerts.picture", language, series=name_in(language, alert.series))
    context = {
        "here": "alerts",
        "row": row,
        "alert": alert,
        "picture": timeline_chart(title, row["sentence"], timeline, terms=terms),
        "observed": amount(alert.observed, terms),
        "expected": amount(alert.expected, terms),
        "between": f"{change(alert.low, terms)}〜{change(alert.high, terms)}",
        "beside": [(each.series, f"{each.ratio:.1f}") for each in alert.beside],
        "answers": would(request, Action.ANSWER_ALERT, COMING).allowed,
    }
    return render(request, "foresight/one_alert.html", context)


def _alert(there: City, id: str) -> Told:
    found = next((told for told in all_alerts(there) if told.id == id), None)
    if found is None:
        raise Http404
    return found


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Note that an alert was seen or taken up, or take the last answer back; it is in the audit."""
    there, language = enter(request), language_in(request)
    told = _alert(there, request.POST.get("id", ""))
    may(request, Action.ANSWER_ALERT, Target(kind="Figures", id=told.id))
    by, now, step = actor_of(request).id, timezone.now(), request.POST.get("step", "")
    if step == "undo":
        store.undo(told.id, by=by, at=now)
    elif step in set(Step):
        store.answer(told.id, Step(step), by=by, at=now)
    else:
        raise Http404
    messages.success(request, say(f"foresight.alerts.done.{step}", language))
    return redirect(f"{reverse('foresight:one-alert')}?{urlencode({'id': told.id})}")
