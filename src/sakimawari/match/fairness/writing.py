"""Fairness as a table, as data, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sakimawari.drawing.sheets import Table
from sakimawari.match.fairness.effects import Effect, told
from sakimawari.match.fairness.groups import Comparison, Share, notable

COLUMNS = (
    "区分", "集計", "グループ", "人数", "該当", "割合(%)", "下限(%)", "上限(%)", "ほかとの差(ポイント)", "注意",
)  # fmt: skip


def table_of(comparisons: Sequence[Comparison]) -> Table:
    """Every group shown, the whole of each characteristic first."""
    return Table(
        columns=COLUMNS,
        rows=tuple(
            (
                each.characteristic, each.measure.name, share.group, share.people, share.reached,
                _percent(share.share), _percent(share.interval.low), _percent(share.interval.high),
                _percent(share.apart), "偶然では説明しにくい差" if share.notable else "",
            )
            for each in comparisons
            for share in (each.whole, *each.shares)
        ),
    )  # fmt: skip


def _percent(share: float) -> float:
    return round(100 * share, 1)


def data_of(comparisons: Sequence[Comparison], effects: Sequence[Effect] = ()) -> dict[str, Any]:
    """The same as data; the effect of a rule by counts only, never by ids."""
    return {
        "comparisons": [
            {
                "characteristic": each.characteristic,
                "measure": each.measure.id,
                "whole": _written(each.whole),
                "groups": [_written(share) for share in each.shares],
                "groups_put_together": each.hidden,
            }
            for each in comparisons
        ],
        "effects": [
            {
                "rule": each.rule,
                "changed": each.changed,
                "better_without": len(each.better_without),
                "worse_without": len(each.worse_without),
            }
            for each in effects
        ],
        "words": words_of(comparisons, effects),
    }


def _written(share: Share) -> dict[str, Any]:
    return {
        "group": share.group,
        "people": share.people,
        "reached": share.reached,
        "share": round(share.share, 4),
        "low": round(share.interval.low, 4),
        "high": round(share.interval.high, 4),
        "apart": round(share.apart, 4),
        "notable": share.notable,
    }


def words_of(comparisons: Sequence[Comparison], effects: Sequence[Effect] = ()) -> list[str]:
    """The findings in Japanese, the largest difference first, with what they do not mean."""
    found = [
        f"{each.characteristic}「{share.group}」は{each.measure.name}{_percent(share.share)}%"
        f"（{share.people:,}人）で、ほかより{abs(_percent(share.apart))}ポイント"
        f"{'高い' if share.apart > 0 else '低い'}。"
        for each, share in notable(comparisons)
    ]
    if found:
        found.append("点数と希望の違いによることもあります。理由は人が確かめてください。")
    else:
        found.append("偶然では説明しにくい差は、どの区分にもありません。")
    return [*found, *map(told, effects)]
