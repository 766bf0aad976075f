"""A series, its future, and how sure it is: history, the middle, bands of 50, 80 and 95 %."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount
from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import Span, axis_between
from sakimawari.drawing.sheets import Cell, Table

WIDTH, HEIGHT = 720, 330
LEFT, RIGHT, TOP, BOTTOM = 72, 132, 40, 44
Maybe = float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Within which `share` percent of futures lie, one pair for each period ahead."""

    share: int
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """A series and its future: `labels` name the periods of `past` and then those of `middle`.

    A past of None was not reported, and leaves a gap. `later` are values that were reported of
    periods ahead after the forecast was made. `target` is a line to be reached. `ticks` are what
    stands under the periods, empty where nothing does; without them it is the labels. `places` say
    where periods lie on the axis, in any unit, where they are not all of one length.
    """

    labels: tuple[str, ...]
    past: tuple[Maybe, ...]
    middle: tuple[float, ...]
    bands: tuple[Band, ...]
    unit: str
    target: Maybe = None
    later: tuple[Maybe, ...] = ()
    ticks: tuple[str, ...] = ()
    places: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Where periods and values lie on a picture."""

    count: int
    axis: Span
    left: float = LEFT
    top: float = TOP
    width: float = WIDTH - LEFT - RIGHT
    height: float = HEIGHT - TOP - BOTTOM
    places: tuple[float, ...] = ()

    def x(self, at: int) -> float:
        """Of a period, by its number."""
        if self.places:
            first, last = self.places[0], self.places[-1]
            return self.left + self.width * (self.places[at] - first) / ((last - first) or 1.0)
        return self.left + self.width * at / max(self.count - 1, 1)

    def y(self, value: float) -> float:
        """Of a value."""
        return self.top + self.height * (1 - self.axis.share(value))


def fan_chart(title: str, told: str, fan: Fan, *, terms: Terms = JAPANESE) -> Picture:
    """The chart with its table: one row a period, the bands as columns."""
    plane = Plane(count=len(fan.labels), axis=_axis(fan), places=fan.places)
    parts = [
        *frame(plane, fan.ticks or fan.labels, fan.unit, terms),
        *_bands(fan, plane),
        *_now(fan, plane, terms),
    ]
    parts += [*curves(plane, fan.past, class_="fan-past"), *_ahead(fan, plane)]
    later = [(len(fan.past) + at, value) for at, value in enumerate(fan.later)]
    parts += [
        element("circle", cx=plane.x(at), cy=plane.y(value), r=3.5, class_="fan-later")
        for at, value in later
        if value is not None
    ]
    parts += [*_target(fan, plane, terms), *_ends(fan, plane, terms)]
    svg = picture(title, told, WIDTH, HEIGHT, parts, class_="chart fan")
    return Picture(svg=svg, table=table_of(fan, terms))


def table_of(fan: Fan, terms: Terms = JAPANESE) -> Table:
    """The numbers of a fan: what was, the middle, and each band from the narrowest."""
    bands = sorted(fan.bands, key=lambda band: band.share)
    columns = [terms.period, terms.past, terms.middle]
    for band in bands:
        columns += [terms.low.format(share=band.share), terms.high.format(share=band.share)]
    rows: list[tuple[Cell, ...]] = []
    empty = (None,) * (1 + 2 * len(bands))
    for label, value in zip(fan.labels, fan.past, strict=False):
        rows.append((label, value, *empty))
    later = (*fan.later, *(None,) * (len(fan.middle) - len(fan.later)))
    for at, label in enumerate(fan.labels[len(fan.past) :]):
        sides = [side[at] for band in bands for side in (band.low, band.high)]
        rows.append((label, later[at], fan.middle[at], *sides))
    return Table(columns=tuple(columns), rows=tuple(rows))


def _axis(fan: Fan) -> Span:
    known = [value for value in (*fan.past, *fan.later, fan.target) if value is not None]
    known += fan.middle
    for band in fan.bands:
        known += [*band.low, *band.high]
    return axis_between(min(known, default=0.0), max(known, default=0.0))


def frame(plane: Plane, labels: Sequence[str], unit: str, terms: Terms) -> Iterator[SafeString]:
    """Ticks of values and periods; an empty label stands for a period without a tick."""
    right = plane.left + plane.width
    yield text(plane.left - 8, plane.top - 22, unit, class_="chart-unit", anchor="end")
    for tick in plane.axis.ticks:
        y = plane.y(tick)
        yield line(plane.left, y, right, y, class_="chart-base" if tick == 0 else "chart-grid")
        yield text(plane.left - 8, y + 5, amount(tick, terms), class_="chart-tick", anchor="end")
    named = [(at, label) for at, label in enumerate(labels) if label]
    widest = max((text_length(label) for _, label in named), default=0.0)
    apart, taken, shown = max(plane.width / 8.5, widest + 10), -math.inf, 0
    for at, label in named:
        if plane.x(at) - taken >= apart:
            taken, shown = plane.x(at), shown + 1
            minor = "" if shown % 2 else " chart-minor"
            yield text(plane.x(at), plane.top + plane.height + 24, label,
                       class_=f"chart-tick{minor}", anchor="middle")  # fmt: skip


def text_length(label: str) -> float:
    """About how long a text is, in units of the picture: a Japanese sign is as wide as high."""
    return sum(14.0 if sign > "\u2e80" else 8.0 for sign in label)


def curves(
    plane: Plane, values: Sequence[Maybe], *, class_: str, start: int = 0
) -> list[SafeString]:
    """Lines through values; a gap where one is missing, a dot where it stands alone."""
    found: list[SafeString] = []
    stretch: list[tuple[float, float]] = []
    for at, value in enumerate((*values, None)):
        if value is not None:
            stretch.append((plane.x(start + at), plane.y(value)))
            continue
        if len(stretch) > 1:
            found.append(element("polyline", points=points(stretch), class_=class_))
        elif stretch:
            (x, y), *_ = stretch
            found.append(element("circle", cx=x, cy=y, r=2.5, class_=f"{class_}-dot"))
        stretch = []
    return found


def points(pairs: Sequence[tuple[float, float]]) -> str:
    """Points of a line as SVG writes them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def _joint(fan: Fan) -> list[tuple[int, float]]:
    """The last value known, from which the future opens; none where the last is missing."""
    last = fan.past[-1] if fan.past else None
    return [] if last is None else [(len(fan.past) - 1, last)]


def _bands(fan: Fan, plane: Plane) -> Iterator[SafeString]:
    start, joint = len(fan.past), _joint(fan)
    for band in sorted(fan.bands, key=lambda band: -band.share):
        upper = [*joint, *((start + at, value) for at, value in enumerate(band.high))]
        lower = [*joint, *((start + at, value) for at, value in enumerate(band.low))]
        outline = [(plane.x(at), plane.y(value)) for at, value in (*upper, *reversed(lower))]
        yield element("polygon", points=points(outline), class_=f"fan-band fan-band-{band.share}")


def _ahead(fan: Fan, plane: Plane) -> list[SafeString]:
    joint = _joint(fan)
    values: list[Maybe] = [*(value for _, value in joint), *fan.middle]
    return curves(plane, values, class_="fan-middle", start=len(fan.past) - len(joint))


def _now(fan: Fan, plane: Plane, terms: Terms) -> Iterator[SafeString]:
    if not fan.past or not fan.middle:
        return
    x = plane.x(len(fan.past) - 1)
    yield line(x, plane.top - 12, x, plane.top + plane.height, class_="fan-now")
    if x - plane.left > 60:
        yield text(x - 6, plane.top - 16, f"{terms.past} ←", class_="chart-side", anchor="end")
    yield text(x + 6, plane.top - 16, f"→ {terms.ahead}", class_="chart-side")


def _target(fan: Fan, plane: Plane, terms: Terms) -> Iterator[SafeString]:
    if fan.target is None:
        return
    y = plane.y(fan.target)
    yield line(plane.left, y, plane.left + plane.width, y, class_="fan-target")
    yield text(plane.left + 6, y - 6, f"{terms.target} {amount(fan.target, terms)}",
               class_="chart-name fan-target-name")  # fmt: skip


def _ends(fan: Fan, plane: Plane, terms: Terms) -> Iterator[SafeString]:
    """What the last period is said to be: the middle, and the two ends of its 80 % (or widest) band."""
    if not fan.middle:
        return
    x = plane.left + plane.width + 10
    middle = plane.y(fan.middle[-1])
    yield text(x, middle + 5, amount(fan.middle[-1], terms), class_="chart-name")
    shares = {band.share for band in fan.bands}
    for band in fan.bands:
        if band.share != (80 if 80 in shares else max(shares)):
            continue
        high = min(plane.y(band.high[-1]) + 4, middle - 16)
        low = max(plane.y(band.low[-1]) + 6, middle + 24)
        yield text(x, high, amount(band.high[-1], terms), class_="chart-side")
        yield text(x, low, amount(band.low[-1], terms), class_="chart-side")
        aside = max(low + 18, middle + 42)
        if aside > plane.top + plane.height:  # not onto the periods beneath
            aside = high - 18
        yield text(x, aside, terms.share.format(share=band.share),
                   class_="chart-side chart-minor")  # fmt: skip
