"""The examiner of a result: reads problem and result from the folder and checks all anew.

It shares the readers of tables and no step of the search.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.match.assign.evacuation.checking import Ways
from sakimawari.match.assign.helping.checking import (
    MORE_COLUMNS,
    Bound,
    bound_by_prices,
    table_of,
    with_keep,
    would_reach,
)
from sakimawari.match.assign.helping.reading import read_folder
from sakimawari.match.assign.helping.values import Elder, Helping, Settings
from sakimawari.match.reading.sheets import Column, Row, read_sheet
from sakimawari.match.results.certificate import Certificate, Claim, Violation
from sakimawari.match.results.folder import PROBLEM, SETTINGS

KIND = "helpers"
_COLUMNS = ("番号", "結果", "担当", "距離m", "代わり", "代わり距離m")
_PRICES = ("番号", "担当人数", "もう1人引き受けると減る距離m", "代わりがもう1人分あると減る距離m")


@dataclass(kw_only=True)
class Checked:
    """What is checked: problem, rows by elder, households to be helped, violations as they are found."""

    folder: Path
    problem: Helping
    rows: dict[str, Row]
    homes: list[list[Elder]]
    found: list[Violation]

    def broken(self, claim: str, who: tuple[str, ...], text: str) -> None:
        """Note a violation."""
        self.found.append(Violation(claim=claim, who=who, text=text))

    @cached_property
    def table(self) -> Ways:
        """Metres household by volunteer, -1 where closed."""
        return table_of(self.problem, self.homes)

    @cached_property
    def place(self) -> dict[str, int]:
        """Each volunteer's place in their table."""
        return {each.id: at for at, each in enumerate(self.problem.volunteers)}

    @cached_property
    def sizes(self) -> Ways:
        """People of each household."""
        return np.array([len(home) for home in self.homes], np.int64)

    def chosen(self, column: str) -> Ways:
        """The volunteer of each household in a column, -1 for nobody."""
        told = [self.rows[home[0].id].get(column) for home in self.homes]
        return np.array([self.place.get(each, -1) for each in told], np.int64)


def settings_of(folder: Path) -> Settings:
    """The settings a result was made with."""
    told: dict[str, Any] = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    names = Settings.__dataclass_fields__
    return Settings(**{name: value for name, value in told.items() if name in names})


def _homes(problem: Helping) -> list[list[Elder]]:
    homes: dict[str, list[Elder]] = {}
    for elder in problem.elders:
        if elder.consent is not False:
            homes.setdefault(elder.household or f"\0{elder.id}", []).append(elder)
    return list(homes.values())


def examine(folder: Path) -> Certificate:
    """Every claim of a result's folder."""
    problem = read_folder(folder / PROBLEM, settings_of(folder)).problem
    sheet = read_sheet(folder / "result.csv", [Column(name, required=True) for name in _COLUMNS])
    checked = Checked(
        folder=folder,
        problem=problem,
        rows={row.get("番号"): row for row in sheet.rows},
        homes=_homes(problem),
        found=[],
    )
    claims = [_known(checked, len(sheet.rows))]
    if not checked.found:
        claims += [
            _declined(checked), _able(checked), _load(checked), _whole(checked), _stand_ins(checked),
            *_best(checked), _witnessed(checked), _more(checked), _lists(checked),
        ]  # fmt: skip
    broken = {violation.claim for violation in checked.found}
    return Certificate(
        kind=KIND,
        claims=tuple(replace(c, holds=False) if c.id in broken else c for c in claims),
        violations=tuple(checked.found),
    )


def _known(checked: Checked, rows: int) -> Claim:
    """One row for every elder, and nobody in it whom the tables do not hold."""
    wanted = {elder.id for elder in checked.problem.elders}
    for who in sorted(wanted ^ set(checked.rows)):
        checked.broken("known", (who,), "結果の行が問題の表と合わない")
    if rows != len(wanted):
        checked.broken("known", (), f"行が{rows}、あるべき数は{len(wanted)}")
    for who, row in checked.rows.items():
        for column in ("担当", "代わり"):
            if row.get(column) and row.get(column) not in checked.place:
                checked.broken("known", (who,), f"{column}がボランティアの表にいない")
    text = "全員に1行ずつ結果があり、担当も代わりもボランティアの表にいる"
    return Claim(id="known", text=text, holds=True, figures={"rows": rows})


def _declined(checked: Checked) -> Claim:
    """Whoever does not consent is told of to nobody."""
    declined = [elder for elder in checked.problem.elders if elder.consent is False]
    for elder in declined:
        row = checked.rows[elder.id]
        if row.get("担当") or row.get("代わり") or row.get("結果") != "不同意":
            checked.broken("declined", (elder.id,), "同意していない人に担当がある")
    text = "同意していない人には担当を決めていない"
    return Claim(id="declined", text=text, holds=True, figures={"people": len(declined)})


def _able(checked: Checked) -> Claim:
    """Volunteer and stand-in may help all of the household, and the way told is right."""
    for column, way in (("担当", "距離m"), ("代わり", "代わり距離m")):
        for at, (home, there) in enumerate(
            zip(checked.homes, checked.chosen(column).tolist(), strict=True)
        ):
            row = checked.rows[home[0].id]
            if there < 0:
                continue
            metres = int(checked.table[at, there])
            if metres < 0:
                checked.broken("able", (home[0].id, row.get(column)), "この人は担当できない")
            elif row.get(way) != str(metres):
                checked.broken("able", (home[0].id,), f"{way}が{metres}でない")
    for home in checked.homes:
        row = checked.rows[home[0].id]
        if (row.get("結果") == "担当決定") != bool(row.get("担当")):
            checked.broken("able", (home[0].id,), "結果と担当が合わない")
    text = "担当も代わりも、頼みごと・言語・希望・曜日・距離の条件をみたし、接触不可でない"
    return Claim(id="able", text=text, holds=True)


def _load(checked: Checked) -> Claim:
    """Nobody has more people than they take on; the table of volunteers counts the same."""
    held = _held(checked, "担当")
    told = {row.get("番号"): row.get("担当人数") for row in _volunteers(checked)}
    for each, people in zip(checked.problem.volunteers, held.tolist(), strict=True):
        if people > each.load:
            checked.broken("load", (each.id,), f"引受人数{each.load}人に{people}人")
        if told.get(each.id) != str(people):
            checked.broken("load", (each.id,), f"volunteers.csvの担当人数が{people}でない")
    text = "どのボランティアも引受人数を超えない"
    return Claim(id="load", text=text, holds=True, figures={"people": int(held.sum())})


def _held(checked: Checked, column: str) -> Ways:
    chosen = checked.chosen(column)
    there = chosen >= 0
    found = np.bincount(
        chosen[there], weights=checked.sizes[there], minlength=len(checked.problem.volunteers)
    )
    return found.astype(np.int64)


def _whole(checked: Checked) -> Claim:
    """All of a household have the same volunteer and stand-in."""
    for home in checked.homes:
        pairs = {
            (checked.rows[one.id].get("担当"), checked.rows[one.id].get("代わり")) for one in home
        }
        if len(pairs) > 1:
            checked.broken("whole", tuple(one.id for one in home), "同じ世帯で担当が違う")
    figures = {"households": len(checked.homes)}
    return Claim(id="whole", text="同じ世帯には同じ人が行く", holds=True, figures=figures)


def _stand_ins(checked: Checked) -> Claim:
    """A stand-in is somebody else, only where there is a volunteer, for no more people than allowed."""
    most = checked.problem.settings.stand_ins
    for home in checked.homes:
        row = checked.rows[home[0].id]
        if row.get("代わり") and row.get("代わり") in (row.get("担当"), ""):
            checked.broken("stand-in", (home[0].id,), "代わりが担当と同じ人である")
        if row.get("代わり") and not row.get("担当"):
            checked.broken("stand-in", (home[0].id,), "担当がないのに代わりがある")
    for each, people in zip(
        checked.problem.volunteers, _held(checked, "代わり").tolist(), strict=True
    ):
        if people > most:
            checked.broken("stand-in", (each.id,), f"代わりは{most}人までのところ{people}人")
    text = f"代わりは担当と別の人で、1人が代わりになるのは{most}人まで"
    return Claim(id="stand-in", text=text, holds=True)


def _volunteers(checked: Checked) -> tuple[Row, ...]:
    path = checked.folder / "volunteers.csv"
    return read_sheet(path, [Column(name, required=True) for name in _PRICES]).rows


def _best(checked: Checked) -> Iterator[Claim]:
    """Nobody more could be helped, and nobody on less way: by the prices of volunteers.csv."""
    rows = {row.get("番号"): row for row in _volunteers(checked)}
    told = json.loads((checked.folder / "report.json").read_text(encoding="utf-8"))
    chosen, stand_in = checked.chosen("担当"), checked.chosen("代わり")
    loads = np.array([each.load for each in checked.problem.volunteers], np.int64)
    spare = np.full(len(loads), checked.problem.settings.stand_ins, np.int64)
    rest = checked.table.copy()
    rest[np.arange(len(rest)), chosen] = np.where(
        chosen >= 0, -1, rest[np.arange(len(rest)), chosen]
    )
    rest[chosen < 0] = -1
    costs = with_keep(checked.problem, checked.homes, checked.table)
    cases = (
        ("optimal", "担当のない人も、距離の合計も、これより少なくできない", costs, chosen, loads),
        ("optimal-stand-in", "代わりのない人も、その距離の合計も、これより少なくできない", rest, stand_in, spare),
    )  # fmt: skip
    for (id, text, table, mine, room), column in zip(cases, _PRICES[2:], strict=True):
        prices = np.array([int(rows[each.id].get(column)) for each in checked.problem.volunteers])
        dear = int(told["weights"][id])
        yield _claim(id, text, bound_by_prices(table, checked.sizes, mine, room, prices, dear))


def _claim(id: str, text: str, told: Bound) -> Claim:
    gap = told.cost - told.bound
    return Claim(
        id=id,
        text=text if not gap else f"{text}（世帯を分けない中での差は最大{gap}）",
        holds=False if gap < 0 else True if gap == 0 and told.outweighs else None,
        figures={"cost": told.cost, "gap": gap, "without": told.without},
        bound=float(told.bound),
    )


def _witnessed(checked: Checked) -> Claim:
    """Every reason of the kind 'these people can be helped by these alone' counted again."""
    names = ("ボランティア", "人数", "引き受けられる人数")
    rows = read_sheet(checked.folder / "witnesses.csv", [Column(name) for name in names]).rows
    able = checked.table >= 0
    for row in rows:
        few = set(row.get("ボランティア").split())
        inside = np.array([each.id in few for each in checked.problem.volunteers], np.bool_)
        only = ~able[:, ~inside].any(axis=1) & (able.any(axis=1) | (not few))
        people = int(checked.sizes[only].sum())
        places = sum(each.load for each in checked.problem.volunteers if each.id in few)
        told = int(row.get("人数"))
        if not places < told <= people or row.get("引き受けられる人数") != str(places):
            checked.broken("witness", tuple(sorted(few))[:5], "この証拠は数え直すと合わない")
    text = "「足りない」という説明は、数え直して確かめた"
    return Claim(id="witness", text=text, holds=True, figures={"witnesses": len(rows)})


def _more(checked: Checked) -> Claim:
    """Each row of one-more.csv: so many people without a volunteer would such a one reach."""
    path = checked.folder / "one-more.csv"
    rows = read_sheet(path, [Column(name) for name in MORE_COLUMNS]).rows
    wary = {one.household for one in checked.problem.elders if one.household and one.protected}
    alone = [
        home
        for home, there in zip(checked.homes, checked.chosen("担当").tolist(), strict=True)
        if there < 0 and home[0].household not in wary and not any(one.protected for one in home)
    ]
    for row in rows:
        reached = sum(len(home) for home in would_reach(checked.problem, row, alone))
        if row.get("頼める人数") != str(reached):
            checked.broken("one-more", (row.get("区"),), f"数え直すと{reached}人である")
    text = "「あと1人いれば」の人数は、数え直して確かめた"
    return Claim(id="one-more", text=text, holds=True, figures={"rows": len(rows)})


def _lists(checked: Checked) -> Claim:
    """Whoever may not be told of stands on no volunteer's list."""
    homes: dict[str, list[Elder]] = {}
    for elder in checked.problem.elders:
        homes.setdefault(elder.household or f"\0{elder.id}", []).append(elder)
    kept = {
        one.id
        for home in homes.values()
        for one in home
        if one.consent is False or any(o.protected or o.consent is None for o in home)
    }
    page = (checked.folder / "lists" / "volunteers.html").read_text(encoding="utf-8")
    for who in sorted(kept):
        if f">{escape(who)}</td>" in page:
            checked.broken("lists", (who,), "名簿に載せてはならない人が載っている")
    text = "支援措置の人と同意のない人は、ボランティアに渡す名簿に載っていない"
    return Claim(id="lists", text=text, holds=True, figures={"kept": len(kept)})
