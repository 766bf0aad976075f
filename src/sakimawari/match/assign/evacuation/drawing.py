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
from sakimawari.match.positions.points import EARTH_METRES, Point

_WIDE, _MARGIN, _HIGHEST, _HEAD, _FOOT = 960, 32, 1000, 40, 210
_NUMBERED = re.compile(r"picture-\d+-")  # numbers run through a process: a file has its own
_LINES = 3000  # more ways than these would hide the map: dots alone
_NAMES = 12  # shelters in use, with more their names would lie on one another
_STYLE = (
    "text{font:16px 'Noto Sans JP','Noto Sans CJK JP',sans-serif;fill:#1a1a1c}"
    ".ground{fill:#fff}.way{stroke:#5a7fb0;stroke-opacity:.5;stroke-width:1.2}"
    ".goes{fill:#264f8c}.home{fill:#a6a6a6}.none{fill:#c9252d}.scale{stroke:#1a1a1c;stroke-width:2}"
    ".open{fill:#fff;stroke:#1b6e3c;stroke-width:2.5}.full{fill:#f2c14e;stroke:#8a5a00;stroke-width:2.5}"
    ".closed{fill:#fff;stroke:#8c8c8c;stroke-width:1.5}text.title{font-size:20px;font-weight:700}"
    ".name{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"
    "@media(max-width:600px){text{font-size:26px}text.title{font-size:30px}.way{stroke-width:2}"
    ".goes,.home,.none{r:6px}.open,.full{stroke-width:5px}}"
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
    parts.append(text(_MARGIN, 32, f"{answer.scenario.id}: 避難先", class_="title"))
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
        radius = 4.2 if kind == "none" else 3.0
        parts.append(element("circle", cx=x, cy=y, r=radius, class_=kind))
    used = [at for at, people in enumerate(held) if people]
    for shelter in used if len(used) <= _NAMES else ():
        x, y = project(problem.shelters[shelter].point)
        parts.append(_name(x, y - 6 - _half(held[shelter]), problem.shelters[shelter].name))
    parts += _key(height)
    parts += _scale(project, height)
    without = int((answer.shelter == NOWHERE).sum())
    told = f"{answer.scenario.id}の避難先の地図。避難先のない世帯は{without}"
    title = f"{answer.scenario.id}: 避難先"
    drawn = linked_picture(title, told, _WIDE, height + _FOOT, parts, class_="map")
    return _NUMBERED.sub("picture-1-", str(drawn))


def _shelter(at: tuple[float, float], name: str, capacity: int | None, held: int) -> SafeString:
    full = capacity is not None and held >= capacity > 0
    kind = "closed" if not held else "full" if full else "open"
    half = _half(held)
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


def _half(held: int) -> float:
    """Half the side of a shelter's square."""
    return 4.5 + min(9.0, math.sqrt(held) / 4) if held else 4.0


def _name(x: float, y: float, name: str) -> SafeString:
    """A shelter's name, kept within the picture at its sides."""
    anchor = "start" if x < 120 else "end" if x > _WIDE - 120 else "middle"
    return text(x, y, name, class_="name", anchor=anchor)


def _scale(project: _Project, height: int) -> list[SafeString]:
    """A bar of a round number of metres, about a fifth of the picture at most."""
    metres = next(
        each
        for each in (20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 0)
        if each * project.to_metre <= _WIDE / 5
    )
    y, end = height + 178, _MARGIN + metres * project.to_metre
    told = f"{metres:,}m" if metres < 1000 else f"{metres // 1000}km"
    return [
        line(_MARGIN, y, end, y, class_="scale"),
        line(_MARGIN, y - 5, _MARGIN, y + 5, class_="scale"),
        line(end, y - 5, end, y + 5, class_="scale"),
        text(end + 12, y + 6, told),
    ]


def _key(height: int) -> list[SafeString]:
    y = height + 30
    signs = (
        ("circle", "goes", "避難する世帯"), ("circle", "none", "避難先がない世帯"),
        ("circle", "home", "自宅にとどまる世帯"), ("rect", "open", "使う避難所（大きさは人数）"),
        ("rect", "full", "定員まで入る避難所"), ("rect", "closed", "使わない避難所"),
    )  # fmt: skip
    parts: list[SafeString] = []
    for at, (shape, kind, words) in enumerate(signs):
        x, row = _MARGIN + (at // 3) * 460, y + (at % 3) * 40
        if shape == "circle":
            parts.append(element("circle", cx=x + 8, cy=row - 6, r=5, class_=kind))
        else:
            parts.append(element("rect", x=x, y=row - 14, width=16, height=16, class_=kind))
        parts.append(text(x + 28, row, words))
    parts.append(text(_WIDE - _MARGIN, height + 184, "支援措置の世帯は描いていない", anchor="end"))
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
        self.height = round(tall * self.scale) + 2 * _MARGIN + _HEAD
        self.to_metre = self.scale / (EARTH_METRES * math.radians(1))

    def __call__(self, point: Point) -> tuple[float, float]:
        x = self.left + (point.longitude - self.west) * self.squeeze * self.scale
        return x, _MARGIN + _HEAD + (self.top - point.latitude) * self.scale


def _projection(points: list[Point]) -> tuple[_Project, int]:
    project = _Project(points)
    return project, project.height
