"""Facilities where they lie, in a picture that stands alone: who waits where, a frame, a scale, the north.

Names stand at the few facilities where most people wait; the others are told by pointing at them and in
the tables. Letters are large enough to be read on a telephone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.match.allocate.because.why import Reasons
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.writing.pictures import alone
from sakimawari.match.positions.points import EARTH_METRES, Point

_STYLE = (
    "svg{background:#fff;font-family:'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif}"
    "text{fill:#1a1a1a;font-size:24px}.title{font-size:28px;font-weight:700}.quiet{fill:#4d4d4d;font-size:22px}"
    ".name{paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}"
    ".frame{fill:#f7f8fa;stroke:#c9ced6}.net{stroke:#e1e5ea}.scale{stroke:#4d4d4d;stroke-width:3}"
    ".free{fill:#fff;stroke:#115a36;stroke-width:3}.full{fill:#9db7f9;stroke:#0017c1;stroke-width:2}"
    ".short{fill:#ffa66d;stroke:#ac3e00;stroke-width:2}"
)
_WIDE, _EDGE, _HEAD, _FOOT = 720, 48, 52, 118
_LEAST, _MOST = 280, 620  # units the ground is high
_NAMED = 6
_LETTER = 24
_Box = tuple[float, float, float, float]  # left, top, right, bottom
_LENGTHS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_LEGEND = (
    ("free", "空きがある"),
    ("full", "満員"),
    ("short", "満員で、待つ人がいる（大きいほど多い）"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A facility: where it lies, how many seats are free, how many people wait for one."""

    name: str
    point: Point
    free: int
    waiting: int

    @property
    def told(self) -> str:
        count = "5人未満" if 0 < self.waiting < 5 else f"{self.waiting}人"
        return f"{self.name}: 空き{self.free}、待つ人{count}"

    @property
    def kind(self) -> str:
        return "short" if self.waiting else "free" if self.free else "full"

    @property
    def radius(self) -> float:
        return 9 + min(16.0, math.sqrt(self.waiting))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """How metres become units: a degree's metres, units a metre, the middle, the height."""

    across: float
    up: float
    scale: float
    middle: Point
    height: int

    @classmethod
    def under(cls, points: Sequence[Point]) -> _Ground:
        north, south = max(p.latitude for p in points), min(p.latitude for p in points)
        east, west = max(p.longitude for p in points), min(p.longitude for p in points)
        up = math.radians(1) * EARTH_METRES
        across = up * math.cos(math.radians((north + south) / 2))
        wide, tall = max((east - west) * across, 100.0), max((north - south) * up, 100.0)
        scale = min((_WIDE - 4 * _EDGE) / wide, (_MOST - 2 * _EDGE) / tall)
        return cls(
            across=across,
            up=up,
            scale=scale,
            middle=Point(latitude=(north + south) / 2, longitude=(east + west) / 2),
            height=max(_LEAST, round(tall * scale) + 2 * _EDGE),
        )

    def place(self, point: Point) -> tuple[float, float]:
        x = _WIDE / 2 + (point.longitude - self.middle.longitude) * self.across * self.scale
        y = (self.middle.latitude - point.latitude) * self.up * self.scale
        return x, _HEAD + self.height / 2 + y


def map_of(book: Book, reasons: Reasons) -> str:
    """Facilities where they lie: where people wait, where seats are free, where neither."""
    spots = sorted(_spots(book, reasons), key=lambda each: (-each.waiting, each.name))
    if len(spots) < 2:
        return ""
    ground = _Ground.under([spot.point for spot in spots])
    title = "施設ごとの空きと待つ人"
    bottom = _HEAD + ground.height
    foot = _FOOT + (36 if len(spots) > _NAMED else 0)
    parts = [
        text(0, 32, title, class_="title"),
        *_net(ground),
        *(_dot(spot, ground) for spot in spots),
        *_names(spots, ground),
        *_legend(bottom, len(spots)),
    ]
    drawn = picture(title, "円が大きいほど待つ人が多い", _WIDE, bottom + foot, parts, class_="map")
    return alone(drawn, _STYLE)


def _spots(book: Book, reasons: Reasons) -> Iterator[_Spot]:
    waiting = {
        pool.id: sum(
            reasons.placed[who] is None and who not in reasons.fixed
            for who in reasons.orders[pool.id]
        )
        for pool in book.market.pools
    }
    for nursery in book.given.nurseries:
        if nursery.place is None:
            continue
        pools = [pool.id for pool in book.market.pools if pool.facility == nursery.id]
        yield _Spot(
            name=nursery.name,
            point=nursery.place,
            free=sum(max(0, reasons.seats[pool] - reasons.new[pool]) for pool in pools),
            waiting=sum(waiting[pool] for pool in pools),
        )


def _net(ground: _Ground) -> Iterator[str]:
    """A ground with a net of a round length, so that distances can be seen without a map below."""
    metres = max(
        (each for each in _LENGTHS if each * ground.scale <= _WIDE / 4), default=_LENGTHS[0]
    )
    step = metres * ground.scale
    bottom = _HEAD + ground.height
    yield element("rect", x=1, y=_HEAD, width=_WIDE - 2, height=ground.height, class_="frame")
    for at in range(1, math.ceil(_WIDE / step)):
        yield line(at * step, _HEAD, at * step, bottom, class_="net")
    for at in range(1, math.ceil(ground.height / step)):
        yield line(1, bottom - at * step, _WIDE - 1, bottom - at * step, class_="net")
    yield line(0, bottom + 14, step, bottom + 14, class_="scale")
    told = f"{metres // 1_000} km" if metres >= 1_000 else f"{metres} m"
    yield text(step + 10, bottom + 22, told, class_="quiet")
    yield text(_WIDE, bottom + 22, "上が北", class_="quiet", anchor="end")


def _dot(spot: _Spot, ground: _Ground) -> str:
    x, y = ground.place(spot.point)
    return element(
        "circle", element("title", spot.told), cx=x, cy=y, r=spot.radius, class_=spot.kind
    )


def _names(spots: Sequence[_Spot], ground: _Ground) -> Iterator[str]:
    """Names of the first few, each where it covers no other name and no facility."""
    dots = [(x, y, spot.radius) for spot in spots for x, y in (ground.place(spot.point),)]
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in dots]
    for spot, (x, y, r) in zip(spots[:_NAMED], dots, strict=False):
        wide, half = _LETTER * len(spot.name), _LETTER / 2
        for left, middle in (
            (x + r + 6, y),
            (x - r - 6 - wide, y),
            (x - wide / 2, y + r + half + 4),
            (x - wide / 2, y - r - half - 4),
        ):
            box = (left, middle - half, left + wide, middle + half)
            if left < 4 or left + wide > _WIDE - 4 or any(_meet(box, other) for other in taken):
                continue
            taken.append(box)
            yield text(left, middle + 9, spot.name, class_="name")
            break


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _legend(bottom: int, count: int) -> Iterator[str]:
    x: float = 10
    for number, (kind, words) in enumerate(_LEGEND):
        y = bottom + (100 if number == 2 else 62)
        x = 10 if number == 2 else 10 + number * 230
        yield element("circle", cx=x + 2, cy=y - 8, r=10, class_=kind)
        yield text(x + 24, y, words)
    if count > _NAMED:
        told = f"名前は待つ人の多い{_NAMED}施設まで。全{count}施設は表にある"
        yield text(0, bottom + 140, told, class_="quiet")
