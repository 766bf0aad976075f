"""A map of one scenario: people and the shelters they go to, how full these are, who has none.

Only people whose plan may be given are drawn one by one, and without numbers: a dot and a line.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from sakimawari.drawing.elements import element, line, linked_picture, text
from sakimawari.match.assign.evacuation.planning import Plan
from sakimawari.match.assign.evacuation.sheltering import STAYS, Sheltered
from sakimawari.match.assign.flow.transport import NOWHERE
from sakimawari.match.positions.points import Point

_WIDE, _MARGIN, _HIGHEST, _FOOT = 960, 28, 1000, 64
_NUMBERED = re.compile(r"picture-\d+-")  # numbers run through a process: a file has its own
_LINES = 3000  # more ways than these would hide the map: dots alone
_STYLE = (
    "text{font:13px 'Noto Sans JP','Noto Sans CJK JP',sans-serif;fill:#1a1a1c}"
    ".ground{fill:#fff}.way{stroke:#5a7fb0;stroke-opacity:.35;stroke-width:1}"
    ".goes{fill:#264f8c}.home{fill:#b3b3b3}.none{fill:#c9252d}"
    ".open{fill:#fff;stroke:#1b6e3c;stroke-width:2.5}.full{fill:#f2c14e;stroke:#8a5a00;stroke-width:2.5}"
    ".closed{fill:none;stroke:#8c8c8c;stroke-width:1.5}.title{font-size:17px;font-weight:700}"
)


def write_maps(folder: Path, plan: Plan) -> None:
    """One map a scenario: map-1.svg in the order of the scenarios."""
    for number, answer in enumerate(plan.sheltered, start=1):
        (folder / f"map-{number}.svg").write_text(_map(plan, answer), encoding="utf-8")


def _map(plan: Plan, answer: Sheltered) -> str:
    problem = plan.problem
    placed = [unit.point for unit in plan.units] + [each.point for each in problem.shelters]
    project, height = _projection(placed)
    held = [0] * len(problem.shelters)
    for unit, shelter in zip(plan.units, answer.shelter.tolist(), strict=True):
        if shelter >= 0:
            held[shelter] += unit.people
    shown = [at for at, unit in enumerate(plan.units) if not unit.protected]
    parts = [element("style", mark_safe(_STYLE))]
    parts.append(element("rect", width=_WIDE, height=height + _FOOT, class_="ground"))
    parts.append(text(_MARGIN, 22, f"{answer.scenario.id}: 避難先", class_="title"))
    if len(shown) <= _LINES:
        for at in shown:
            if answer.shelter[at] >= 0:
                x, y = project(plan.units[at].point)
                to = project(problem.shelters[int(answer.shelter[at])].point)
                parts.append(line(x, y, *to, class_="way"))
    for shelter, place in enumerate(problem.shelters):
        parts.append(_shelter(project(place.point), place.name, place.capacity, held[shelter]))
    for at in shown:
        x, y = project(plan.units[at].point)
        kind = {STAYS: "home", NOWHERE: "none"}.get(int(answer.shelter[at]), "goes")
        radius = 3.4 if kind == "none" else 2.2
        parts.append(element("circle", cx=x, cy=y, r=radius, class_=kind))
    parts += _key(height)
    without = int((answer.shelter == NOWHERE).sum())
    told = f"{answer.scenario.id}の避難先の地図。避難先のない世帯は{without}"
    title = f"{answer.scenario.id}: 避難先"
    drawn = linked_picture(title, told, _WIDE, height + _FOOT, parts, class_="map")
    return _NUMBERED.sub("picture-1-", str(drawn))


def _shelter(at: tuple[float, float], name: str, capacity: int | None, held: int) -> SafeString:
    full = capacity is not None and held >= capacity > 0
    kind = "closed" if not held else "full" if full else "open"
    half = 3.0 if not held else 4.0 + min(9.0, math.sqrt(held) / 4)
    room = "定員不明" if capacity is None else f"定員{capacity:,}人"
    return element(
        "rect",
        element("title", f"{name} {held:,}人（{room}）"),
        x=at[0] - half,
        y=at[1] - half,
        width=2 * half,
        height=2 * half,
        class_=kind,
    )


def _key(height: int) -> list[SafeString]:
    y = height + 22
    signs = (
        ("circle", "goes", "避難する世帯"), ("circle", "none", "避難先がない世帯"),
        ("circle", "home", "自宅にとどまる世帯"), ("rect", "open", "使う避難所（大きさは人数）"),
        ("rect", "full", "定員まで入る避難所"), ("rect", "closed", "使わない避難所"),
    )  # fmt: skip
    parts: list[SafeString] = []
    for at, (shape, kind, words) in enumerate(signs):
        x, row = _MARGIN + (at % 3) * 250, y + (at // 3) * 24
        if shape == "circle":
            parts.append(element("circle", cx=x + 6, cy=row - 4, r=4.5, class_=kind))
        else:
            parts.append(element("rect", x=x, y=row - 10, width=12, height=12, class_=kind))
        parts.append(text(x + 20, row, words))
    parts.append(text(_WIDE - _MARGIN, y + 24, "支援措置の世帯は描いていない", anchor="end"))
    return parts


class _Project:
    """Degrees to units of the picture, true to shape at the middle latitude."""

    def __init__(self, points: list[Point]) -> None:
        north = [point.latitude for point in points]
        east = [point.longitude for point in points]
        self.top, self.west = max(north), min(east)
        self.squeeze = math.cos(math.radians((self.top + min(north)) / 2))
        wide = max((max(east) - self.west) * self.squeeze, 1e-6)
        tall = max(self.top - min(north), 1e-6)
        self.scale = min((_WIDE - 2 * _MARGIN) / wide, (_HIGHEST - 2 * _MARGIN) / tall)
        self.left = (_WIDE - wide * self.scale) / 2
        self.height = round(tall * self.scale) + 2 * _MARGIN + 16

    def __call__(self, point: Point) -> tuple[float, float]:
        x = self.left + (point.longitude - self.west) * self.squeeze * self.scale
        return x, _MARGIN + 16 + (self.top - point.latitude) * self.scale


def _projection(points: list[Point]) -> tuple[_Project, int]:
    project = _Project(points)
    return project, project.height
