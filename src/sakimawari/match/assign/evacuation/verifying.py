"""The examiner of an evacuation plan: reads problem and result from the folder and checks all anew.

It shares the readers of tables and no step of the search: who may go where, ways, loads, the bound by
prices and each witness are reckoned here by themselves.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sakimawari.match.assign.evacuation.checking import (
    bound_by_prices,
    may_enter,
    may_help,
    straight,
    too_few_places,
    too_few_supporters,
)
from sakimawari.match.assign.evacuation.reading.folder import read_folder
from sakimawari.match.assign.evacuation.values import (
    Evacuation,
    Person,
    Scenario,
    Settings,
    in_people,
)
from sakimawari.match.reading.sheets import Column, Row, read_sheet
from sakimawari.match.results.certificate import Certificate, Claim, Violation
from sakimawari.match.results.folder import PROBLEM, SETTINGS

KIND = "shelters"
_COLUMNS = (
    "番号", "シナリオ", "結果", "避難所番号", "距離m", "支援者1", "支援者1距離m", "支援者2", "支援者2距離m",
)  # fmt: skip

_PEOPLE_MORE, _METRES_LESS = "1人分増で避難できる人数", "1人分増で減る距離m"


@dataclass(slots=True, kw_only=True)
class Checked:
    """What is checked: problem, rows by person and scenario, violations as they are found."""

    folder: Path
    problem: Evacuation
    rows: dict[tuple[str, str], Row]
    homes: dict[str, list[Person]]
    found: list[Violation]

    def broken(self, claim: str, who: tuple[str, ...], text: str) -> None:
        """Note a violation."""
        self.found.append(Violation(claim=claim, who=who, text=text))


def settings_of(folder: Path) -> Settings:
    """The settings a result was made with."""
    told: dict[str, Any] = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    names = Settings.__dataclass_fields__
    return Settings(**{name: value for name, value in told.items() if name in names})


def examine(folder: Path) -> Certificate:
    """Every claim of a plan's folder."""
    problem = read_folder(folder / PROBLEM, settings_of(folder)).problem
    sheet = read_sheet(folder / "result.csv", [Column(name, required=True) for name in _COLUMNS])
    homes = defaultdict(list)
    for person in problem.people:
        homes[person.household or f"\0{person.id}"].append(person)
    checked = Checked(
        folder=folder,
        problem=problem,
        rows={(row.get("番号"), row.get("シナリオ")): row for row in sheet.rows},
        homes=dict(homes),
        found=[],
    )
    claims = [_everybody(checked, len(sheet.rows))]
    if not checked.found:
        claims += [
            _admitted(checked),
            _whole(checked),
            _capacity(checked),
            *_best(checked),
            _able(checked),
            _loads(checked),
            _robust(checked),
            _witnessed(checked),
            _lists(checked),
        ]
    broken = {violation.claim for violation in checked.found}
    return Certificate(
        kind=KIND,
        claims=tuple(
            claim
            if claim.id not in broken
            else Claim(id=claim.id, text=claim.text, holds=False, figures=claim.figures)
            for claim in claims
        ),
        violations=tuple(checked.found),
    )


def _everybody(checked: Checked, rows: int) -> Claim:
    """One row for each person and scenario, none for anybody else."""
    wanted = {
        (person.id, scenario.id)
        for person in checked.problem.people
        for scenario in checked.problem.scenarios
    }
    for who, scenario in sorted(wanted ^ set(checked.rows)):
        checked.broken("everybody", (who,), f"{scenario}の行が問題の表と合わない")
    if rows != len(wanted):
        checked.broken("everybody", (), f"行が{rows}、あるべき数は{len(wanted)}")
    text = "全員に、どのシナリオにも1行ずつ結果がある"
    return Claim(id="everybody", text=text, holds=True, figures={"rows": rows})


def _goes(scenario: Scenario, home: list[Person]) -> bool:
    for person in home:
        level = person.levels.get(scenario.hazard)
        if scenario.everybody or level is None or level >= scenario.least:
            return True
    return False


def _admitted(checked: Checked) -> Claim:
    """Who leaves goes to a shelter that admits them; who has none lives where there is none."""
    places = {shelter.id: shelter for shelter in checked.problem.shelters}
    within = checked.problem.settings.within
    for scenario in checked.problem.scenarios:
        for home in checked.homes.values():
            goes = _goes(scenario, home)
            for person in home:
                row = checked.rows[person.id, scenario.id]
                if (row.get("結果") == "在宅") == goes:
                    checked.broken(
                        "admitted", (person.id,), f"{scenario.id}: 避難するかどうかが違う"
                    )
                told = row.get("避難所番号")
                if (row.get("結果") == "避難") != bool(told):
                    checked.broken(
                        "admitted", (person.id,), f"{scenario.id}: 結果と避難所が合わない"
                    )
                if not told:
                    continue
                way = straight([home[0].point], [places[told].point])[0, 0]
                if not may_enter(
                    home, places[told], scenario, unsaid=checked.problem.settings.unsaid
                ):
                    checked.broken("admitted", (person.id, told), f"{scenario.id}: 入れない避難所")
                if within is not None and way > within:
                    checked.broken(
                        "admitted", (person.id, told), f"{scenario.id}: 決めた距離より遠い"
                    )
                if row.get("距離m") != str(way):
                    checked.broken("admitted", (person.id,), f"{scenario.id}: 距離は{way}m")
    return Claim(id="admitted", text="避難する人は全員、その災害と必要に合う避難所に行く", holds=True)  # fmt: skip


def _whole(checked: Checked) -> Claim:
    for scenario in checked.problem.scenarios:
        for home in checked.homes.values():
            rows = [checked.rows[person.id, scenario.id] for person in home]
            for name in ("避難所番号", "支援者1", "支援者2"):
                if len({row.get(name) for row in rows}) > 1:
                    ids = tuple(person.id for person in home)
                    checked.broken("whole", ids, f"{scenario.id}: 同じ世帯で{name}が違う")
    return Claim(id="whole", text="同じ世帯は同じ避難所、同じ支援者になっている", holds=True)


def _capacity(checked: Checked) -> Claim:
    most = 0.0
    capacity = {shelter.id: shelter.capacity for shelter in checked.problem.shelters}
    for scenario in checked.problem.scenarios:
        held: Counter[str] = Counter()
        for person in checked.problem.people:
            held[checked.rows[person.id, scenario.id].get("避難所番号")] += person.people
        for shelter, people in held.items():
            room = capacity.get(shelter)
            if shelter and room is not None:
                most = max(most, people / room)
                if people > room:
                    checked.broken(
                        "capacity", (shelter,), f"{scenario.id}: 定員{room}人に{people}人"
                    )
    figures = {"fullest": round(most, 3)}
    return Claim(id="capacity", text="どの避難所も定員を超えない", holds=True, figures=figures)


def _best(checked: Checked) -> Iterator[Claim]:
    """No plan places more people, and none at less way: by the prices written in shelters.csv."""
    columns = [Column("シナリオ"), Column("避難所番号"), Column(_PEOPLE_MORE), Column(_METRES_LESS)]
    rows = read_sheet(checked.folder / "shelters.csv", columns).rows
    counts = json.loads((checked.folder / "summary.json").read_text(encoding="utf-8"))
    for scenario in checked.problem.scenarios:
        dear = int(counts["シナリオ"][scenario.id]["避難先がないことの重み"])
        prices = {
            row.get("避難所番号"): int(row.get(_PEOPLE_MORE) or 0) * dear
            + int(row.get(_METRES_LESS))
            for row in rows
            if row.get("シナリオ") == scenario.id
        }
        table = np.array([prices[each.id] for each in checked.problem.shelters], np.int64)
        homes = _homes_of(checked, scenario)
        told = bound_by_prices(checked.problem, scenario, homes, table, dear)
        gap = told.cost - told.bound
        people, metres = in_people(gap, dear)
        shown = {"cost": told.cost, "bound": told.bound, "gap": gap, "without": told.without}
        text = f"{scenario.id}: 避難先のない人も距離の合計も、これより少なくできない"
        yield Claim(
            id=f"optimal-{scenario.id}",
            text=text
            if not gap
            else f"{text}（世帯を分けない中での差は最大{_apart(people, metres)}）",
            holds=True if gap == 0 and told.outweighs else None,
            figures=shown,
            bound=float(told.bound),
        )


def _apart(people: int, metres: int) -> str:
    """A gap in words: people with a place first, then the way of all together."""
    if not people:
        return f"{metres:,}m分"
    less = f"距離は{metres:,}m短い" if metres >= 0 else f"距離は{-metres:,}m長い"
    return f"避難先{people:,}人分、そのとき{less}"


def _homes_of(checked: Checked, scenario: Scenario) -> list[tuple[list[Person], str]]:
    return [
        (home, checked.rows[home[0].id, scenario.id].get("避難所番号"))
        for home in checked.homes.values()
        if _goes(scenario, home)
    ]


def pairs_of(checked: Checked) -> dict[str, tuple[str, str]]:
    """First and stand-in of each household that leaves in some scenario, by its first member."""
    found: dict[str, tuple[str, str]] = {}
    for home in checked.homes.values():
        for scenario in checked.problem.scenarios:
            if _goes(scenario, home):
                row = checked.rows[home[0].id, scenario.id]
                pair = row.get("支援者1"), row.get("支援者2")
                if found.setdefault(home[0].id, pair) != pair:
                    checked.broken("able", (home[0].id,), "シナリオによって支援者が違う")
    return found


def _able(checked: Checked) -> Claim:
    """Two different supporters who can, are near, and are not struck by the same hazard."""
    supporters = {each.id: each for each in checked.problem.supporters}
    pairs = pairs_of(checked)
    for home in checked.homes.values():
        first, second = pairs.get(home[0].id, ("", ""))
        if (first and first == second) or (second and not first):
            checked.broken("able", (home[0].id,), "2人の支援者が別の人でない")
        scenarios = [each for each in checked.problem.scenarios if _goes(each, home)]
        for who in filter(None, (first, second)):
            if not may_help(home, supporters[who], scenarios, checked.problem.settings):
                checked.broken("able", (home[0].id, who), "この支援者は担当できない")
    figures = {"homes": len(pairs), "first": sum(bool(one) for one, _ in pairs.values()),
               "both": sum(bool(two) for _, two in pairs.values())}  # fmt: skip
    text = "支援者は2人とも別の人で、必要な支援ができ、近く、同じ災害の区域に住まず、接触不可でない"
    return Claim(id="able", text=text, holds=True, figures=figures)


def _loads(checked: Checked) -> Claim:
    held = _held(checked)
    for each in checked.problem.supporters:
        if held[each.id] > each.load:
            checked.broken("load", (each.id,), f"引受人数{each.load}人に{held[each.id]}人")
    return Claim(id="load", text="どの支援者も引受人数を超えない", holds=True)


def _held(checked: Checked) -> Counter[str]:
    sizes = {home[0].id: len(home) for home in checked.homes.values()}
    held: Counter[str] = Counter()
    for who, (first, _) in pairs_of(checked).items():
        held[first] += sizes[who]
    return held


def _robust(checked: Checked) -> Claim:
    """For each supporter who is missing: their people go to the stand-ins, within every load."""
    sizes = {home[0].id: len(home) for home in checked.homes.values()}
    loads = {each.id: each.load for each in checked.problem.supporters}
    held, pairs = _held(checked), pairs_of(checked)
    cover: dict[str, Counter[str]] = defaultdict(Counter)
    without = 0
    for who, (first, second) in pairs.items():
        if second:
            cover[first][second] += sizes[who]
        else:
            without += 1
    for missing, takes in cover.items():
        for other, people in takes.items():
            if held[other] + people > loads[other]:
                text = (
                    f"{missing}が来られないとき{held[other] + people}人、引受人数は{loads[other]}人"
                )
                checked.broken("robust", (other,), text)
    text = "支援者の誰か1人が来られなくても、その人の担当は全員、引受人数の中で代わりの支援者に移る"
    if without:
        text += f"（代わりのない{without}世帯を除く: 理由は一人ひとりの説明にある）"
    figures = {"cases": len(cover), "without": without}
    return Claim(id="robust", text=text, holds=True, figures=figures)


def _witnessed(checked: Checked) -> Claim:
    """Every case in which not everybody fits, counted again."""
    names = ("種類", "シナリオ", "来られない支援者", "人数", "引き受けられる人数", "行き先", "番号")
    rows = read_sheet(checked.folder / "witnesses.csv", [Column(name) for name in names]).rows
    scenarios = {each.id: each for each in checked.problem.scenarios}
    home_of = {person.id: home for home in checked.homes.values() for person in home}
    for row in rows:
        ids = row.get("番号").split()
        homes = list({home_of[who][0].id: home_of[who] for who in ids}.values())
        places = frozenset(row.get("行き先").split())
        if row.get("種類") == "避難所":
            told = too_few_places(checked.problem, scenarios[row.get("シナリオ")], homes, places)
        else:
            goes = [[s for s in checked.problem.scenarios if _goes(s, home)] for home in homes]
            away = row.get("来られない支援者")
            told = too_few_supporters(checked.problem, homes, goes, places, away)
        if told is None or told != (int(row.get("人数")), int(row.get("引き受けられる人数"))):
            checked.broken("witness", tuple(ids[:5]), "この証拠は数え直すと合わない")
    text = "「足りない」という説明は、数え直して確かめた"
    return Claim(id="witness", text=text, holds=True, figures={"witnesses": len(rows)})


def _lists(checked: Checked) -> Claim:
    """Whoever may not be told of stands on no list for others."""
    kept = {
        person.id
        for home in checked.homes.values()
        if any(one.protected or one.consent is not True for one in home)
        for person in home
    }
    for name in ("shelters.html", "supporters.html"):
        told = (checked.folder / "lists" / name).read_text(encoding="utf-8")
        for who in _cells(told) & kept:
            checked.broken("lists", (who,), f"{name}に載せてはならない人が載っている")
    figures = {"kept": len(kept)}
    text = "支援措置の人と同意のない人は、支援者や避難所の名簿に載っていない"
    return Claim(id="lists", text=text, holds=True, figures=figures)


def _cells(page: str) -> set[str]:
    """Numbers of people in a page: the cells of its tables that are no supporter's or count."""
    rows = [part.partition("</tr>")[0] for part in page.split("<tr>")[1:]]
    cells = [[cell.split(">", 1)[-1] for cell in row.split("</td>")[:-1]] for row in rows]
    at = 1 if "支援者ごと" in page.partition("</title>")[0] else 0
    return {row[at] for row in cells if len(row) > at}
