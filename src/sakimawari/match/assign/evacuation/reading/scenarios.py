"""The hazards planned for: a table, or one scenario for each hazard that shelters are opened for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sakimawari.match.assign.evacuation.reading.marks import plain, read_list, read_mark
from sakimawari.match.assign.evacuation.values import EVERYWHERE, HAZARDS, Scenario, Shelter
from sakimawari.match.reading.sheets import Column, Row, SetAside, read_sheet, set_aside

_USUAL = ("洪水", "土砂", "高潮", "地震", "津波")
COLUMNS = (
    Column("番号", ("名称", "シナリオ", "ID"), required=True),
    Column("災害種別", ("災害", "ハザード"), required=True),
    Column("対象者", ("避難する人",)),
    Column("レベル以上", ("浸水レベル以上", "最低レベル")),
    Column("閉鎖", ("閉鎖する避難所", "使えない避難所")),
    Column("区域内の指定避難所", ("区域内を使う",)),
)


def read_scenarios(path: Path) -> tuple[list[Scenario], list[SetAside]]:
    """The scenarios of a table. ASSIGN036 a hazard or level that is none."""
    sheet = read_sheet(path, COLUMNS)
    found: dict[str, Scenario] = {}
    aside = []
    for row in sheet.rows:
        scenario = _scenario(row)
        if isinstance(scenario, str) or scenario.id in found:
            what = scenario if isinstance(scenario, str) else "a scenario has a name used before"
            hazards = "、".join(HAZARDS)
            do = f"give each scenario a name of its own, one of {hazards}, and a level from 1"
            aside.append(set_aside(sheet, row, "ASSIGN036", what, do))
        else:
            found[scenario.id] = scenario
    return list(found.values()), aside


def _scenario(row: Row) -> Scenario | str:
    hazard, level = row.get("災害種別"), row.get("レベル以上") or "1"
    if hazard not in HAZARDS or not row.get("番号"):
        return "the scenario has no name, or names no hazard"
    if not plain(level).isdigit() or not int(plain(level)):
        return "the level from which people leave is no whole number from 1"
    return Scenario(
        id=row.get("番号"),
        hazard=hazard,
        everybody=row.get("対象者") == "全員",
        least=int(plain(level)),
        closed=read_list(row.get("閉鎖")),
        inside_if_named=read_mark(row.get("区域内の指定避難所")) is True,
    )


def usual_scenarios(shelters: Sequence[Shelter]) -> list[Scenario]:
    """One scenario a hazard that some shelter is opened for; all leave after an earthquake."""
    told = {hazard for shelter in shelters for hazard, yes in shelter.takes.items() if yes}
    return [
        Scenario(id=hazard, hazard=hazard, everybody=hazard in EVERYWHERE)
        for hazard in _USUAL
        if hazard in told
    ]
