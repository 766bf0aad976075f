"""Decision tables that rules look values up in, through DMN and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.packs.cases import run_cases
from sakimawari.packs.load import load_packs
from sakimawari.packs.tabular.exchange import export_service, import_table
from sakimawari.problems import Problems
from sakimawari.rules.figures import DatedTable
from tests.packs.specimens import GOOD

CAMUNDA = Path(__file__).parent / "dmn" / "camunda.dmn"
LATER = """#表,祝金
#施行,2027-04-01
#根拠,例市敬老祝金条例別表（改正後）
#出典,https://city.example.jp/reiki/1
#確認,2026-05-01
#確認期限,2027-04-01
#確度,要確認
#入力,年齢:歳,"要介護度:区分(なし,要支援,要介護)"
#出力,祝金:円
年齢,要介護度,祝金
-,なし以外,"30,500"
88以上,-,20000
-,-,0
"""
HEADS = {
    "施行": "2026-04-01",
    "出典": "https://city.example.jp/touyu",
    "確認": "2026-05-01",
    "確認期限": "2027-04-01",
    "年齢": "歳",
    "amount": "円",
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    copy = tmp_path / "celebration"
    shutil.copytree(GOOD, copy)
    (copy / "tables" / "later.csv").write_text(LATER, encoding="utf-8")
    return copy


def said(table: DatedTable) -> list[object]:
    return [
        (
            version.since,
            version.provenance,
            version.rows.cells.tolist(),
            version.rows.outputs.tolist(),
        )
        for version in table.versions
    ]


def test_a_table_with_its_versions_comes_back_from_dmn_the_same(pack: Path, tmp_path: Path) -> None:
    before = load_packs([pack]).tables["祝金"]
    export_service("祝金", [pack], tmp_path / "gift.dmn")
    shutil.rmtree(pack / "tables")
    written = import_table(tmp_path / "gift.dmn", pack, table="祝金", heads={})
    assert [path.name for path in written] == ["gift-2025-04-01.csv", "gift-2027-04-01.csv"]
    catalogue = load_packs([pack])
    after = catalogue.tables["祝金"]
    assert (before.table, said(before)) == (after.table, said(after))
    assert run_cases(catalogue).holds


def test_a_table_drawn_elsewhere_needs_what_dmn_does_not_say(pack: Path) -> None:
    with pytest.raises(Problems) as raised:
        import_table(CAMUNDA, pack, table="灯油額", heads={})
    assert {problem.id for problem in raised.value.found} >= {"PACK015"}
    assert not list((pack / "tables").glob("camunda*"))


def test_a_table_drawn_elsewhere_loads_once_that_is_said(pack: Path) -> None:
    given = [f"--head={key}={value}" for key, value in HEADS.items()]
    arguments = ["table", "import", str(CAMUNDA), "--pack", str(pack), "--table", "灯油額", *given]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2  # 額 is left empty where 対象 is no: a table answers always
    assert "PACK022" in result.output + result.stderr


def test_a_whole_table_drawn_elsewhere_is_one_of_the_pack(pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "heating.dmn"
    text = CAMUNDA.read_text(encoding="utf-8")
    path.write_text(text.replace("<text></text>\n        </outputEntry>", "<text>0</text>\n        </outputEntry>"), encoding="utf-8")  # fmt: skip
    import_table(path, pack, table="灯油額", heads=HEADS)
    table = load_packs([pack]).tables["灯油額"]
    assert [column.name for column in table.table.inputs] == ["年齢", "介護の度合い"]
    assert [column.name for column in table.table.outputs] == ["eligible", "amount"]
    assert table.versions[0].provenance.article == "要綱第2条第1項、要綱第2条第2項、要綱第3条"
    assert table.versions[0].rows.outputs.tolist()[-1] == [1, 0]  # いいえ, 0
