"""The calendar of coming legal changes: what packs announce, and the figures they hold."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from sakimawari.packs.ahead import coming_changes
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.packs.upkeep import upkeep
from tests.packs.specimens import GOOD

ANNOUNCED = """
changes:
  - on: 2027-07-01
    law: 祝金条例（令和8年条例第5号）
    what: 88歳の祝金をやめる
    state: 公布済
    services: [long-life-gift]
    source: https://www.example.jp/gift
    checked: 2026-09-01
    check_by: 2027-02-01
  - on: 2027-04-01
    law: 祝金条例
    what: 100歳の祝金が始まる
    state: 検討中
    held: yes
    source: https://www.example.jp/gift
    checked: 2026-09-01
    check_by: 2027-02-01
"""
RAISED = (
    "    - {from: 2027-04-01, value: 2200000, article: 第3条, source: https://www.example.jp/gift,"
    " checked: 2026-09-01, check_by: 2028-04-01}\n"
)


def changed(folder: Path, changes: str = ANNOUNCED, raised: str = "") -> Catalogue:
    """The good pack with announced changes, and a later value of its first figure."""
    pack = folder / "celebration"
    shutil.copytree(GOOD, pack)
    (pack / "changes.yaml").write_text(changes, encoding="utf-8")
    figures = pack / "parameters" / "figures.yaml"
    lines = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    end = next(at for at, line in enumerate(lines) if at > 0 and not line.startswith(" "))
    figures.write_text("".join([*lines[:end], raised, *lines[end:]]), encoding="utf-8")
    return load_packs([pack])


def test_changes_are_listed_by_date_with_figures_the_pack_holds(tmp_path: Path) -> None:
    coming = coming_changes(
        changed(tmp_path, raised=RAISED), on=date(2026, 9, 1), until=date(2027, 7, 1)
    )
    assert [(str(one.on), one.state, one.held) for one in coming] == [
        ("2027-04-01", "検討中", True),
        ("2027-04-01", "反映済", True),
        ("2027-07-01", "公布済", False),
    ]
    assert coming[1].what == "所得限度額: 2,100,000円 → 2,200,000円"
    assert coming[1].services == ("long-life-gift",)


def test_a_change_is_coming_until_the_day_before_it_is_in_force(tmp_path: Path) -> None:
    catalogue = changed(tmp_path)
    for on, left in ((date(2027, 3, 31), 2), (date(2027, 4, 1), 1), (date(2027, 7, 1), 0)):
        assert len(coming_changes(catalogue, on=on, until=date(2028, 1, 1))) == left
    before = coming_changes(catalogue, on=date(2027, 3, 31), until=date(2027, 6, 30))
    assert len(before) == 1


def test_a_change_nobody_wrote_into_the_pack_is_remarked_from_its_first_day(tmp_path: Path) -> None:
    catalogue = changed(tmp_path)
    found = {
        on: [remark.id for remark in upkeep(catalogue, on=on) if remark.id.startswith("PACK07")]
        for on in (date(2027, 2, 1), date(2027, 2, 2), date(2027, 6, 30), date(2027, 7, 1))
    }
    assert list(found.values()) == [[], ["PACK071", "PACK071"], ["PACK071"], ["PACK070"]]


def test_a_change_knows_the_line_it_stands_on(tmp_path: Path) -> None:
    catalogue = changed(tmp_path)
    assert str(catalogue.packs[0].changes[0].place) == "celebration/changes.yaml:11"
