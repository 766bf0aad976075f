"""Planning beside the pages: the worker of the server draws up the rounds of a day."""

from __future__ import annotations

from datetime import date

from django_tasks import task

from sakimawari.console.city import city
from sakimawari.console.moment import moment_of
from sakimawari.console.rounds.door import grounds_of
from sakimawari.match.visits.solving import Effort
from sakimawari.problems import Problems
from sakimawari.reach.rounds import store
from sakimawari.reach.rounds.run import Order, plan_day

STEPS = {"quick": 400, "ordinary": 2_000, "long": 8_000}
SECONDS = 90.0  # a turn at most: nobody waits longer at a page


@task()
def draw_up(on: str, by: str, effort: str, anew: bool) -> None:
    """Plan a day; what cannot be is kept with the day, for the page that waits for it."""
    day = date.fromisoformat(on)
    order = Order(
        on=day,
        by=by,
        at=moment_of().now,
        effort=Effort(steps=STEPS[effort], seconds=SECONDS),
        anew=anew,
    )
    try:
        plan_day(grounds_of(city()), order, lambda share: store.advance(day, share))
    except Problems:
        return
