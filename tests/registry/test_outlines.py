"""A city's boundary files are read by the names wards and towns go by in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sakimawari.registry.outlines import FOLDER, plain_town, read_outlines, stamp


def square(x: float, y: float) -> dict[str, Any]:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def put(home: Path, name: str, *areas: tuple[dict[str, Any], dict[str, Any]]) -> None:
    features = [
        {"type": "Feature", "properties": told, "geometry": geometry} for told, geometry in areas
    ]
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "told",
    [
        {"N03_003": "例市", "N03_004": "東区", "N03_007": "12345"},
        {"CITY_NAME": "例市東区"},
        {"ward": "東区"},
    ],
)
def test_a_ward_is_found_by_its_own_name(tmp_path: Path, told: dict[str, Any]) -> None:
    put(tmp_path, "wards.geojson", (told, square(130, 33)))
    outlines = read_outlines(tmp_path)
    assert [len(ring) for ring in outlines.of_ward("東区")] == [5]
    assert outlines.of_ward("西区") == ()
    assert outlines.problems == ()


def test_towns_make_up_a_ward_that_has_no_area_of_its_own(tmp_path: Path) -> None:
    put(
        tmp_path,
        "towns.geojson",
        ({"CITY_NAME": "例市東区", "S_NAME": "大字本町"}, square(130, 33)),
        ({"CITY_NAME": "例市東区", "S_NAME": "本町 二丁目"}, square(131, 33)),
    )
    outlines = read_outlines(tmp_path)
    assert len(outlines.of_ward("東区")) == 2
    assert len(outlines.of_town("東区", "本町")) == 1
    assert len(outlines.of_town("東区", "本町二丁目")) == 1
    assert outlines.of_town("西区", "本町") == ()


@pytest.mark.parametrize(
    "content", ["no json", '{"type": "FeatureCollection", "features": [{"type": "Feature"}]}', "[]"]
)
def test_a_file_that_is_no_boundary_is_told_and_the_others_are_read(
    tmp_path: Path, content: str
) -> None:
    put(tmp_path, "wards.geojson", ({"ward": "東区"}, square(130, 33)))
    (tmp_path / FOLDER / "broken.geojson").write_text(content, encoding="utf-8")
    outlines = read_outlines(tmp_path)
    assert [(each.id, str(each.where)) for each in outlines.problems] == [
        ("MAP001", "boundaries/broken.geojson")
    ]
    assert outlines.of_ward("東区")


def test_points_are_no_boundaries(tmp_path: Path) -> None:
    put(tmp_path, "p.geojson", ({"ward": "東区"}, {"type": "Point", "coordinates": [130, 33]}))
    assert len(read_outlines(tmp_path).problems) == 1


def test_a_home_without_boundaries_has_none_and_a_new_file_is_noticed(tmp_path: Path) -> None:
    before = stamp(tmp_path)
    assert read_outlines(tmp_path).wards == {}
    put(tmp_path, "wards.geojson", ({"ward": "東区"}, square(130, 33)))
    assert stamp(tmp_path) != before


def test_a_town_has_one_name_however_it_is_written() -> None:
    assert plain_town("大字　本町") == plain_town("本町") == "本町"
    assert plain_town("字本町１丁目") == "本町1丁目"
    assert plain_town("大手町") == "大手町"
