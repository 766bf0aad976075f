"""The one entry: bundles and terms in, an allocation out."""

from __future__ import annotations

from datetime import date

from sakimawari.reach.plans.budget.values import Allocation, Bundles, Earlier
from sakimawari.reach.terms.values import Terms


def allocate(
    bundles: Bundles, terms: Terms, *, start: date, earlier: Earlier | None = None
) -> Allocation:
    """Who is told in which week by which medium, so that what is told is worth most.

    Within the terms: caps, days, budgets; floors first, where they can be met at all. `start` is
    the first day of the plan.
    """
    raise NotImplementedError
