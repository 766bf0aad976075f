"""Ages by sex as a pyramid: what is coming as bars, how sure as whiskers, today as an outline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from sakimawari.anticipate.pictures.fans import points
from sakimawari.anticipate.pictures.picture import Picture
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount
from sakimawari.drawing.elements import element, line, picture, text
from sakimawari.drawing.scales import Axis, axis_to
from sakimawari.drawing.sheets import Cell, Table

WIDTH, ROW, TOP, BOTTOM, MIDDLE, SIDE = 720, 19, 52, 34, 36, 18
Maybe = float | None
Sides = tuple[tuple[Maybe, ...], tuple[Maybe, ...]]  # men, women; None is hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Pyramid:
    """Classes of ages from the youngest; `now` is the outline, `then` the bars, `low` and `high`
    their interval of 80 %.
    """

    ages: tuple[str, ...]
    now_label: str
    then_label: str
    now: Sides
    then: Sides
    low: Sides | None = None
    high: Sides | None = None
    unit: str = "人"


def pyramid_chart(title: str, told: str, pyramid: Pyramid, *, terms: Terms = JAPANESE) -> Picture:
    """The pyramid with its table: one row a class of ages, from the youngest."""
    sides = [*pyramid.now, *pyramid.then, *(pyramid.high or ())]
    largest = max((value for side in sides for value in side if value is not None), default=0.0)
    axis = axis_to(largest, ticks=3)
    height = TOP + ROW * len(pyramid.ages) + BOTTOM
    parts = [*_frame(pyramid, axis, height, terms), *_legend(pyramid)]
    for sex in (0, 1):
        parts += _bars(pyramid, sex, axis, terms)
        parts += _whiskers(pyramid, sex, axis)
        parts += _outline(pyramid.now[sex], sex, axis)
    svg = picture(title, told, WIDTH, height, parts, class_="chart pyramid")
    return Picture(svg=svg, table=table_of(pyramid, terms))


def fives(single: Sequence[float], *, oldest: int = 100) -> tuple[float, ...]:
    """Counts by single years as classes of five years; the last is `oldest` and over."""
    classes = [sum(single[first : first + 5]) for first in range(0, oldest, 5)]
    return (*classes, sum(single[oldest:]))


def class_names(*, oldest: int = 100) -> tuple[str, ...]:
    """The names of `fives`: 0〜4, 5〜9, … 100〜."""
    return (*(f"{first}〜{first + 4}" for first in range(0, oldest, 5)), f"{oldest}〜")


def table_of(pyramid: Pyramid, terms: Terms = JAPANESE) -> Table:
    """The numbers of a pyramid."""
    columns = [terms.age]
    sides: list[tuple[Maybe, ...]] = []
    for sex, name in enumerate((terms.men, terms.women)):
        columns += [f"{name} {pyramid.now_label}", f"{name} {pyramid.then_label}"]
        sides += [pyramid.now[sex], pyramid.then[sex]]
        if pyramid.low and pyramid.high:
            columns += [f"{name} {each.format(share=80)}" for each in (terms.low, terms.high)]
            sides += [pyramid.low[sex], pyramid.high[sex]]
    rows: list[tuple[Cell, ...]] = [
        (age, *(side[at] for side in sides)) for at, age in enumerate(pyramid.ages)
    ]
    return Table(columns=tuple(columns), rows=tuple(rows))


def _x(value: float, sex: int, axis: Axis) -> float:
    room = WIDTH / 2 - MIDDLE - SIDE
    far = MIDDLE + room * value / axis.top
    return WIDTH / 2 + (far if sex else -far)


def _y(at: int, count: int) -> float:
    """The upper edge of a class; the oldest stands on top."""
    return TOP + ROW * (count - 1 - at)


def _frame(pyramid: Pyramid, axis: Axis, height: int, terms: Terms) -> Iterator[SafeString]:
    count, base = len(pyramid.ages), height - BOTTOM
    for sex, name in enumerate((terms.men, terms.women)):
        for tick in axis.ticks:
            x = _x(tick, sex, axis)
            yield line(x, TOP, x, base, class_="chart-grid" if tick else "chart-base")
            yield text(x, base + 22, amount(tick, terms), class_="chart-tick", anchor="middle")
        yield text(_x(axis.top, sex, axis), TOP - 8, f"{name}（{pyramid.unit}）",
                   class_="chart-name", anchor="end" if sex else "start")  # fmt: skip
    for at, age in enumerate(pyramid.ages):
        minor = " chart-minor" if at % 2 else ""
        yield text(WIDTH / 2, _y(at, count) + 14, age, class_=f"chart-tick{minor}",
                   anchor="middle")  # fmt: skip


def _legend(pyramid: Pyramid) -> Iterator[SafeString]:
    for sex in (0, 1):
        yield element("rect", x=SIDE + 14 * sex, y=6, width=14, height=14,
                      class_=f"pyramid-then pyramid-{('men', 'women')[sex]}")  # fmt: skip
    yield text(SIDE + 36, 18, pyramid.then_label, class_="chart-name")
    yield line(WIDTH / 2 + 30, 13, WIDTH / 2 + 54, 13, class_="pyramid-now")
    yield text(WIDTH / 2 + 62, 18, pyramid.now_label, class_="chart-name")


def _bars(pyramid: Pyramid, sex: int, axis: Axis, terms: Terms) -> Iterator[SafeString]:
    count = len(pyramid.ages)
    for at, value in enumerate(pyramid.then[sex]):
        top = _y(at, count)
        if value is None:
            x = _x(0, sex, axis) + (6 if sex else -6)
            yield text(x, top + 14, "＊", class_="chart-star", anchor="start" if sex else "end")
            continue
        first, last = sorted((_x(0, sex, axis), _x(value, sex, axis)))
        told = f"{(terms.men, terms.women)[sex]} {pyramid.ages[at]} {amount(value, terms)}"
        yield element("rect", element("title", told), x=first, y=top + 1.5,
                      width=max(last - first, 0.5), height=ROW - 3,
                      class_=f"pyramid-then pyramid-{('men', 'women')[sex]}")  # fmt: skip


def _whiskers(pyramid: Pyramid, sex: int, axis: Axis) -> Iterator[SafeString]:
    if pyramid.low is None or pyramid.high is None:
        return
    pairs = zip(pyramid.low[sex], pyramid.high[sex], strict=True)
    for at, (low, high) in enumerate(pairs):
        if low is None or high is None or pyramid.then[sex][at] is None:
            continue
        y = _y(at, len(pyramid.ages)) + ROW / 2
        near, far = _x(low, sex, axis), _x(high, sex, axis)
        if abs(far - near) > 1:
            path = f"M{near:.1f} {y - 3:.1f}v6M{near:.1f} {y:.1f}H{far:.1f}M{far:.1f} {y - 3:.1f}v6"
            yield element("path", d=path, class_="pyramid-doubt")


def _outline(values: Sequence[Maybe], sex: int, axis: Axis) -> Iterator[SafeString]:
    """The steps of today; a gap where a class is hidden."""
    steps: list[tuple[float, float]] = []
    for at, value in enumerate((*values, None)):
        if value is None:
            if steps:
                yield element("polyline", points=points(steps), class_="pyramid-now")
            steps = []
            continue
        x, top = _x(value, sex, axis), _y(at, len(values))
        steps += [(x, top + ROW), (x, top)]
