"""Pictures of what is coming say their numbers without colour, script or style, and as a table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sakimawari.anticipate.pictures.fans import Band, Fan, fan_chart
from sakimawari.anticipate.pictures.flows import Flow, Flows, flow_chart
from sakimawari.anticipate.pictures.maps import Place, place_map
from sakimawari.anticipate.pictures.multiples import Small, small_multiples
from sakimawari.anticipate.pictures.picture import Picture, alone, save
from sakimawari.anticipate.pictures.pyramids import Pyramid, class_names, fives, pyramid_chart
from sakimawari.anticipate.pictures.sparks import Spark
from sakimawari.anticipate.pictures.stacks import Layer, Stack, stack_chart
from sakimawari.anticipate.pictures.terms import Terms, amount, change, in_era
from sakimawari.anticipate.pictures.timelines import Mark, Timeline, timeline_chart
from sakimawari.anticipate.pictures.ways import Bound, Way, way_chart
from sakimawari.drawing.elements import picture

SVG = "{http://www.w3.org/2000/svg}"
BAD = '<script>alert("x")</script>'
CONSOLE = Path(__file__).parents[3] / "src/sakimawari/console/static/console/css"


def a_fan(*, target: float | None = None, name: str = "2026年") -> Fan:
    return Fan(
        labels=(name, "2027年", "2028年", "2029年"),
        past=(100.0, 120.0),
        middle=(130.0, 140.0),
        bands=tuple(
            Band(share=share, low=(130.0 - share / 5, 120.0), high=(130.0 + share / 5, 165.0))
            for share in (50, 80, 95)
        ),
        unit=name,
        target=target,
    )


def a_pyramid(name: str = "男") -> Pyramid:
    now = ((900.0, 800.0), (850.0, 700.0))
    then = ((700.0, None), (650.0, 900.0))
    return Pyramid(ages=("0〜4", name), now_label=name, then_label="2036年", now=now, then=then)


def everything(name: str) -> dict[str, Picture]:
    """One of each kind, with the same word in every place that takes one."""
    spark = Spark(past=(1.0, 2.0), middle=(3.0,), low=(2.0,), high=(4.0,))
    line = Timeline(
        labels=(name, "2", "3"), seen=(10.0, 40.0, None), middle=(10.0, 11.0, 12.0),
        low=(5.0, 6.0, 7.0), high=(15.0, 16.0, 17.0), unit=name,
        marks=(Mark(at=1, kind="over", told=name), Mark(at=2, kind="shift", told="")),
    )  # fmt: skip
    flows = Flows(
        gains=(name,), losses=(name,), periods=(Flow(label=name, gains=(9.0,), losses=(12.0,)),)
    )
    stack = Stack(labels=(name,), layers=(Layer(name=name, values=(5.0,)),), unit=name,
                  room=(4.0,), room_name=name)  # fmt: skip
    way = Way(labels=("1", "2"), reached=(400.0, 0.0), without=(400.0, 390.0), target=0.0,
              bounds=(Bound(ats=(1,), told=name),), unit=name)  # fmt: skip
    return {
        "fan": fan_chart(name, name, a_fan(target=150, name=name)),
        "pyramid": pyramid_chart(name, name, a_pyramid(name)),
        "multiples": small_multiples(name, name, ("1", "2", "3"), [Small(name=name, spark=spark)]),
        "map": place_map(name, name, [Place(name=name, value=3.0, told=name)])[0],
        "flows": flow_chart(name, name, flows),
        "stack": stack_chart(name, name, stack),
        "timeline": timeline_chart(name, name, line),
        "way": way_chart(name, name, way),
    }


def texts(picture: Picture) -> list[str]:
    return [each.text or "" for each in ET.fromstring(picture.svg).iter(f"{SVG}text")]


def test_every_picture_is_read_aloud_and_takes_words_for_words() -> None:
    for kind, each in everything(BAD).items():
        root = ET.fromstring(each.svg)
        assert root.get("role") in ("img", "group"), kind
        assert root.findtext(f"{SVG}title") == BAD, kind
        assert root.findtext(f"{SVG}desc") == BAD, kind
        assert not list(root.iter(f"{SVG}script")), kind
        assert not list(root.iter(f"{SVG}style")), kind
        assert "style=" not in each.svg, kind
        assert all(len(row) == len(each.table.columns) for row in each.table.rows), kind


@pytest.mark.parametrize("sheet", ["alone.css", "console"])
def test_every_class_of_a_picture_has_a_style_on_pages_and_in_files(sheet: str) -> None:
    style = "".join(
        (CONSOLE / name).read_text("utf-8") for name in ("pictures.css", "foresight.css")
    )
    if sheet == "alone.css":
        style = alone(picture("", "", 1, 1, [], class_="chart"))
    plain = {"fan", "pyramid", "way-chart", "map-tiles", "chart-minor", "timeline-chart"}
    plain |= {"map-area", "time-told", "multiples", "pyramid-men", "chart-name", "map-label"}
    for each in everything("区").values():
        for found in re.findall(r'class="([^"]+)"', each.svg):
            for name in set(found.split()) - plain:
                assert f".{name}" in style, name


def test_a_fan_opens_at_the_last_value_and_says_its_bands_in_numbers() -> None:
    drawn = fan_chart("題", "説明", a_fan(target=150))
    bands = list(ET.fromstring(drawn.svg).iter(f"{SVG}polygon"))
    assert [each.get("class", "").split("-")[-1] for each in bands] == ["95", "80", "50"]
    assert len({(each.get("points") or "").split()[0] for each in bands}) == 1
    assert {"目標 150", "実績 ←", "→ 見込み"} <= set(texts(drawn))
    assert drawn.table.columns[:5] == ("時期", "実績", "中央の見込み", "50％下限", "50％上限")
    assert drawn.table.rows[0][:3] == ("2026年", 100.0, None)
    assert drawn.table.rows[3][:3] == ("2029年", None, 140.0)


def test_a_period_that_was_not_reported_is_a_gap_and_not_a_zero() -> None:
    seen = (10.0, 11.0, None, 12.0, 13.0)
    line = Timeline(
        labels=tuple("abcde"), seen=seen, middle=seen, low=seen, high=seen, marks=(), unit="件"
    )
    drawn = timeline_chart("題", "説明", line)
    curves = [each for each in ET.fromstring(drawn.svg).iter(f"{SVG}polyline")
              if each.get("class") == "time-seen"]  # fmt: skip
    assert len(curves) == 2
    assert drawn.table.rows[2][1] is None


def test_what_stands_out_is_said_by_shape_and_text() -> None:
    line = everything("急増")["timeline"]
    shapes = {
        each.get("class"): each.get("d") for each in ET.fromstring(line.svg).iter(f"{SVG}path")
    }
    assert shapes["time-over"] != shapes["time-shift"]
    assert "急増" in texts(line)
    assert line.table.rows[1][-1] == "多い 急増"


def test_a_hidden_class_of_a_pyramid_has_a_star_and_no_number() -> None:
    drawn = pyramid_chart("題", "説明", a_pyramid())
    assert texts(drawn).count("＊") == 1
    assert drawn.table.rows[1][2] is None


def test_single_years_are_summed_into_classes_that_lose_nobody() -> None:
    single = [float(age) for age in range(101)]
    assert sum(fives(single)) == sum(single)
    assert len(fives(single)) == len(class_names())
    assert fives(single)[-1] == 100


def test_growth_and_decline_have_shades_of_their_own_and_signs() -> None:
    places = [Place(name="東区", value=300.0), Place(name="西区", value=-20.0),
              Place(name="南区", value=None), Place(name="北区", value=0.0)]  # fmt: skip
    drawn, shades = place_map("題", "説明", places, changes=True)
    assert {"+300", "−20", "秘匿", "±0"} <= set(texts(drawn))
    assert [shade.kind for shade in shades] == ["map-less-0", "map-none", "map-0", "map-hidden"]
    assert "<a " not in drawn.svg


def test_parts_beyond_six_are_drawn_as_one_rest_and_stay_apart_in_the_table() -> None:
    layers = tuple(Layer(name=f"制度{at}", values=(10.0 + at,)) for at in range(9))
    drawn = stack_chart("題", "説明", Stack(labels=("2027年",), layers=layers, unit="人"))
    assert "その他 46" in texts(drawn)
    assert len(drawn.table.columns) == 11


def test_the_same_numbers_are_the_same_file_in_every_run(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(tmp_path, name, fan_chart("=題", "説明", a_fan(name="=1+1")))
    one, two = ((tmp_path / f"{name}.svg").read_bytes() for name in ("one", "two"))
    assert one == two
    assert b"<style>" in one
    ET.fromstring(one)
    assert "\r\n'=1+1,100," in (tmp_path / "one.csv").read_text("utf-8-sig").replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("value", "told"),
    [(8.46, "8.5"), (8.0, "8"), (1_234.4, "1,234"), (99_999, "99,999"), (123_456, "12.3万"),
     (120_000, "12万"), (99_960_000, "1億"), (-250_000, "-25万"), (0.04, "0")],
)  # fmt: skip
def test_numbers_stand_as_a_council_reads_them(value: float, told: str) -> None:
    assert amount(value) == told


def test_other_words_and_signs() -> None:
    assert amount(123_456, Terms(man=False)) == "123,456"
    assert [change(value) for value in (5, -5, 0, 0.01)] == ["+5", "−5", "±0", "±0"]
    assert [in_era(year) for year in (2019, 2031, 1988)] == ["令和元年", "令和13年", "昭和63年"]


def test_a_long_name_leaves_room_for_what_stands_beside_it() -> None:
    spark = Spark(past=(1.0, 2.0))
    name = "後期高齢者医療の保険料の軽減と還付について"
    drawn = small_multiples("題", "説明", ("1", "2"), [Small(name=name, spark=spark, beside="1→2")])
    assert name not in texts(drawn)
    assert any(each.endswith("…") and name.startswith(each[:-1]) for each in texts(drawn))
    assert drawn.table.rows[0][0] == name
