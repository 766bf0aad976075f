"""Pictures of a result that stand alone: shares by group as bars, facilities on the map."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sakimawari.drawing.bars import Bars, bar_chart
from sakimawari.drawing.elements import element, picture, text
from sakimawari.match.allocate.because.why import Reasons
from sakimawari.match.allocate.building import Book
from sakimawari.match.fairness.groups import Comparison

_STYLE = (
    "svg{background:#fff;font-family:'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif}"
    "text{fill:#1a1a1a;font-size:14px}.chart-tick{fill:#4d4d4d}.chart-name,.chart-value,.title{font-weight:700}"
    ".chart-bar-0{fill:#0017c1}.chart-bar-1{fill:#c5d7fb;stroke:#0017c1}"
    ".free{fill:#fff;stroke:#115a36;stroke-width:2.5}.full{fill:#9db7f9;stroke:#0017c1;stroke-width:1.5}"
    ".short{fill:#ffa66d;stroke:#ac3e00;stroke-width:1.5}.small{font-size:12px;fill:#4d4d4d}"
)
_WIDE, _MARGIN, _HIGHEST, _FOOT = 900, 40, 900, 70
_NAMED = 40  # more names than these would cover the map


def alone(svg: str) -> str:
    """A picture as a file: its style within, its ids the same in every run."""
    head, _, rest = re.sub(r"picture-\d+-", "picture-", svg).partition(">")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}><style>{_STYLE}</style>{rest}\n'


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
    return alone(
        bar_chart(
            title, told, rows, names=(f"{first.measure.name}（%）", f"{second.measure.name}（%）")
        )
    )


def map_of(book: Book, reasons: Reasons) -> str:
    """Facilities where they lie: where children wait, where seats are free, where neither."""
    placed = [each for each in book.given.nurseries if each.place is not None]
    if len(placed) < 2:
        return ""
    waiting = _waiting(book, reasons)
    xs = [each.place.longitude * 0.82 for each in placed if each.place]
    ys = [-each.place.latitude for each in placed if each.place]
    wide, high = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    scale = min((_WIDE - 2 * _MARGIN) / wide, (_HIGHEST - 2 * _MARGIN) / high)
    height = round(high * scale) + 2 * _MARGIN + _FOOT
    parts = []
    for nursery, x, y in zip(placed, xs, ys, strict=True):
        pools = [pool.id for pool in book.market.pools if pool.facility == nursery.id]
        free = sum(max(0, reasons.seats[pool] - reasons.new[pool]) for pool in pools)
        count = sum(waiting.get(pool, 0) for pool in pools)
        cx, cy = _MARGIN + (x - min(xs)) * scale, _MARGIN + (y - min(ys)) * scale
        words = f"{nursery.name}: 空き{free}、待つ人{_hidden(count)}"
        parts.append(
            element(
                "circle",
                element("title", words),
                cx=cx,
                cy=cy,
                r=6 + min(14.0, count**0.5),
                class_="short" if count else "free" if free else "full",
            )
        )
        if len(placed) <= _NAMED:
            right = cx > _WIDE * 0.75
            parts.append(
                text(cx + (-14 if right else 14), cy - 10, nursery.name, class_="small", anchor="end" if right else "start")
            )  # fmt: skip
    return alone(
        picture("施設ごとの空きと待つ人", "円が大きいほど待つ人が多い", _WIDE, height, [*parts, *_legend(height)], class_="chart")
    )  # fmt: skip


def _hidden(count: int) -> str:
    return "5人未満" if 0 < count < 5 else f"{count}人"


def _waiting(book: Book, reasons: Reasons) -> dict[str, int]:
    return {
        pool.id: sum(
            reasons.placed[who] is None and who not in reasons.fixed
            for who in reasons.orders[pool.id]
        )
        for pool in book.market.pools
    }


def _legend(height: int) -> Sequence[str]:
    rows = (
        ("free", "空きがある"),
        ("full", "満員"),
        ("short", "満員で、待つ人がいる（円の大きさ＝人数）"),
    )
    parts: list[str] = []
    x = _MARGIN
    for name, words in rows:
        parts.append(element("circle", cx=x, cy=height - 30, r=8, class_=name))
        parts.append(text(x + 16, height - 25, words, class_="small"))
        x += 60 + 14 * len(words)
    return parts
