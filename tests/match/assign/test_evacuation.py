"""People who flee: lists as cities write them, one supporter missing, an altered plan found out."""

from __future__ import annotations

from csv import DictReader, DictWriter
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from sakimawari.match.assign.evacuation.example import write_example
from sakimawari.match.assign.evacuation.reading.marks import (
    read_area,
    read_level,
    read_mark,
    read_people,
)
from sakimawari.match.assign.evacuation.run import plan_folder
from sakimawari.match.assign.evacuation.trading import Exchange, best_pairs
from sakimawari.match.assign.evacuation.values import Settings
from sakimawari.match.assign.evacuation.verifying import examine
from sakimawari.match.reading.sheets import Column, read_sheet


@pytest.mark.parametrize("sign", ["○", "〇", "◯", "○（土石流）", "有", "1"])
def test_every_sign_of_yes_is_yes(sign: str) -> None:
    assert read_mark(sign) is True


def test_outside_the_zone_is_a_level_and_a_blank_is_unknown() -> None:
    assert (read_level("区域外"), read_level("3"), read_level("")) == (0, 3, None)


def test_places_indoors_are_read_out_of_prose() -> None:
    assert read_people("屋内480人／屋外3,350人(面積の1/2)") == 480
    assert read_people("たくさん") is None


def _exchange(draw: Random) -> Exchange:
    near = tuple(
        tuple((one, draw.randint(1, 90)) for one in sorted(draw.sample(range(3), draw.randint(1, 3))))
        for _ in range(3)
    )  # fmt: skip
    loads = [draw.randint(1, 2) for _ in range(3)]
    none = tuple((-1, -1) for _ in near)
    return Exchange(near=near, counts=(1, 1, 1), loads=loads, hint=none)


def _holds(pairs: tuple[tuple[int, int], ...], loads: list[int]) -> bool:
    held = [sum(first == one for first, _ in pairs) for one in range(3)]
    return all(
        held[one] + sum(pair == (missing, one) for pair in pairs) <= loads[one]
        for one in range(3)
        for missing in (-1, *range(3))
        if missing != one and (missing != -1 or held[one])
    )


def _score(pairs: tuple[tuple[int, int], ...], exchange: Exchange) -> tuple[int, int, int]:
    ways = [dict(near) for near in exchange.near]
    walked = sum(
        2 * way.get(first, 0) + way.get(second, 0)
        for way, (first, second) in zip(ways, pairs, strict=True)
    )
    firsts, seconds = (sum(pair[at] >= 0 for pair in pairs) for at in (0, 1))
    return firsts, seconds, -walked


@pytest.mark.parametrize("seed", range(12))
def test_pairs_are_as_good_as_the_best_of_all_that_hold_when_one_is_missing(seed: int) -> None:
    exchange = _exchange(Random(seed))
    choices = [
        [(-1, -1)]
        + [(one, other) for one in dict(near) for other in (-1, *dict(near)) if other != one]
        for near in exchange.near
    ]
    loads = list(exchange.loads)
    best = max(_score(each, exchange) for each in product(*choices) if _holds(each, loads))
    told = best_pairs(exchange)
    found = tuple(zip(told.first, told.second, strict=True))
    assert told.proven
    assert _holds(found, loads)
    assert _score(found, exchange) == best


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evacuation")
    write_example(folder / "problem", people=24, supporters=24)
    for name in ("plan", "again"):
        done = plan_folder(
            folder / "problem", folder / name, Settings(), on=date(2026, 10, 1), go_on=False,
            report=lambda *_: None,
        )  # fmt: skip
        assert done.certificate.sound
    return folder


def test_the_same_folder_gives_the_same_bytes_twice(planned: Path) -> None:
    one, other = planned / "plan", planned / "again"
    files = [path.relative_to(one) for path in sorted(one.rglob("*")) if path.is_file()]
    assert len(files) > 10
    assert [
        name for name in files if (one / name).read_bytes() != (other / name).read_bytes()
    ] == []


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _copy(planned: Path, tmp_path: Path) -> Path:
    return Path(copytree(planned / "plan", tmp_path / "plan"))


def _broken(folder: Path) -> set[str]:
    return {each.claim for each in examine(folder).violations}


def _set(path: Path, number: str, column: str, value: int) -> None:
    rows = _rows(path)
    for row in rows:
        if row["番号"] == number:
            row[column] = str(value)
    _write(path, rows)


def test_a_stand_in_who_is_the_first_is_found_out(planned: Path, tmp_path: Path) -> None:
    altered = _copy(planned, tmp_path)
    rows = _rows(altered / "result.csv")
    who = next(row["番号"] for row in rows if row["支援者2"])
    for row in rows:
        if row["番号"] == who and row["支援者2"]:
            row["支援者2"], row["支援者2距離m"] = row["支援者1"], row["支援者1距離m"]
    _write(altered / "result.csv", rows)
    assert "able" in _broken(altered)


@pytest.mark.parametrize(("fewer", "broken"), [(0, set[str]()), (1, {"capacity"})])
def test_a_shelter_may_be_full_and_not_fuller(
    planned: Path, tmp_path: Path, fewer: int, broken: set[str]
) -> None:
    altered = _copy(planned, tmp_path)
    told = max(_rows(altered / "shelters.csv"), key=lambda row: int(row["避難者数"]))
    places = int(told["避難者数"]) - fewer
    _set(altered / "problem/避難所.csv", told["避難所番号"], "収容人数", places)
    assert _broken(altered) == broken


@pytest.mark.parametrize(("fewer", "broken"), [(0, set[str]()), (1, {"robust"})])
def test_what_one_missing_supporter_asks_of_another_is_found_out(
    planned: Path, tmp_path: Path, fewer: int, broken: set[str]
) -> None:
    altered = _copy(planned, tmp_path)
    told = next(
        row
        for row in _rows(altered / "supporters.csv")
        if int(row["最も多いとき"]) > int(row["1人目として"]) > 0
    )
    load = int(told["最も多いとき"]) - fewer
    _set(altered / "problem/支援者.csv", told["支援者番号"], "引受人数", load)
    assert _broken(altered) == broken


def test_a_supporter_with_more_people_than_they_take_on_is_found_out(
    planned: Path, tmp_path: Path
) -> None:
    altered = _copy(planned, tmp_path)
    told = max(_rows(altered / "supporters.csv"), key=lambda row: int(row["1人目として"]))
    load = int(told["1人目として"]) - 1
    _set(altered / "problem/支援者.csv", told["支援者番号"], "引受人数", load)
    assert "load" in _broken(altered)


def test_a_shelter_that_is_not_opened_for_the_hazard_is_found_out(
    planned: Path, tmp_path: Path
) -> None:
    altered = _copy(planned, tmp_path)
    rows = _rows(altered / "result.csv")
    mine = next(row for row in rows if row["シナリオ"] == "川の洪水" and row["避難所番号"])
    mine["避難所番号"] = "1"  # 川辺小学校: opened for landslides and earthquakes alone
    _write(altered / "result.csv", rows)
    assert "admitted" in _broken(altered)


@pytest.mark.parametrize("name", ["shelters.html", "supporters.html"])
def test_a_protected_person_on_a_list_for_others_is_found_out(
    planned: Path, tmp_path: Path, name: str
) -> None:
    altered = _copy(planned, tmp_path)
    page = altered / "lists" / name
    text = page.read_text(encoding="utf-8")
    people = _rows(planned / "problem/要支援者.csv")
    kept = next(row["番号"] for row in people if row["支援措置"] or row["同意"] != "同意")
    told = next(row["番号"] for row in people if f">{row['番号']}<" in text)
    page.write_text(text.replace(f">{told}<", f">{kept}<", 1), encoding="utf-8")
    assert _broken(altered) == {"lists"}


def test_whoever_has_not_consented_is_on_no_list_for_others(planned: Path) -> None:
    people = _rows(planned / "problem/要支援者.csv")
    kept = {row["番号"] for row in people if row["支援措置"] or row["同意"] != "同意"}
    assert kept
    for name in ("shelters.html", "supporters.html"):
        page = (planned / "plan/lists" / name).read_text(encoding="utf-8")
        assert not [who for who in kept if f">{who}<" in page]


YAIZU = Path(__file__).parents[4] / "shared/data/bosai"


@pytest.mark.skipif(not YAIZU.is_dir(), reason="../shared/data/bosai is not here")
def test_yaizus_lists_are_read_as_they_are(tmp_path: Path) -> None:
    from sakimawari.match.assign.evacuation.reading.folder import read_folder

    (tmp_path / "要支援者.csv").write_bytes((YAIZU / "yaizu_yohairyosya_cp932.csv").read_bytes())
    (tmp_path / "避難所.csv").write_bytes((YAIZU / "yaizu_hinannjo.csv").read_bytes())
    problem = read_folder(tmp_path, Settings()).problem
    told = read_sheet(tmp_path / "避難所.csv", [Column("避難所面積平方メートル")]).rows
    floods = [person.levels["洪水"] for person in problem.people]
    assert (len(floods), floods.count(3), floods.count(4), floods.count(5)) == (277, 83, 45, 1)
    assert sum(shelter.takes["土砂"] for shelter in problem.shelters) == 5
    assert len(problem.shelters) == 56
    assert sum(read_area(row.get("避難所面積平方メートル")) or 0 for row in told) == 68_445
    assert sum(person.levels["津波"] == 0 for person in problem.people) == 225
