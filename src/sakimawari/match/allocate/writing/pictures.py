"""Shares by group as bars, in a picture that stands alone."""

from __future__ import annotations

import re

from sakimawari.drawing.bars import Bars, bar_chart
from sakimawari.match.fairness.groups import Comparison

_STYLE = (
    "svg{background:#fff;font-family:'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif}"
    "text{fill:#1a1a1a;font-size:18px}.chart-tick{fill:#4d4d4d}.chart-name,.chart-value{font-weight:700}"
    ".chart-title{font-size:22px;font-weight:700}"
    ".chart-bar-0{fill:#0017c1}.chart-bar-1{fill:#c5d7fb;stroke:#0017c1}"
)


def alone(svg: str, style: str = _STYLE) -> str:
    """A picture as a file: its style within, its ids the same in every run."""
    head, _, rest = re.sub(r"picture-\d+-", "picture-", svg).partition(">")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}><style>{style}</style>{rest}\n'


def shares_chart(first: Comparison, second: Comparison) -> str:
    """Percent admitted and percent with the first wish, by group."""
    other = {share.group: share for share in second.shares}
    rows = [
        Bars(
            label=share.group,
            values=(
                round(100 * share.share),
                round(100 * other[share.group].share) if share.group in other else None,
            ),
        )
        for share in first.shares
    ]
    title = f"{first.characteristic}ごとの割合（%）"
    told = "、".join(f"{row.label} {row.values[0]}%" for row in rows)
    names = (f"{first.measure.name}（%）", f"{second.measure.name}（%）")
    return alone(bar_chart(title, told, rows, names=names, headed=True))
