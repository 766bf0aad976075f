"""A plan in counts: by ward, age, language, medium, service, change, and why others wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.plans.budget.values import Allocation, Lack
from sakimawari.rules.figures import days

BY = ("ward", "age_band", "language", "medium", "variant", "change")


def summary_of(steps: pa.Table, later: pa.Table, *, on: date) -> dict[str, Any]:
    """Everything that is shown of a plan before anybody looks at a single step."""
    sent = steps.filter(pc.invert(steps["held_out"]))
    cost = {name: pc.sum(sent[name]).as_py() or 0 for name in ("cost_yen", "minutes", "effect")}
    weeks = pc.divide(pc.subtract(sent["send_on"].cast(pa.int32()), pa.scalar(days(on))), 7)
    return {
        "steps": steps.num_rows,
        "sent": sent.num_rows,
        "held_out": steps.num_rows - sent.num_rows,
        "later": later.num_rows,
        "people": len(pc.unique(sent["person"])),
        "households": len(pc.unique(sent["household"])),
        "cost_yen": int(cost["cost_yen"]),
        "staff_minutes": round(cost["minutes"]),
        "expected_replies": round(cost["effect"]),
        "yen_at_stake": int(pc.sum(sent["yen"]).as_py() or 0),
        "by": {name: _counted(sent[name]) for name in BY},
        "by_week": _counted(weeks.cast(pa.string())),
        "by_service": _of_lists(sent["services"]),
        "by_why": _of_lists(sent["why"]),
        "later_by": {
            name: _counted(later[name]) for name in ("because", "ward", "age_band", "language")
        },
        "later_by_service": _of_lists(later["services"]),
    }


def told_allocation(allocation: Allocation) -> dict[str, Any]:
    """What holds of the decision as a whole: how near the best it is, what was short, the floors."""
    return {
        "value": round(allocation.value),
        "bound": round(allocation.bound),
        "resources": [
            {
                "kind": each.kind,
                "week": each.week,
                "limit": each.limit,
                "used": round(each.used, 1),
                "price": round(each.price, 4),
            }
            for each in allocation.resources
        ],
        "shares": [
            {
                "by": each.by,
                "group": each.group,
                "people": each.people,
                "can": each.can,
                "reached": each.reached,
                "needed": each.needed,
                "price": each.price,
                "lacks": [_lack(lack) for lack in each.lacks],
            }
            for each in allocation.shares
        ],
    }


def _lack(lack: Lack) -> dict[str, Any]:
    words = {"because": lack.because.value, "unit": lack.unit}
    return {**words, "persons": lack.persons, "more": round(lack.more, 1)}


def _counted(column: pa.ChunkedArray) -> Mapping[str, int]:
    counts = pc.value_counts(column)
    found = {each["values"].as_py(): each["counts"].as_py() for each in counts}
    return dict(sorted(found.items()))


def _of_lists(column: pa.ChunkedArray) -> Mapping[str, int]:
    """How many messages name each word, however often one names it."""
    whole = column.combine_chunks()
    whole = whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)
    flat = pa.table({"word": pc.list_flatten(whole), "of": pc.list_parent_indices(whole)})
    once = flat.group_by(["word", "of"]).aggregate([])
    return _counted(once["word"])
