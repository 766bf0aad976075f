"""Alerts of series: where reality left what was expected, and who has seen it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from sakimawari.anticipate.pictures.terms import amount, change
from sakimawari.anticipate.pictures.timelines import timeline_chart
from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City
from sakimawari.console.foresight import finding, store
from sakimawari.console.foresight.entering import COMING, as_csv, enter, terms_in
from sakimawari.console.foresight.values import Answer, Departure, Step
from sakimawari.console.staff.frame import language_in
from sakimawari.console.templatetags.desk import day_in
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Table
from sakimawari.guard.accounts.store import staff_names
from sakimawari.guard.authorise.asked import Action, Target

MOST = 300


def sentence_of(alert: Departure, language: str) -> str:
    """How large, where, since when, in one sentence."""
    terms = terms_in(language)
    key = "going" if alert.ongoing else "over"
    return say(
        f"foresight.alerts.sentence.{alert.kind}", language, series=alert.series,
        since=day_in(language, alert.since), observed=amount(alert.observed, terms),
        expected=amount(alert.expected, terms), excess=change(alert.excess, terms),
        ratio=f"{alert.ratio:.1f}", now=say(f"foresight.alerts.{key}", language,
                                            until=day_in(language, alert.until)),
    )  # fmt: skip


def _rows(there: City, alerts: tuple[Departure, ...], language: str) -> list[dict[str, Any]]:
    answers = store.answers([alert.id for alert in alerts])
    names = staff_names({answer.by for answer in answers.values()}, there.keys)
    terms = terms_in(language)
    return [
        {
            "alert": alert,
            "excess": change(alert.excess, terms),
            "ratio": f"{alert.ratio:.1f}",
            "sentence": sentence_of(alert, language),
            "answer": answers.get(alert.id),
            "by": _by(answers.get(alert.id), names),
            "query": urlencode({"id": alert.id}),
        }
        for alert in alerts
    ]


def _by(answer: Answer | None, names: dict[str, str]) -> str:
    return "" if answer is None else names.get(answer.by, "―")


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Alerts that nobody has taken up, or all of them; those that go on first."""
    there, language = enter(request), language_in(request)
    alerts = finding.alerts(there)
    if alerts is None:
        return render(request, "foresight/alerts.html", {"here": "alerts"})
    shows_all = request.GET.get("show", "") == "all"
    rows = _rows(there, alerts[:MOST], language)
    waiting = [row for row in rows if row["answer"] is None or row["answer"].step is not Step.TAKEN]
    context = {
        "here": "alerts",
        "run": finding.runs(there, "alerts")[0],
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
    rows = _rows(there, finding.alerts(there) or (), language)
    names = ("series", "kind", "since", "until", "noticed", "observed", "expected", "low", "high",
             "ratio", "state")  # fmt: skip
    columns = tuple(say(f"foresight.alerts.column.{name}", language) for name in names)
    told = tuple(
        (
            row["alert"].series,
            say(f"foresight.alerts.kind.{row['alert'].kind}", language),
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
    alert = _alert(there, request.GET.get("id", ""))
    terms = terms_in(language)
    (row,) = _rows(there, (alert,), language)
    picture = None
    if alert.timeline is not None:
        title = say("foresight.alerts.picture", language, series=alert.series)
        picture = timeline_chart(title, row["sentence"], alert.timeline, terms=terms)
    context = {
        "here": "alerts",
        "row": row,
        "alert": alert,
        "picture": picture,
        "observed": amount(alert.observed, terms),
        "expected": amount(alert.expected, terms),
        "between": f"{change(alert.low, terms)}〜{change(alert.high, terms)}",
        "beside": [(name, f"{ratio:.1f}") for name, ratio in alert.beside],
        "answers": would(request, Action.ANSWER_ALERT, COMING).allowed,
    }
    return render(request, "foresight/one_alert.html", context)


def _alert(there: City, id: str) -> Departure:
    found = next((each for each in finding.alerts(there) or () if each.id == id), None)
    if found is None:
        raise Http404
    return found


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Note that an alert was seen or taken up, or take the last answer back; it is in the audit."""
    there, language = enter(request), language_in(request)
    alert = _alert(there, request.POST.get("id", ""))
    may(request, Action.ANSWER_ALERT, Target(kind="Figures", id=alert.id))
    by, now, step = actor_of(request).id, timezone.now(), request.POST.get("step", "")
    if step == "undo":
        store.undo(alert.id, by=by, at=now)
    elif step in set(Step):
        store.answer(alert.id, Step(step), by=by, at=now)
    else:
        raise Http404
    messages.success(request, say(f"foresight.alerts.done.{step}", language))
    return redirect(f"{reverse('foresight:one-alert')}?{urlencode({'id': alert.id})}")
