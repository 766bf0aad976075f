"""The city is written as a city's own exports, in the layouts the registry reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sakimawari.city.formats import Style, write_date
from sakimawari.city.run import CityReport, build
from sakimawari.city.store import encode, header_of, layouts_by_file
from sakimawari.problems import Problems
from sakimawari.registry.layouts import Role

from .conftest import ON, Rows


def digest(folder: Path) -> str:
    """One hash of all files of a folder."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_city(tmp_path: Path) -> None:
    for name, seed in (("first", 3), ("second", 3), ("third", 4)):
        build(tmp_path / name, residents=1_000, seed=seed, on=ON, dirt=0.02)
    first, second, third = (digest(tmp_path / name) for name in ("first", "second", "third"))
    assert first == second
    assert first != third


def test_each_file_has_the_header_of_its_layout_in_its_encoding(
    made: tuple[Path, CityReport],
) -> None:
    out, report = made
    for file, layout in layouts_by_file().items():
        data = (out / file).read_bytes()
        marked = layout.writes.encoding == "utf-8-sig"
        assert data.startswith(b"\xef\xbb\xbf") is marked, file
        text = data.decode(layout.writes.encoding)
        header, *body = text.split("\r\n")
        assert tuple(header.split(",")) == header_of(layout)
        assert len(body) - 1 == report.rows[file]
        assert body[-1] == ""


def test_codes_and_labels_are_those_of_the_layout(rows: Callable[[str], Rows]) -> None:
    for file, layout in layouts_by_file().items():
        for column in layout.columns.values():
            if column.type != "category" or not column.in_file:
                continue
            wide = str.maketrans("１２３４５６", "123456")
            seen = {row[column.name].translate(wide) for row in rows(file)} - {""}
            assert seen <= {*column.labels, *column.values}, (file, column.name)


def test_dates_keep_one_style_within_a_column_and_fit_what_the_layout_says(
    rows: Callable[[str], Rows],
) -> None:
    styles = {
        "wareki": re.compile(
            r"(昭和|平成|令和|大正|明治)(元|[\d０-９]{1,2})年[\d０-９]{1,2}月[\d０-９]{1,2}日|[MTSHR]\d\d\.\d\d\.\d\d|[1-5]\d{6}"
        ),
        "iso": re.compile(r"\d{4}-\d\d-\d\d|\d{4}/\d{1,2}/\d{1,2}"),
    }
    for file, layout in layouts_by_file().items():
        for column in layout.columns.values():
            if column.type != "date" and column.role not in (Role.FROM, Role.UNTIL):
                continue
            for row in rows(file):
                text = row[column.name]
                assert not text or styles[layout.writes.dates].fullmatch(text), (file, column.name)


@pytest.mark.parametrize(
    ("day", "style", "text"),
    [
        (date(1989, 1, 7), Style.KANJI, "昭和64年1月7日"),
        (date(1989, 1, 8), Style.KANJI, "平成元年1月8日"),
        (date(2019, 4, 30), Style.DOTTED, "H31.04.30"),
        (date(2019, 5, 1), Style.DOTTED, "R01.05.01"),
        (date(2018, 4, 1), Style.FULL_WIDTH, "平成３０年４月１日"),
        (date(2018, 4, 1), Style.CODED, "4300401"),
        (date(2018, 4, 1), Style.SLASHED, "2018/4/1"),
    ],
)
def test_a_date_is_written_in_the_era_of_its_day(day: date, style: Style, text: str) -> None:
    assert write_date(day, style) == text


def test_a_character_cp932_lacks_becomes_the_mark_of_an_external_character() -> None:
    assert encode("𠮷田", "cp932").decode("cp932") == "[外字:U+20BB7]田"
    assert encode("髙﨑", "cp932").decode("cp932") == "髙﨑"


def test_names_hold_external_characters_somewhere_in_the_city(residents: Rows) -> None:
    names = {row["氏名"] for row in residents}
    assert any("[外字:U+20BB7]" in name for name in names)
    assert any("髙" in name for name in names)


def test_the_folder_says_that_its_data_are_synthetic(made: tuple[Path, CityReport]) -> None:
    assert "合成データ" in (made[0] / "README.md").read_text(encoding="utf-8")


def test_a_folder_that_is_not_a_synthetic_city_is_never_written_over(tmp_path: Path) -> None:
    keep = tmp_path / "keep.txt"
    keep.write_text("mine")
    with pytest.raises(Problems, match="CITY010"):
        build(tmp_path, residents=1_000, seed=1, on=ON)
    assert keep.read_text() == "mine"


def test_an_earlier_synthetic_city_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "exports"
    build(out, residents=1_000, seed=1, on=ON)
    before = digest(out)
    build(out, residents=1_000, seed=2, on=ON)
    assert digest(out) != before
    assert not (tmp_path / ".exports.part").exists()


@pytest.mark.parametrize("residents", [999, 1_000_001])
def test_one_resident_too_few_or_too_many_is_refused(tmp_path: Path, residents: int) -> None:
    with pytest.raises(Problems, match="CITY011"):
        build(tmp_path / "exports", residents=residents, seed=1, on=ON)
    assert not (tmp_path / "exports").exists()


def test_the_answer_key_may_not_lie_among_the_exports(tmp_path: Path) -> None:
    out = tmp_path / "exports"
    with pytest.raises(Problems, match="CITY013") as refused:
        build(out, residents=1_000, seed=1, on=ON, dirt=2.0, faults_to=out / "key.csv")
    assert {problem.id for problem in refused.value.found} == {"CITY012", "CITY013"}


def test_a_city_breaks_off_without_leaving_a_trace(tmp_path: Path) -> None:
    def stop(_stage: str, done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    out = tmp_path / "exports"
    with pytest.raises(KeyboardInterrupt):
        build(out, residents=1_000, seed=1, on=ON, progress=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("on", [date(2025, 3, 31), date(2026, 4, 1), date(2028, 2, 29)])
def test_a_city_can_be_seen_on_any_day(tmp_path: Path, on: date) -> None:
    report = build(tmp_path / "exports", residents=1_000, seed=5, on=on)
    assert report.residents == 1_000
    assert all(report.rows[file] for file in ("02_個人住民税.csv", "07_児童手当.csv"))
