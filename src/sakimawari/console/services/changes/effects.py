"""A comparison as a page shows it: sentences first, then tables, in the words of `fit.compare`."""

from __future__ import annotations

from typing import Any

from sakimawari.fit.compare.outcomes import SHOWN, Outcome
from sakimawari.fit.compare.report import Breakdown, Comparison, ServiceImpact
from sakimawari.fit.compare.words import (
    CHECKS,
    GRAVITIES,
    TAKE_UP,
    counted,
    nothing_differs,
    of_companies,
    outcome_word,
    sentences,
    yen,
)

_LOAD = ("新たに対象", "可能性", "停止の判断", "額の変更", "お知らせ", "時間")


def shown_of(found: Comparison) -> dict[str, Any]:
    """What is kept for the page, as JSON."""
    return {
        "sampled": found.sampled,
        "households": found.households,
        "residents": found.residents,
        "months": found.months,
        "nothing": "" if found.impacts else nothing_differs(found),
        "companies": of_companies(found),
        "impacts": [_impact(impact, found.months) for impact in found.impacts],
        "unchanged": len(found.unchanged),
        "seconds": round(sum(found.seconds.values()), 1),
    }


def _impact(impact: ServiceImpact, months: int) -> dict[str, Any]:
    counts = [
        (outcome_word(outcome, impact), counted(impact.counts[outcome]))
        for outcome in SHOWN
        if impact.counts[outcome] != 0 and outcome is not Outcome.OPEN
    ]
    return {
        "slug": impact.slug,
        "name": impact.name,
        "effect": impact.effect.isoformat(),
        "unit": impact.holder,
        "sentences": sentences(impact, months),
        "counts": counts,
        "before": counted(impact.entitled_before),
        "after": counted(impact.entitled_after),
        "yen": yen(impact.yen_per_year.certain) if impact.is_money else "",
        "differences": [
            {"name": one.name, "before": one.before, "after": one.after}
            for one in impact.differences
        ],
        "cuts": [cut for each in impact.breakdowns if (cut := _cut(each, impact))],
        "load": _load(impact),
        "contradictions": [
            {
                "gravity": one.gravity.value,
                "name": f"{GRAVITIES[one.gravity.value]}・{CHECKS[one.check]}",
                "text": one.text,
                "before": counted(one.before),
                "after": counted(one.after),
                "detail": list(one.detail),
            }
            for one in impact.contradictions
        ],
    }


def _cut(cut: Breakdown, impact: ServiceImpact) -> dict[str, Any] | None:
    used = [
        outcome
        for outcome in SHOWN
        if outcome is not Outcome.OPEN and any(row.counts[outcome] != 0 for row in cut.rows)
    ]
    if not used:
        return None
    heads = ["住民", *(outcome_word(outcome, impact) for outcome in used)]
    rows = []
    for row in cut.rows:
        cells = [f"{row.residents:,}", *(counted(row.counts[outcome]) for outcome in used)]
        rows.append([row.label, *cells, *([yen(row.yen_certain)] if impact.is_money else [])])
    return {
        "name": cut.cut,
        "note": cut.note,
        "heads": [*heads, *(["年額"] if impact.is_money else [])],
        "rows": rows,
    }


def _load(impact: ServiceImpact) -> dict[str, Any]:
    load = impact.workload
    rows = []
    for month in (*load.months, load.total):
        counts = (month.gains, month.possible, month.stops, month.changes)
        if month is load.total or any(count != 0 for count in counts):
            hours = "-" if month.hours is None else f"{month.hours:,.0f}"
            rows.append([month.month, *map(counted, counts), counted(month.notices), hours])
    return {
        "heads": list(_LOAD),
        "rows": rows,
        "assumed": f"申請率 {load.take_up:.1%}（{TAKE_UP[load.take_up_from]}）、"
        f"1件 {load.minutes}分",
    }
