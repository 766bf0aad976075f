"""How sending stands: messages by plan, medium and state, failures by reason, how providers do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from sakimawari.console.access import may
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.provider_store import providers
from sakimawari.reach.sending.reading_store import Tally, counts, failures
from sakimawari.reach.sending.values import State
from sakimawari.reach.sending.variant_store import HELD_OUT, by_variant
from sakimawari.reach.wording.trials.intervals import sample_needed
from sakimawari.reach.wording.trials.outcome import Count, Outcome, outcome_of

_MOST_FAILURES = 30
# A trial is planned for this many where nobody says otherwise: 12% reply, 3 points more matter.
_BASE, _SMALLEST = 0.12, 0.03
# In the order in which a message goes through them.
STATES = (
    *(State.WAITING, State.CLAIMED, State.SENT, State.UNSURE, State.DELIVERED, State.REPLIED),
    *(State.FAILED, State.STOPPED, State.EXPIRED, State.HELD_OUT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One medium of a plan: how many messages stand in each state, in the order of `STATES`."""

    medium: Medium
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan by medium."""

    name: str
    rows: tuple[Row, ...]
    total: int


@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """The whole of it on one page; counts alone, nobody's record."""
    may(request, Action.SEE_FIGURES, Target(kind="Figures"))
    plans = plans_of(counts())
    asked = request.GET.get("plan", "")
    chosen = asked if asked in {plan.name for plan in plans} else None
    trial, planned = _trial(chosen, request.GET.get("planned", ""))
    context = {
        "trial": trial,
        "planned": planned,
        "plans": [plan for plan in plans if chosen in (None, plan.name)],
        "names": [plan.name for plan in plans],
        "chosen": chosen or "",
        "states": [state.value for state in STATES],
        "failures": failures(chosen)[:_MOST_FAILURES],
        "providers": providers(timezone.now()),
    }
    return render(request, "outreach/messages/sending.html", context)


def _trial(plan: str | None, asked: str) -> tuple[Outcome | None, int]:
    """What came of the variants of one plan, where it has several; and for how many it is planned."""
    usual = sample_needed(_BASE, _SMALLEST)
    planned = int(asked) if asked.isascii() and asked.isdigit() and int(asked) > 0 else usual
    counted = [] if plan is None else list(by_variant(plan))
    told = [name for name, _, _ in counted if name != HELD_OUT]
    if len(told) < 2:
        return None, planned
    found = [Count(variant=name, contacted=of, replied=replied) for name, of, replied in counted]
    return outcome_of(found, planned=planned), planned


def plans_of(tallies: Iterable[Tally]) -> tuple[Plan, ...]:
    """Tallies by plan and medium; the newest plan first, as their names begin with a date."""
    found: dict[str, dict[Medium, dict[State, int]]] = {}
    for tally in tallies:
        states = found.setdefault(tally.plan, {}).setdefault(tally.medium, {})
        states[tally.state] = states.get(tally.state, 0) + tally.count
    return tuple(_plan(name, found[name]) for name in sorted(found, reverse=True))


def _plan(name: str, media: Mapping[Medium, Mapping[State, int]]) -> Plan:
    rows = tuple(
        Row(
            medium=medium,
            counts=tuple(media[medium].get(state, 0) for state in STATES),
            total=sum(media[medium].values()),
        )
        for medium in Medium
        if medium in media
    )
    return Plan(name=name, rows=rows, total=sum(row.total for row in rows))
