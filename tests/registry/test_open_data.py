"""Open data about facilities: specimens with each defect, and the real files of three cities."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sakimawari.registry.boundaries import Ward, boundaries_of, features_of
from sakimawari.registry.opendata import ward_in
from sakimawari.registry.store import Snapshot
from tests.registry.exports import ledger, loaded, marks, people, resident, residents

SPECIMENS = Path(__file__).with_name("specimens") / "opendata"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("specimens") / "e"
    shutil.copytree(SPECIMENS, folder)
    return loaded(folder)[0]


def by_name(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in snapshot.facilities().to_pylist()}


def test_a_nursery_is_read_with_place_capacity_and_ages(specimens: Snapshot) -> None:
    found = by_name(specimens)["東の保育所"]
    assert found | {"source_row": 0} == {
        "facility": "0013010001",
        "dataset": "子育て施設一覧",
        "name": "東の保育所",
        "kind": "公立保育所",
        "municipality": "401005",
        "ward": "東区",
        "address": "福岡県北九州市東区一丁目1-1",
        "latitude": 33.85,
        "longitude": 130.85,
        "position": "given",
        "capacity": 70,
        "capacity_text": None,
        "ages": "0歳から",
        "phone": "(093)000-0001",
        **dict.fromkeys(
            ("flood", "landslide", "storm_surge", "earthquake", "tsunami", "fire", "inland_flood", "volcano"), 2
        ),
        "source": "子育て施設.csv",
        "source_row": 0,
    }  # fmt: skip


def test_swapped_and_impossible_positions(specimens: Snapshot) -> None:
    found = by_name(specimens)
    west = found["西の保育所"]
    assert (west["latitude"], west["longitude"], west["position"]) == (33.85, 130.75, "swapped")
    nowhere = found["位置のない保育所"]
    assert (nowhere["latitude"], nowhere["position"]) == (None, "missing")
    assert found["市外の保育所"]["position"] == "outside"


def test_capacities_in_prose_are_read_only_where_they_hold_one_number(specimens: Snapshot) -> None:
    found = by_name(specimens)
    assert [(found[name]["capacity"], found[name]["capacity_text"]) for name in (
        "西の保育所", "位置のない保育所", "市外の保育所", "番号のない保育所"
    )] == [(40, "定員40名"), (None, "40人（うち乳児10人）"), (None, None), (30, None)]  # fmt: skip


def test_every_defect_of_the_specimens_is_told_by_row(specimens: Snapshot) -> None:
    assert marks(specimens.notices(), "子育て施設.csv") == [
        (3, "ROW051", "緯度"),
        (3, "ROW055", "収容定員"),
        (4, "ROW050", "緯度"),
        (4, "ROW055", "収容定員"),
        (4, "ROW057", "全国地方公共団体コード"),
        (5, "ROW052", ""),
        (5, "ROW056", "収容定員"),
        (5, "ROW058", ""),
        (7, "ROW053", ""),
        (7, "ROW060", "ID"),
    ]
    assert marks(specimens.set_aside()) == [(6, "ROW041", ""), (8, "ROW059", "名称")]
    assert by_name(specimens)["西の保育所"]["municipality"] == "401005"  # check digit completed


def test_facilities_of_one_address_in_two_wards_are_told(specimens: Snapshot) -> None:
    assert marks(specimens.notices(), "shelters.geojson") == [
        (2, "ROW054", ""),
        (3, "ROW053", ""),
        (3, "ROW054", ""),
    ]


def test_hazards_of_a_shelter_are_yes_no_or_not_said(specimens: Snapshot) -> None:
    shelter = by_name(specimens)["桃の市民センター"]
    assert [shelter[name] for name in ("flood", "earthquake", "tsunami", "volcano")] == [1, 2, 0, 2]
    assert shelter["facility"] == "E4010000000001"


def test_a_folder_of_open_data_alone_is_a_snapshot_without_people(specimens: Snapshot) -> None:
    assert people(specimens) == []
    assert specimens.households().num_rows == 0
    assert specimens.population([]).people == 0
    assert specimens.manifest["facts"] == {}


def test_open_data_beside_a_citys_exports_are_picked_up(tmp_path: Path) -> None:
    shutil.copytree(SPECIMENS, tmp_path / "e")
    residents(tmp_path / "e", resident("1", "10", "世帯主", "1990-05-01"))
    snapshot, _ = loaded(tmp_path / "e")
    assert (len(people(snapshot)), snapshot.facilities().num_rows) == (1, 7)


def test_a_personal_number_in_open_data_is_refused(tmp_path: Path) -> None:
    row = {
        "施設名": "集会所 123456789018",
        "住所": "1-1",
        "緯度": "33.123456789018",
        "経度": "130.1",
    }
    ledger(tmp_path / "e", "一覧.csv", row, row | {"施設名": "集会所"})
    snapshot, _ = loaded(tmp_path / "e")
    assert list(by_name(snapshot)) == ["集会所"]
    assert by_name(snapshot)["集会所"]["latitude"] == 33.123456789018
    assert marks(snapshot.notices())[0] == (2, "ROW001", "施設名")


def test_the_citys_own_list_of_facilities_is_read(tmp_path: Path) -> None:
    row = {
        "ID": "4010050001", "名称": "中央図書館", "種別": "図書館", "行政区": "小倉北区",
        "所在地_連結表記": "北九州市小倉北区城内4-1", "緯度": "33.88", "経度": "130.87", "収容定員": "",
    }  # fmt: skip
    ledger(tmp_path / "e", "21_公共施設.csv", row, encoding="utf-8-sig")
    snapshot, _ = loaded(tmp_path / "e")
    found = by_name(snapshot)["中央図書館"]
    assert (found["dataset"], found["ward"], found["kind"]) == ("施設", "小倉北区", "図書館")


@pytest.mark.parametrize(
    ("address", "ward"),
    [
        ("福岡県北九州市八幡東区桃園3-1", "八幡東区"),
        ("北九州市小倉北区城内", "小倉北区"),
        ("静岡県焼津市本町5-9-1", None),
        ("香川県高松市番町一丁目8番15号 区民会館", None),
        ("東京都港区芝公園1", None),  # a special ward is a municipality
        (None, None),
    ],
)
def test_the_ward_of_a_designated_city_is_told_from_the_address(
    address: str | None, ward: str | None
) -> None:
    assert ward_in(address) == ward


def test_a_position_belongs_to_the_ward_around_it_and_not_to_its_hole() -> None:
    features = features_of((SPECIMENS / "wards.geojson").read_text(encoding="utf-8"))
    assert features is not None
    wards = boundaries_of(features)
    assert wards.ward_of(33.85, 130.75) == "西区"
    assert wards.ward_of(33.95, 130.75) is None
    ring = wards.wards[0].rings[0]
    hole = (ring - (130.85, 33.85)) * 0.5 + (130.85, 33.85)
    pierced = Ward(name="輪", code="0", rings=(ring, hole))
    assert pierced.holds(33.81, 130.81)
    assert not pierced.holds(33.85, 130.85)
    assert wards.is_outside(33.7990, 130.85)  # 111 m south of the border
    assert not wards.is_outside(33.7995, 130.85)  # 56 m: the coast is not that exact


def real(tmp_path: Path, name: str) -> Snapshot:
    if not (REAL / name).is_dir():
        pytest.skip(f"the shared data of {name} are not beside the repository")
    shutil.copytree(REAL / name, tmp_path / "e", ignore=shutil.ignore_patterns("nanao_2024"))
    return loaded(tmp_path / "e")[0]


def test_kitakyushu_shelters_load_with_their_known_defects(tmp_path: Path) -> None:
    snapshot = real(tmp_path, "kitakyushu")
    found = snapshot.facilities().to_pylist()
    assert Counter(row["dataset"] for row in found) == {
        "指定緊急避難場所一覧": 628,
        "指定避難所一覧": 502,
    }
    outside = [row["name"] for row in found if row["position"] == "outside"]
    assert outside == ["イオンモール株式会社 イオンモール直方"]
    file = "shelters_emergency_401005.geojson"
    told = marks(snapshot.notices(), file)
    assert Counter(id for _, id, _ in told) == {"ROW052": 1, "ROW053": 3, "ROW054": 2, "ROW058": 1}
    names = {(row["source"], row["source_row"]): row["name"] for row in found}
    by_id: dict[str, set[str]] = {}
    for entry in snapshot.notices().to_pylist():
        by_id.setdefault(entry["problem"], set()).add(names[entry["file"], entry["row"]])
    assert by_id["ROW054"] == {"桃園公園", "桃園武道場"}  # both 八幡東区桃園3-1
    assert "陣山市民センター" in by_id["ROW053"]  # 八幡東区 by address, in 八幡西区
    assert Counter(row["ward"] for row in found)["八幡西区"] > 100


def test_takamatsu_facilities_with_english_headers_load(tmp_path: Path) -> None:
    snapshot = real(tmp_path, "takamatsu")
    found = Counter(row["source"] for row in snapshot.facilities().to_pylist())
    assert found["nursery_school.csv"] == 118
    assert found["evacuation_space.csv"] == 195
    assert found["hospital.csv"] == 617
    assert snapshot.set_aside().num_rows == 0
    told = Counter((entry["file"], entry["problem"]) for entry in snapshot.notices().to_pylist())
    assert told["children_club_private.csv", "ROW050"] == 10  # blank
    assert told["company_led_childcare.csv", "ROW050"] == 2  # 0.0, 0.0
    assert told["evacuation_space.csv", "ROW056"] == 21
    shelters = [
        row for row in snapshot.facilities().to_pylist() if row["source"] == "evacuation_space.csv"
    ]
    assert {row["flood"] for row in shelters} == {0, 1, 2}  # ×, ○ and △
    codes = {
        row["municipality"] for row in snapshot.facilities().to_pylist() if row["municipality"]
    }
    assert codes == {"372013"}  # 37201 in one file, its check digit completed


@pytest.mark.parametrize(
    ("topic", "file", "rows", "dataset"),
    [
        ("kyoiku", "yaizu_preschool.csv", 60, "子育て施設一覧"),  # U+2015 in its header
        ("kyoiku", "yaizu_elementary_school.csv", 13, "公共施設一覧"),
        ("bosai", "yaizu_evacuation_space.csv", 31, "指定緊急避難場所一覧"),
        ("bosai", "yaizu_hinannjo.csv", 56, "避難所の面積一覧"),
        ("bosai", "yaizu_yohairyosya_cp932.csv", 277, "要配慮者利用施設一覧"),  # CP932
        ("hoken_fukushi", "yaizu_facilities_welfare.csv", 2, "公共施設一覧"),
    ],
)
def test_yaizu_files_load(tmp_path: Path, topic: str, file: str, rows: int, dataset: str) -> None:
    if not (REAL / topic / file).is_file():
        pytest.skip(f"the shared data of {topic} are not beside the repository")
    (tmp_path / "e").mkdir()
    shutil.copy(REAL / topic / file, tmp_path / "e" / file)
    snapshot, told = loaded(tmp_path / "e")
    found = snapshot.facilities().to_pylist()
    assert len(found) == rows
    assert {row["dataset"] for row in found} == {dataset}
    assert {row["position"] for row in found} == {"given"}
    assert snapshot.set_aside().num_rows == 0
    if file == "yaizu_preschool.csv":
        assert sum(row["capacity"] for row in found) == 5_534
        assert {row["municipality"] for row in found} == {"222127"}
    if file == "yaizu_evacuation_space.csv":
        assert [id for _, id, _ in marks(snapshot.notices())] == ["ROW056"] * 31
    if file == "yaizu_yohairyosya_cp932.csv":
        assert told["files"][0]["encoding"] == "cp932"
