"""The map: who is visited by whom, who has nobody, volunteers with places left.

Dots and lines without numbers; people under 支援措置 are not drawn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from sakimawari.drawing.elements import element, line, linked_picture, text
from sakimawari.match.assign.flow.transport import NOWHERE
from sakimawari.match.assign.helping.pairing import Paired
from sakimawari.match.assign.helping.telling import Teller
from sakimawari.match.positions.points import Point

MAP = "map.svg"
_WIDE, _MARGIN, _HIGHEST, _HEAD, _FOOT = 960, 28, 900, 28, 64
_NUMBERED = re.compile(r"picture-\d+-")  # numbers run through a process: a file has its own
_LINES = 3000  # more ways than these would hide the map: dots alone
_STYLE = (
    "text{font:13px 'Noto Sans JP','Noto Sans CJK JP',sans-serif;fill:#1a1a1c}"
    ".ground{fill:#fff}.way{stroke:#5a7fb0;stroke-opacity:.6;stroke-width:1.2}"
    ".goes{fill:#264f8c}.none{fill:#fff;stroke:#c9252d;stroke-width:2}"
    ".open{fill:#fff;stroke:#1b6e3c;stroke-width:2}.full{fill:#f2c14e;stroke:#8a5a00;stroke-width:2}"
    ".title{font-size:17px;font-weight:700}"
)


def write_map(folder: Path, paired: Paired, teller: Teller) -> None:
    """Write the map."""
    (folder / MAP).write_text(_map(paired, teller), encoding="utf-8")


def _map(paired: Paired, teller: Teller) -> str:
    shown = [at for at, unit in enumerate(paired.units) if not unit.protected]
    points = [paired.units[at].point for at in shown]
    points += [each.point for each in paired.problem.volunteers]
    project = _Plane(points or [Point(35.0, 135.0)])
    height = project.height + _FOOT
    parts = [element("style", mark_safe(_STYLE))]
    parts.append(element("rect", width=_WIDE, height=height, class_="ground"))
    parts.append(text(_MARGIN, 24, "だれがだれの所へ行くか", class_="title"))
    parts += _people(paired, shown, project)
    parts += _volunteers(paired, teller, project)
    parts += _key(project.height)
    without = sum(paired.first.site[at] == NOWHERE for at in shown)
    told = f"高齢者の世帯とボランティアの地図。担当のない世帯は{without}"
    drawn = linked_picture("だれがだれの所へ行くか", told, _WIDE, height, parts, class_="map")
    return _NUMBERED.sub("picture-1-", str(drawn))


def _people(paired: Paired, shown: list[int], project: _Plane) -> Iterator[SafeString]:
    site = paired.first.site
    if len(shown) <= _LINES:
        for at in shown:
            if site[at] != NOWHERE:
                here = project.of(paired.units[at].point)
                there = project.of(paired.problem.volunteers[int(site[at])].point)
                yield line(*here, *there, class_="way")
    for at in shown:
        x, y = project.of(paired.units[at].point)
        lacks = site[at] == NOWHERE
        yield element(
            "circle", cx=x, cy=y, r=4.2 if lacks else 3.4, class_="none" if lacks else "goes"
        )


def _volunteers(paired: Paired, teller: Teller, project: _Plane) -> Iterator[SafeString]:
    for one, held in zip(paired.problem.volunteers, teller.held, strict=True):
        x, y = project.of(one.point)
        half = 4.0 + min(5.0, math.sqrt(one.load))
        yield element(
            "rect",
            element("title", f"{held}人を担当（{one.load}人まで）"),
            x=x - half, y=y - half, width=2 * half, height=2 * half,
            class_="full" if held >= one.load else "open",
        )  # fmt: skip


def _key(height: int) -> Iterator[SafeString]:
    signs = (
        ("circle", "goes", "担当が決まった世帯"), ("circle", "none", "担当のない世帯"),
        ("rect", "open", "空きのあるボランティア"), ("rect", "full", "引受人数いっぱいのボランティア"),
    )  # fmt: skip
    y, x = height + 22, float(_MARGIN)
    for shape, kind, words in signs:
        if shape == "circle":
            yield element("circle", cx=x + 6, cy=y - 4, r=4.5, class_=kind)
        else:
            yield element("rect", x=x, y=y - 10, width=12, height=12, class_=kind)
        yield text(x + 20, y, words)
        x += 50 + 13.5 * len(words)
    yield text(_MARGIN, y + 24, "支援措置の世帯は描いていない。四角の大きさは引受人数。")


class _Plane:
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

    def of(self, point: Point) -> tuple[float, float]:
        """Where a point lies."""
        x = self.left + (point.longitude - self.west) * self.squeeze * self.scale
        return x, _MARGIN + _HEAD + (self.top - point.latitude) * self.scale
