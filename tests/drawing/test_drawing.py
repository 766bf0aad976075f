"""Charts and maps are read without colours, without script, and hold nothing that is hidden."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from sakimawari.drawing.areas import Area, area_map
from sakimawari.drawing.bars import Bars, bar_chart
from sakimawari.drawing.lines import Line, line_chart
from sakimawari.drawing.scales import axis_to, classes_of
from sakimawari.drawing.turns import Turn, turn_chart

SVG = "{http://www.w3.org/2000/svg}"


def read(picture: str) -> ET.Element:
    return ET.fromstring(picture)


def texts(picture: str) -> list[str]:
    return [each.text or "" for each in read(picture).iter(f"{SVG}text")]


def square(x: float, y: float, size: float = 1.0) -> np.ndarray:
    return np.array([[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]])


def area(name: str, value: float | None, told: str, x: float | None = None) -> Area:
    rings = () if x is None else (square(x, 33.0),)
    return Area(name=name, told=told, value=value, href=f"?ward={name}", rings=rings)


AREAS = [
    area("東区", 8, "8", 130.0),
    area("西区", None, "秘匿", 131.0),
    area("南区", 0, "0", 132.0),
]


def test_every_area_of_a_map_is_a_link_that_says_its_name_and_value() -> None:
    picture = read(area_map("題", "説明", AREAS, classes_of([8])))
    links = list(picture.iter(f"{SVG}a"))
    assert [link.get("aria-label") for link in links] == ["東区 8", "西区 秘匿", "南区 0"]
    assert [link.get("href") for link in links] == ["?ward=東区", "?ward=西区", "?ward=南区"]
    assert picture.get("role") == "group"
    label = picture.find(f"{SVG}title")
    assert label is not None
    assert label.get("id") == picture.get("aria-labelledby")


def test_hidden_none_and_some_look_different_and_not_by_colour_alone() -> None:
    picture = area_map("題", "説明", AREAS, classes_of([8]))
    kinds = [
        re.search(r"map-(\d|hidden|none)\b", each) for each in re.findall("<a [^>]*>", picture)
    ]
    assert [kind.group(1) for kind in kinds if kind] == ["0", "hidden", "none"]
    assert 'id="hatch"' in picture
    assert {"8", "秘匿", "0"} <= set(texts(picture))


def test_tiles_stand_where_a_boundary_is_missing() -> None:
    picture = area_map("題", "説明", [*AREAS, area("北区", 9, "9")], classes_of([8, 9]))
    assert "map-tiles" in picture
    assert len(list(read(picture).iter(f"{SVG}a"))) == 4


def test_neighbours_keep_their_common_border() -> None:
    pair = [area("東区", 8, "8", 130.0), area("西区", 9, "9", 131.0)]
    picture = read(area_map("題", "説明", pair, classes_of([8, 9])))
    east, west = (
        set(re.findall(r"[\d.]+ [\d.]+", each.get("d") or ""))
        for each in picture.iter(f"{SVG}path")
        if each.get("class") == "map-shape"
    )
    assert len(east & west) == 2


def test_names_are_text_and_never_markup() -> None:
    bad = '<script>alert("x")</script>'
    for picture in (
        area_map(bad, bad, [area(bad, 5, bad)], classes_of([5])),
        bar_chart(bad, bad, [Bars(label=bad, values=(5,))], names=[bad]),
        line_chart(bad, bad, [bad], [Line(name=bad, values=(5,))], unit=bad),
        turn_chart(bad, bad, [Turn(label=bad, begins=5, ends=5)], names=(bad, bad), unit=bad),
    ):
        assert "<script" not in picture
        assert list(read(picture).iter(f"{SVG}script")) == []
        assert "style=" not in picture


def test_a_hidden_month_shows_a_star_and_no_bar() -> None:
    turns = [Turn(label="26/10", begins=None, ends=None), Turn(label="26/11", begins=9, ends=0)]
    picture = turn_chart("題", "説明", turns, names=("始", "終"), unit="人")
    assert texts(picture).count("＊") == 2
    bars = list(read(picture).iter(f"{SVG}rect"))
    assert [each.get("class") for each in bars] == ["chart-begins"]


def test_a_line_breaks_where_a_value_is_hidden() -> None:
    line = Line(name="対象", values=(10, 20, None, 30, 40))
    picture = read(line_chart("題", "説明", list("abcde"), [line], unit="人"))
    assert len(list(picture.iter(f"{SVG}polyline"))) == 2


def test_the_names_of_two_lines_that_end_together_do_not_lie_on_another() -> None:
    lines = [Line(name="対象", values=(10, 100)), Line(name="受給中", values=(10, 100))]
    picture = read(line_chart("題", "説明", ["a", "b"], lines, unit="人"))
    heights = [
        float(each.get("y") or 0)
        for each in picture.iter(f"{SVG}text")
        if each.get("class") == "chart-name"
    ]
    assert abs(heights[0] - heights[1]) >= 20


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 1), (3, 3), (9, 10), (1_549, 2_000), (100, 100), (12_345, 15_000)]
)
def test_an_axis_ends_at_a_round_number_that_holds_every_value(largest: float, top: float) -> None:
    axis = axis_to(largest)
    assert axis.top == top
    assert axis.ticks[0] == 0
    assert axis.ticks[-1] == axis.top


def test_classes_hold_every_value_and_equal_values_share_one() -> None:
    values = [5.0, 5.0, 7.0, 11.0, 11.0, 14.0, 90.0]
    classes = classes_of(values)
    assert len(classes.bounds) <= 5
    for value in values:
        low, high = classes.bounds[classes.of(value)]
        assert low <= value <= high
    assert classes.of(5.0) == 0
    assert classes.of(90.0) == len(classes.bounds) - 1
    assert classes_of([]).bounds == ()
    assert classes_of([3.0]).bounds == ((3.0, 3.0),)
