"""Lists on paper, a page a volunteer: only elders who consent and are not under 支援措置.

Whoever is on none of them is in `officer.csv`, for the officer named for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from django.utils.html import escape

from sakimawari.drawing.sheets import Cell, Table, csv_of
from sakimawari.match.assign.flow.transport import NOWHERE, Ints
from sakimawari.match.assign.helping.hours import in_japanese
from sakimawari.match.assign.helping.pairing import Paired
from sakimawari.match.assign.helping.telling import Teller

FOLDER, BY_VOLUNTEER, OFFICER = "lists", "volunteers.html", "officer.csv"
_TITLE = "ボランティアごとの名簿"
_COLUMNS = ("番号", "頼みごと", "曜日・時間帯", "ことば", "希望", "距離m")
_STYLE = (
    "body{font:11pt/1.6 'Noto Sans JP','Noto Sans CJK JP',sans-serif;color:#1a1a1c;margin:16mm auto;"
    "max-width:180mm;padding:0 6mm}section{break-after:page;margin-bottom:14mm}"
    "h1{font-size:15pt;margin:0 0 1mm}h2{font-size:12pt;margin:6mm 0 1mm}p{margin:0 0 2mm}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #999;padding:1.2mm 3mm 1.2mm 0;text-align:left;vertical-align:top}"
    "th{font-weight:700;border-color:#1a1a1c;white-space:nowrap}"
    "td.n,th.n{text-align:right;padding-right:0;white-space:nowrap}td:first-child{white-space:nowrap}"
    ".small{color:#545454;font-size:9.5pt}"
    "@media(max-width:600px){body{font-size:9.5pt;padding:0 4mm}th,td{padding-right:1.6mm}}"
    "@page{size:A4;margin:14mm}@media print{body{margin:0;max-width:none;padding:0}}"
)
_KEPT = (
    "本人が同意した人だけを載せています。手伝いのためだけに使い、ほかの人に見せないでください。"
    "初めて行く日時は、市の担当者と一緒に本人と決めます。"
)


def write_lists(folder: Path, paired: Paired, teller: Teller) -> None:
    """Write the pages and the officer's list."""
    place = folder / FOLDER
    place.mkdir()
    pages = "\n".join(_sections(paired, teller))
    place.joinpath(BY_VOLUNTEER).write_text(
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_TITLE}</title><style>{_STYLE}</style></head><body><main>\n"
        + (pages or f"<h1>{_TITLE}</h1><p>載せる人はいません。</p>")
        + "\n</main></body></html>\n",
        encoding="utf-8",
    )
    place.joinpath(OFFICER).write_bytes(csv_of(_officer(paired, teller)))


def _sections(paired: Paired, teller: Teller) -> Iterator[str]:
    for at, one in enumerate(paired.problem.volunteers):
        own = list(_rows(paired, teller, at, paired.first.site, paired.metres))
        other = list(_rows(paired, teller, at, paired.second.site, paired.stand_in_metres))
        if not own and not other:
            continue
        parts = [f"<h1>ボランティア {escape(one.id)}</h1>", f'<p class="small">{_KEPT}</p>']
        if own:
            parts.append(f"<h2>担当する人　{len(own)}人（引き受けるのは{one.load}人まで）</h2>")
            parts.append(_table(f"{one.id}が担当する人", own))
        if other:
            parts.append(f"<h2>担当の人が来られないときに代わる人　{len(other)}人</h2>")
            parts.append(_table(f"{one.id}が代わる人", other))
        yield f"<section>{''.join(parts)}</section>"


def _rows(
    paired: Paired, teller: Teller, volunteer: int, site: Ints, ways: Ints
) -> Iterator[tuple[str, ...]]:
    for at in np.flatnonzero(site == volunteer).tolist():
        unit = paired.units[at]
        if not unit.listed:
            continue
        for member in unit.members:
            one = paired.problem.elders[member]
            yield (
                one.id, "、".join(sorted(one.asks)) or "訪問", in_japanese(teller.free(at, volunteer)),
                "、".join(sorted(one.languages)) or "日本語", "、".join(sorted(one.wishes)),
                f"{int(ways[at]):,}",
            )  # fmt: skip


def _table(caption: str, rows: list[tuple[str, ...]]) -> str:
    marks = ["", "", "", "", "", ' class="n"']
    head = "".join(
        f'<th scope="col"{mark}>{name}</th>' for name, mark in zip(_COLUMNS, marks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    )
    named = f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
    return f"{named}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _officer(paired: Paired, teller: Teller) -> Table:
    """Everybody kept from the lists, and why."""
    rows: list[tuple[Cell, ...]] = []
    for at, one in enumerate(paired.problem.elders):
        unit = teller.unit_of.get(at)
        if unit is not None and paired.units[unit].listed:
            continue
        if one.protected or (unit is not None and paired.units[unit].protected):
            why = "支援措置（本人または同じ世帯）"
        else:
            why = "同意しない" if unit is None else "世帯の同意がそろっていない"
        sites = (paired.first.site, paired.second.site)
        there = [NOWHERE if unit is None else int(site[unit]) for site in sites]
        ids = [paired.problem.volunteers[each].id if each >= 0 else None for each in there]
        rows.append((one.id, why, *ids, teller.reason(at)))
    return Table(columns=("番号", "名簿に載せない理由", "担当", "代わり", "理由"), rows=tuple(rows))
