"""What begins and what ends in each month: bars up and bars down from one base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import axis_to

WIDTH, HALF = 720, 120
LEFT, RIGHT, TOP, BOTTOM = 78, 16, 26, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A month; None is hidden and marked with a star."""

    label: str
    begins: int | None
    ends: int | None


def turn_chart(
    title: str, description: str, turns: Sequence[Turn], *, names: tuple[str, str], unit: str
) -> SafeString:
    """The chart; `names` are those of what begins and what ends."""
    known = [n for turn in turns for n in (turn.begins, turn.ends) if n is not None]
    axis = axis_to(max(known, default=0), ticks=2)
    base, height = TOP + HALF, TOP + 2 * HALF + BOTTOM
    parts = [text(LEFT - 8, TOP - 10, unit, class_="chart-unit", anchor="end")]
    for tick in axis.ticks:
        for sign in (1, -1) if tick else (1,):
            y = base - sign * HALF * tick / axis.top
            parts.append(
                line(LEFT, y, WIDTH - RIGHT, y, class_="chart-grid" if tick else "chart-base")
            )
            parts.append(text(LEFT - 8, y + 5, f"{tick:,.0f}", class_="chart-tick", anchor="end"))
    parts += [
        text(LEFT + 6, TOP + 12, f"▲ {names[0]}", class_="chart-name"),
        text(LEFT + 6, TOP + 2 * HALF - 4, f"▼ {names[1]}", class_="chart-name"),
    ]
    for at, turn in enumerate(turns):
        parts += _month(at, turn, len(turns), base, axis.top)
    return picture(title, description, WIDTH, height, parts, class_="chart")


def _month(at: int, turn: Turn, count: int, base: float, top: float) -> Iterator[SafeString]:
    room = (WIDTH - LEFT - RIGHT) / max(count, 1)
    x, width = LEFT + room * at + room * 0.15, room * 0.7
    for value, sign, kind in ((turn.begins, 1, "begins"), (turn.ends, -1, "ends")):
        if value is None:
            yield text(x + width / 2, base - sign * 10 + (4 if sign < 0 else 0), "＊",
                       class_="chart-star", anchor="middle")  # fmt: skip
        elif value:
            tall = HALF * value / top
            y = base - tall if sign > 0 else base
            yield element(
                "rect",
                element("title", f"{turn.label} {value:,}"),
                x=x,
                y=y,
                width=width,
                height=max(tall, 1.0),
                class_=f"chart-{kind}",
            )
    every = max(1, -(-count // 9))
    if at % every == 0:
        minor = " chart-minor" if at // every % 2 else ""
        yield text(x + width / 2, base + HALF + 26, turn.label, class_=f"chart-tick{minor}",
                   anchor="middle")  # fmt: skip
