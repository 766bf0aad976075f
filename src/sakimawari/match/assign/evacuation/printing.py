"""Lists on paper, a page a shelter and a page a supporter: only people whose plan may be given.

Whoever has not consented, or is under 支援措置, is on none of them; they are in `officer.csv`, for the
officer named for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.utils.html import escape

from sakimawari.drawing.sheets import Cell, Table, csv_of
from sakimawari.match.assign.evacuation.planning import Plan
from sakimawari.match.assign.flow.transport import NOWHERE

FOLDER, BY_SHELTER, BY_SUPPORTER = "lists", "shelters.html", "supporters.html"
OFFICER = "officer.csv"
_STYLE = (
    "body{font:11pt/1.6 'Noto Sans JP','Noto Sans CJK JP',sans-serif;color:#1a1a1c;margin:16mm auto;"
    "max-width:180mm;padding:0 6mm}section{break-after:page;margin-bottom:14mm}"
    "h1{font-size:15pt;margin:0 0 2mm}h2{font-size:12pt;margin:5mm 0 1mm}p{margin:0 0 3mm}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #999;padding:1.2mm 2.5mm 1.2mm 0;text-align:left;"
    "vertical-align:top}th{font-weight:700;border-color:#1a1a1c;white-space:nowrap}"
    "td.n,th.n{text-align:right;padding-right:5mm}.n,.w{white-space:nowrap}td.p{min-width:9em}"
    ".small{color:#545454;font-size:9.5pt}"
    "@page{size:A4;margin:14mm}@media print{body{margin:0;max-width:none;padding:0}}"
)
_NEXT = "\n"
_KEPT = (
    "この名簿は平時の提供に同意した人だけを載せている。受け取った人には秘密を守る義務がある"
    "（災害対策基本法第49条の13・第49条の17）。"
)


_MARKS = {
    "人数": 'class="n"', "番号": 'class="w"', "支援者": 'class="w"', "言語": 'class="w"',
    "避難先": 'class="p"',
}  # fmt: skip


def write_lists(folder: Path, plan: Plan) -> None:
    """Write the pages and the officer's list."""
    place = folder / FOLDER
    place.mkdir()
    (place / BY_SHELTER).write_text(_page("避難所ごとの名簿", _shelters(plan)), encoding="utf-8")
    (place / BY_SUPPORTER).write_text(
        _page("支援者ごとの名簿", _supporters(plan)), encoding="utf-8"
    )
    (place / OFFICER).write_bytes(csv_of(_officer(plan)))


def _page(title: str, sections: Iterable[str]) -> str:
    return (
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>\n"
        + ("\n".join(sections) or f"<h1>{escape(title)}</h1><p>載せる人はいない。</p>")
        + "\n</main></body></html>\n"
    )


def _table(caption: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> str:
    marks = [_MARKS.get(name, "") for name in columns]
    head = "".join(
        f'<th scope="col" {mark}>{escape(name)}</th>'
        for name, mark in zip(columns, marks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td {mark}>{_shown(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    )
    named = f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
    return f"{named}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _shown(cell: Cell) -> str:
    """A cell; what is several lines is, and nothing is told by a dash."""
    if cell is None or cell == "":
        return "―"
    words = f"{cell:,}" if isinstance(cell, int) else str(cell)
    return "<br>".join(escape(part) for part in words.split(_NEXT))


def _listed(plan: Plan) -> list[int]:
    """People on lists: all of their household may be told of, for a household arrives together."""
    return [
        at
        for at in range(len(plan.problem.people))
        if all(plan.problem.people[each].listed for each in plan.units[plan.unit_of[at]].members)
    ]


def _shelters(plan: Plan) -> Iterable[str]:
    problem, listed = plan.problem, _listed(plan)
    for shelter, place in enumerate(problem.shelters):
        parts = []
        for answer in plan.sheltered:
            rows: list[tuple[Cell, ...]] = []
            for at in listed:
                unit, one = plan.unit_of[at], problem.people[at]
                if answer.shelter[unit] == shelter:
                    first = int(plan.pairs.first[unit])
                    rows.append(
                        (
                            one.id, one.people, "、".join(sorted(one.needs)), one.language,
                            problem.supporters[first].id if first >= 0 else None,
                        )
                    )  # fmt: skip
            if rows:
                name = answer.scenario.id
                people = sum(int(row[1] or 0) for row in rows)
                parts.append(f"<h2>{escape(name)}　{len(rows)}件 {people:,}人</h2>")
                columns = ("番号", "人数", "必要なもの", "言語", "支援者")
                parts.append(_table(f"{place.name} {name}", columns, rows))
        if parts:
            room = "定員は不明" if place.capacity is None else f"定員 {place.capacity:,}人"
            head = f"<h1>{escape(place.name)}</h1><p>{room}。<span class=small>{_KEPT}</span></p>"
            yield f"<section>{head}{''.join(parts)}</section>"


def _supporters(plan: Plan) -> Iterable[str]:
    problem = plan.problem
    held: dict[int, list[tuple[int, int]]] = {}
    for at in _listed(plan):
        unit = plan.unit_of[at]
        for role, of in enumerate((plan.pairs.first, plan.pairs.second)):
            if of[unit] != NOWHERE:
                held.setdefault(int(of[unit]), []).append((role, at))
    for supporter, people in sorted(held.items()):
        rows: list[tuple[Cell, ...]] = []
        for role, at in sorted(people):
            unit, one = plan.unit_of[at], problem.people[at]
            first = int(plan.pairs.first[unit])
            told = f"{problem.supporters[first].id}の代わり" if role else "担当"
            rows.append((told, one.id, "、".join(sorted(one.skills)), _places(plan, unit, _NEXT)))
        own = problem.supporters[supporter]
        head = (
            f"<h1>支援者 {escape(own.id)}</h1><p>引き受ける人数は{own.load}人まで。"
            f"「代わり」はその支援者が来られないとき。<span class=small>{_KEPT}</span></p>"
        )
        columns = ("役割", "番号", "必要な支援", "避難先")
        yield f"<section>{head}{_table(f'支援者 {own.id}', columns, rows)}</section>"


def _places(plan: Plan, unit: int, between: str = " / ") -> str:
    told = []
    for answer in plan.sheltered:
        shelter = int(answer.shelter[unit])
        if shelter >= 0:
            told.append(f"{answer.scenario.id}: {plan.problem.shelters[shelter].name}")
        elif shelter == NOWHERE:
            told.append(f"{answer.scenario.id}: 未定")
    return between.join(told)


def _officer(plan: Plan) -> Table:
    """Everybody kept from the lists, and why."""
    listed = set(_listed(plan))
    problem = plan.problem
    rows: list[tuple[Cell, ...]] = []
    for at, one in enumerate(problem.people):
        if at in listed:
            continue
        unit = plan.unit_of[at]
        if plan.units[unit].protected:
            why = "支援措置（本人または同じ世帯）"
        else:
            why = "同意しない人がいる" if one.consent is False else "世帯の同意がそろっていない"
        pair = (int(plan.pairs.first[unit]), int(plan.pairs.second[unit]))
        ids = [problem.supporters[each].id if each >= 0 else None for each in pair]
        rows.append((one.id, why, *ids, _places(plan, unit)))
    columns = ("番号", "名簿に載せない理由", "支援者1", "支援者2", "避難先")
    return Table(columns=columns, rows=tuple(rows))
