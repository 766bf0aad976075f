"""A table whose columns read what other services come to, checked in its pack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from sakimawari.packs.load import load_packs
from sakimawari.packs.tabular.exchange import Looked, look_at
from sakimawari.rules.outcome import Status
from tests.packs.tabular.test_mistakes import FORM
from tests.packs.test_interactions import entry, pack, read, written

HEAD = """
#列,甲手当,甲の額,乙を受給,該当,金額,条
#単位,真偽,円,真偽,,円
#式,該当('first'),支給月額('first'),受給中('second')
"""
ROWS = """,いいえ,-,-,いいえ,,第1条
,-,-,はい,いいえ,,第2条
,はい,>=50000,いいえ,はい,1000,第3条
,はい,<50000,いいえ,はい,2000,第3条
"""


def winter(folder: Path, head: str = HEAD, rows: str = ROWS) -> Path:
    path = folder / "winter.csv"
    path.write_text(FORM.replace("一つだけ", "上の行") + head + rows, encoding="utf-8")
    return path


def ids(looked: Looked) -> list[str]:
    findings = looked.notebook.findings
    return [each.id for each in (*findings.problems, *findings.remarks)]


def nobody() -> Iterable[Path]:
    raise AssertionError("no pack beside is asked for")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return pack(tmp_path, "benefits", {"first": written("first"), "second": written("second")})


def test_services_of_the_pack_are_known_to_its_tables(tmp_path: Path, home: Path) -> None:
    assert ids(look_at(winter(tmp_path), pack=home, beside=nobody)) == []


def test_the_table_means_in_its_pack_what_its_columns_say(tmp_path: Path, home: Path) -> None:
    winter(home / "services")
    case = (home / "cases" / "first.yaml").read_text("utf-8").replace("first", "winter")
    (home / "cases" / "winter.yaml").write_text(case, "utf-8")
    catalogue = load_packs([home])
    assert catalogue.reads("winter") == ("first",)
    held = {"甲の要件": 1, "甲の基準額": 49_999}
    assert read(catalogue, "winter", **held).amount == (2000, 2000)
    assert read(catalogue, "winter", **{**held, "甲の基準額": 50_000}).amount == (1000, 1000)
    assert read(catalogue, "winter", **{**held, "甲の要件": 0}).status == Status.NO
    assert read(catalogue, "winter", receiving=("乙手当",), **held).status == Status.NO
    assert read(catalogue, "winter", 甲の基準額=1).status == Status.UNKNOWN
    assert ids(look_at(home / "services" / "winter.csv", beside=nobody)) == []


def test_a_service_of_another_pack_is_known_once_the_pack_refers_to_it(tmp_path: Path) -> None:
    other = pack(tmp_path, "other", {"first": written("first")})
    head = HEAD.replace("受給中('second')", "乙の要件").replace("乙を受給", "乙")
    path = winter(tmp_path, head)
    second = {"second": written("second")}
    refers = pack(tmp_path, "refers", second, head="refers_to: {first: refuse}\n")
    silent = pack(tmp_path, "silent", second)
    assert ids(look_at(path, pack=refers, beside=lambda: [other, refers])) == []
    assert "RULE035" in ids(look_at(path, pack=silent, beside=lambda: [other]))
    assert ids(look_at(path, pack=refers)) == []  # not at hand: `load` says whether it must be


def test_a_column_of_another_period_or_a_misspelt_service_is_told(
    tmp_path: Path, home: Path
) -> None:
    yearly = look_at(winter(tmp_path, HEAD.replace("支給月額", "支給年額")), pack=home)
    assert ids(yearly) == ["RULE036"]
    (problem,) = yearly.notebook.findings.problems
    assert "ないもの" in yearly.notebook.in_japanese(problem)
    misspelt = look_at(winter(tmp_path, HEAD.replace("該当('first')", "該当('frist')")), pack=home)
    assert ids(misspelt) == ["RULE035"]


def test_a_circle_through_a_table_is_told_with_its_chain(tmp_path: Path) -> None:
    beside = entry("beside", not_with="winter")
    services = {"first": written("first", interactions=beside), "second": written("second")}
    home = pack(tmp_path, "benefits", services)
    looked = look_at(winter(tmp_path), pack=home)
    assert ids(looked) == ["PACK041"]
    (problem,) = looked.notebook.findings.problems
    assert "winter" in problem.what
    assert "first" in problem.what


def test_where_a_service_it_reads_is_faulty_the_table_is_not_blamed(tmp_path: Path) -> None:
    services = {"first": written("first", when="無い事実"), "second": written("second")}
    looked = look_at(winter(tmp_path), pack=pack(tmp_path, "benefits", services))
    assert ids(looked) == ["PACK046"]
    assert looked.is_sound
