"""The tables of a result, UTF-8 with a mark for Excel; people by their numbers alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from sakimawari.drawing.sheets import Cell, Table, csv_of
from sakimawari.match.assign.evacuation.admitting import refusals
from sakimawari.match.assign.evacuation.opening import Opening
from sakimawari.match.assign.evacuation.planning import Plan
from sakimawari.match.assign.evacuation.telling import FULL, GOES, NO_SHELTER, STAYS_HOME, Teller
from sakimawari.match.assign.evacuation.values import in_people
from sakimawari.match.assign.flow.transport import NOWHERE
from sakimawari.match.results.kind import Explanation

RESULT, SHELTERS, SUPPORTERS = "result.csv", "shelters.csv", "supporters.csv"
PLANS, WITNESSES, OPENINGS = "plans.csv", "witnesses.csv", "one-more.csv"
REASONS, SUMMARY = "reasons.json", "summary.json"
RESULT_COLUMNS = (
    "番号", "世帯番号", "シナリオ", "災害種別", "結果", "人数", "避難所番号", "避難所名", "距離m",
    "今の計画", "支援者1", "支援者1距離m", "支援者2", "支援者2距離m", "入れる避難所の数", "理由",
)  # fmt: skip


def write_tables(folder: Path, plan: Plan, teller: Teller, opened: list[Opening]) -> None:
    """Write every table and the reasons."""
    tables = {
        RESULT: Table(columns=RESULT_COLUMNS, rows=tuple(_result(plan, teller))),
        SHELTERS: _shelters(plan),
        SUPPORTERS: _supporters(plan),
        PLANS: _plans(plan, teller),
        WITNESSES: _witnesses(plan),
        OPENINGS: _openings(plan, opened),
    }
    for name, table in tables.items():
        (folder / name).write_bytes(csv_of(table))
    told = {one.id: _kept(teller.explanation(at)) for at, one in enumerate(plan.problem.people)}
    _json(folder / REASONS, told)


def _kept(explanation: Explanation) -> dict[str, object]:
    return {key: value for key, value in asdict(explanation).items() if key != "who"}


def _json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _result(plan: Plan, teller: Teller) -> Iterator[tuple[Cell, ...]]:
    for person, one in enumerate(plan.problem.people):
        unit = plan.unit_of[person]
        helpers = _pair(plan, unit)
        for at, answer in enumerate(plan.sheltered):
            told = teller.scenario(unit, at)
            shelter = int(answer.shelter[unit])
            place = plan.problem.shelters[shelter] if shelter >= 0 else None
            yield (
                one.id, one.household, answer.scenario.id, answer.scenario.hazard, told.outcome,
                one.people, place.id if place else None, place.name if place else None,
                int(answer.metres[unit]) if place else None, one.present,
                *(helpers if told.outcome != STAYS_HOME else (None,) * 4),
                int(answer.reachable[unit]), told.reason,
            )  # fmt: skip


def _pair(plan: Plan, unit: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    near = plan.near[unit]
    for supporter in (int(plan.pairs.first[unit]), int(plan.pairs.second[unit])):
        if supporter == NOWHERE:
            cells += [None, None]
        else:
            way = near.metres[near.supporters.index(supporter)]
            cells += [plan.problem.supporters[supporter].id, way]
    return tuple(cells)


def _shelters(plan: Plan) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for answer in plan.sheltered:
        held = [0] * len(plan.problem.shelters)
        for unit, shelter in zip(plan.units, answer.shelter.tolist(), strict=True):
            if shelter >= 0:
                held[shelter] += unit.people
        for at, place in enumerate(plan.problem.shelters):
            closed = refusals(
                frozenset(("福祉",)) if place.only_welfare else frozenset(),
                place,
                answer.scenario,
                unsaid=plan.problem.settings.unsaid,
            )
            why = "、".join(each for each in closed if each != "福祉")
            spare = None if place.capacity is None else place.capacity - held[at]
            rows.append(
                (
                    answer.scenario.id, place.id, place.name, why or "使う", place.capacity, held[at],
                    spare, *in_people(int(answer.prices[at]), answer.penalty),
                    *in_people(int(answer.losses[at]), answer.penalty),
                )
            )  # fmt: skip
    columns = (
        "シナリオ", "避難所番号", "避難所名", "使い方", "定員", "避難者数", "空き",
        "1人分増で避難できる人数", "1人分増で減る距離m", "1人分減で避難できない人数", "1人分減で増える距離m",
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))


def loads_of(plan: Plan) -> list[tuple[int, int, int]]:
    """Of each supporter: people whose first they are, most they would have, who is then missing."""
    count = len(plan.problem.supporters)
    own, cover = [0] * count, [dict[int, int]() for _ in range(count)]
    firsts, seconds = plan.pairs.first.tolist(), plan.pairs.second.tolist()
    for unit, first, second in zip(plan.units, firsts, seconds, strict=True):
        if first != NOWHERE:
            own[first] += len(unit.members)
        if second != NOWHERE:
            cover[second][first] = cover[second].get(first, 0) + len(unit.members)
    found = []
    for at in range(count):
        most = max(cover[at].items(), key=lambda item: (item[1], -item[0]), default=(NOWHERE, 0))
        found.append((own[at], own[at] + most[1], most[0]))
    return found


def _supporters(plan: Plan) -> Table:
    problem = plan.problem
    rows = tuple(
        (each.id, each.load, own, most, problem.supporters[missing].id if missing >= 0 else None)
        for each, (own, most, missing) in zip(problem.supporters, loads_of(plan), strict=True)
    )
    columns = ("支援者番号", "引受人数", "1人目として", "最も多いとき", "そのとき来られない支援者")
    return Table(columns=columns, rows=rows)


def _plans(plan: Plan, teller: Teller) -> Table:
    """個別避難計画 by the items of 災対法49条の14第3項, as far as the tables know them."""
    rows: list[tuple[Cell, ...]] = []
    names = [answer.scenario.id for answer in plan.sheltered]
    for person, one in enumerate(plan.problem.people):
        unit = plan.unit_of[person]
        pair = _pair(plan, unit)
        places: list[Cell] = []
        for at, answer in enumerate(plan.sheltered):
            shelter = int(answer.shelter[unit])
            told = teller.scenario(unit, at)
            places.append(plan.problem.shelters[shelter].name if shelter >= 0 else told.outcome)
            places.append(int(answer.metres[unit]) if shelter >= 0 else None)
        given = {True: "同意", False: "不同意", None: "未確認"}[one.consent]
        missing = [
            name
            for name, lacks in (
                ("避難支援等実施者", pair[0] is None),
                ("代わりの避難支援等実施者", pair[2] is None),
                ("避難先", any(each in (NO_SHELTER, FULL) for each in places)),
                ("同意の確認", one.consent is None),
            )
            if lacks
        ]
        rows.append(
            (
                one.id, one.household, one.people, "、".join(sorted(one.needs)),
                "、".join(sorted(one.skills)), one.language, given, "可" if one.listed else "不可",
                pair[0], pair[2], *places, "、".join(missing),
            )
        )  # fmt: skip
    columns = (
        "番号", "世帯番号", "一緒に避難する人数", "避難先に必要なもの", "必要な支援", "言語",
        "平時の提供への同意", "支援者への提供", "避難支援等実施者", "代わりの避難支援等実施者",
        *(part for name in names for part in (f"避難先_{name}", f"距離m_{name}")), "確認する項目",
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))


def _witnesses(plan: Plan) -> Table:
    """Every case in which not everybody fits, to be counted again by anyone."""
    problem = plan.problem
    rows: list[tuple[Cell, ...]] = []
    for answer in plan.sheltered:
        for each in answer.witnesses:
            rows.append(
                (
                    "避難所", answer.scenario.id, None, each.people, each.places,
                    " ".join(problem.shelters[at].id for at in each.sites), _ids(plan, each.units),
                )
            )  # fmt: skip
    told = {(lack.missing, lack.units): lack for lack in plan.lacks.values() if lack.units}
    for lack in told.values():
        away = problem.supporters[lack.missing].id if lack.missing >= 0 else None
        rows.append(
            (
                "支援者", None, away, lack.people, lack.places,
                " ".join(problem.supporters[at].id for at in lack.supporters), _ids(plan, lack.units),
            )
        )  # fmt: skip
    columns = (
        "種類",
        "シナリオ",
        "来られない支援者",
        "人数",
        "引き受けられる人数",
        "行き先",
        "番号",
    )
    return Table(columns=columns, rows=tuple(rows))


def _ids(plan: Plan, units: tuple[int, ...]) -> str:
    members = (at for unit in units for at in plan.units[unit].members)
    return " ".join(plan.problem.people[at].id for at in members)


_WHAT = {
    "open": "使っていない避難所を使えるようにする",
    "new": "新しい避難所を置く",
    "place": "定員を1人分ふやす",
}


def _openings(plan: Plan, opened: list[Opening]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for each in opened:
        place = plan.problem.shelters[each.shelter] if each.shelter >= 0 else None
        near = None
        if each.unit >= 0:
            near = plan.problem.people[plan.units[each.unit].members[0]]
        shown = near.id if near is not None and not near.protected else None
        rows.append(
            (
                each.scenario, _WHAT[each.what], place.id if place else None, place.name if place else None, shown,
                each.people, each.metres, "、".join(each.wanted),
            )
        )  # fmt: skip
    columns = (
        "シナリオ", "何をするか", "避難所番号", "避難所名", "この人の家の近く", "新たに避難できる人数",
        "減る距離m", "変える条件",
    )  # fmt: skip
    return Table(columns=columns, rows=tuple(rows))


def summary(plan: Plan, teller: Teller) -> dict[str, object]:
    """Counts for a page: people by outcome in each scenario, supporters."""
    scenarios = {}
    for at, answer in enumerate(plan.sheltered):
        rows, people = dict.fromkeys((GOES, STAYS_HOME, NO_SHELTER, FULL), 0), 0
        for person, one in enumerate(plan.problem.people):
            outcome = teller.scenario(plan.unit_of[person], at).outcome
            rows[outcome] += 1
            people += one.people if outcome in (NO_SHELTER, FULL) else 0
        gone = answer.shelter >= 0
        fewer, shorter = in_people(_gap(plan, at), answer.penalty)
        far = answer.metres[gone]
        open_ = {unit for unit in answer.shelter.tolist() if unit >= 0}
        scenarios[answer.scenario.id] = {
            **rows,
            "避難先のない人数": people,
            "避難先のない人数の下限": people - fewer,
            "使う避難所": len(open_),
            "距離の中央値m": int(sorted(far.tolist())[len(far) // 2]) if len(far) else 0,
            "最も遠いm": int(far.max()) if len(far) else 0,
            "距離の合計": answer.cost,
            "距離の合計の下限": answer.cost - shorter,
            "最善と証明": answer.proven,
            "避難先がないことの重み": answer.penalty,
        }
    first = int((plan.pairs.first != NOWHERE).sum())
    second = int((plan.pairs.second != NOWHERE).sum())
    return {
        "人": len(plan.problem.people),
        "世帯": len(plan.units),
        "避難所": len(plan.problem.shelters),
        "支援者": len(plan.problem.supporters),
        "支援者1人目あり_世帯": first,
        "代わりあり_世帯": second,
        "不足_世帯": len(plan.lacks),
        "シナリオ": scenarios,
    }


def _gap(plan: Plan, at: int) -> int:
    """How much better a plan could be at most: metres, and the weight for each person without a place."""
    answer = plan.sheltered[at]
    sites = answer.shelter.tolist()
    without = sum(
        unit.people for unit, site in zip(plan.units, sites, strict=True) if site == NOWHERE
    )
    return answer.cost + answer.penalty * without - answer.bound


def write_summary(folder: Path, content: dict[str, object]) -> None:
    """Keep the counts."""
    _json(folder / SUMMARY, content)
