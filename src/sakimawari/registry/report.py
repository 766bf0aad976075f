"""The quality report as one page a clerk can read and print; no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
:root{--ink:#1a1a1c;--faint:#626264;--line:#b4b4b8;--ground:#fff;--band:#f1f1f4;--bad:#a30000;--good:#115a36}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1.5rem;color:var(--ink);background:var(--ground);
font:16px/1.7 "Noto Sans JP","BIZ UDPGothic","Yu Gothic UI",Meiryo,sans-serif}
h1{font-size:1.6rem;line-height:1.4}h2{font-size:1.25rem;border-bottom:2px solid var(--line);padding-bottom:.2rem;margin-top:2.5rem}
h3{font-size:1.05rem;margin:1.2rem 0 .3rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
caption{text-align:left;color:var(--faint);padding:.2rem 0}
th,td{border:1px solid var(--line);padding:.35rem .6rem;vertical-align:top;text-align:left}
th{background:var(--band)}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bad{color:var(--bad);font-weight:700}.good{color:var(--good);font-weight:700}.faint{color:var(--faint)}
.wide{overflow-x:auto}code{font-family:ui-monospace,monospace}
a{color:#0017c1}a:focus-visible{outline:3px solid #000;outline-offset:2px}
@media print{body{max-width:none;padding:0;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}a{color:inherit;text-decoration:none}}
"""

_TOTALS = {
    "people": "住民",
    "households": "世帯",
    "companies": "法人",
    "facilities": "施設",
    "departed": "死亡・転出した人",
    "protected": "支援措置",
}
_ROWS = (
    ("read", "読んだ行"),
    ("kept", "取り込んだ行"),
    ("set_aside", "取り込まなかった行"),
    ("departed", "死亡・転出した人の行"),
    ("blank", "空の行"),
    ("total", "合計などの行"),
)


def _number(value: int) -> str:
    return f"{value:,}"


def _table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: set[int]
) -> str:
    """A table; cells are escaped already."""

    def mark(place: int) -> str:
        return ' class="n"' if place in numeric else ""

    head = "".join(f'<th scope="col"{mark(i)}>{escape(text)}</th>' for i, text in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{mark(i)}>{cell}</td>" for i, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _findings(caption: str, found: Sequence[Mapping[str, Any]]) -> str:
    if not found:
        return ""
    rows = [
        [
            f"<code>{escape(one['id'])}</code>",
            escape(one["column"]) or "行全体",
            _number(one["rows"]),
            _number(one["first_row"]),
            escape(one["what"]),
            escape(one["do"]),
        ]
        for one in found
    ]
    return _table(
        caption, ("番号", "列", "件数", "最初の行", "内容", "していただくこと"), rows, {2, 3}
    )


def _repairs(found: Sequence[Mapping[str, Any]]) -> str:
    if not found:
        return ""
    rows = [
        [escape(one["column"]) or "行全体", _number(one["rows"]), escape(one["what"])]
        for one in found
    ]
    return _table(
        "自動で直したこと（していただくことはありません）", ("列", "件数", "内容"), rows, {1}
    )


def _header_notes(file: Mapping[str, Any]) -> str:
    header = file["header"]
    notes = []
    if header["unknown"]:
        notes.append("知らない列なので読まなかったもの: " + "、".join(header["unknown"]))
    if header["absent"]:
        notes.append("ファイルにない列（値は不明として扱います）: " + "、".join(header["absent"]))
    if header["renamed"]:
        pairs = "、".join(f"{written} → {meant}" for written, meant in header["renamed"])
        notes.append("名前を読み替えた列: " + pairs)
    if header["reordered"]:
        notes.append("列の並びがいつもと違いますが、名前で読みました")
    if header["row"] > 1:
        notes.append(f"見出しは{header['row']}行目にありました")
    if file["outside_characters"]:
        notes.append(
            f"外字が{_number(file['outside_characters'])}字あります（印刷するときに字形を確かめてください）"
        )
    if not notes:
        return ""
    return "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>"


def _file_section(number: int, file: Mapping[str, Any]) -> str:
    counts = "、".join(
        f"{name} {_number(file['rows'][key])}"
        for key, name in _ROWS
        if file["rows"][key] or key in ("read", "kept")
    )
    return (
        f'<section aria-labelledby="f{number}"><h2 id="f{number}">{escape(file["file"])}</h2>'
        f"<p>{escape(file['register'])} · {escape(file['encoding'])} · {counts}</p>"
        + _header_notes(file)
        + _findings("取り込まなかった行（set_aside フォルダに元の行があります）", file["set_aside"])
        + _findings("取り込んだうえで、確かめていただきたい行", file["notices"])
        + _repairs(file["repairs"])
        + "</section>"
    )


def _overview(told: Mapping[str, Any]) -> str:
    rows = [
        [
            f'<a href="#f{number}">{escape(file["file"])}</a>',
            escape(file["register"]),
            _number(file["rows"]["read"]),
            _number(file["rows"]["kept"]),
            _number(file["rows"]["set_aside"]),
            _number(sum(one["rows"] for one in file["notices"])),
            _number(file["repaired"]),
        ]
        for number, file in enumerate(told["files"])
    ]
    heads = ("ファイル", "種類", "読んだ行", "取り込み", "取り込まず", "要確認", "自動修正")
    return _table("ファイルごとの件数", heads, rows, {2, 3, 4, 5, 6})


def _whole_files(told: Mapping[str, Any]) -> str:
    parts = []
    if told["without_protection"]:
        parts.append(
            '<p class="bad">支援措置の台帳なしで読み込みました。守るべき人が通知や一覧に現れるおそれがあります。</p>'
        )
    if told["problems"]:
        rows = [
            [
                f"<code>{escape(one['id'])}</code>",
                escape(one["where"] or ""),
                escape(one["what"] + (f" ({one['near']})" if one["near"] else "")),
                escape(one["do"]),
            ]
            for one in told["problems"]
        ]
        parts.append(
            _table(
                "ファイル全体について",
                ("番号", "ファイル", "内容", "していただくこと"),
                rows,
                set(),
            )
        )
    if told["missing_registers"]:
        rows = [
            [
                escape(one["register"]),
                escape("、".join(one["facts"]) or "―"),
                escape(one["programme"] or "―"),
            ]
            for one in told["missing_registers"]
        ]
        caption = "届いていない台帳（ここから分かることは「不明」として扱います）"
        parts.append(
            _table(caption, ("台帳", "不明になる事項", "受給者が分からない制度"), rows, set())
        )
    return "".join(parts)


def report_page(told: Mapping[str, Any]) -> str:
    """`quality.html` from the content of `quality.json`."""
    rows = told["rows"]
    share = 100 * rows["set_aside"] / rows["read"] if rows["read"] else 0.0
    verdict = (
        '<p class="good">取り込まなかった行はありません。</p>'
        if not rows["set_aside"]
        else f'<p class="bad">取り込まなかった行が {_number(rows["set_aside"])} 行あります（{share:.2f}%）。'
        "理由と元の行は set_aside フォルダにあります。直して読み込み直してください。</p>"
    )
    totals = "、".join(
        f"{name} {_number(told['totals'][key])}"
        for key, name in _TOTALS.items()
        if key in told["totals"]
    )
    counted = "、".join(f"{name} {_number(rows[key])}" for key, name in _ROWS)
    sections = "".join(_file_section(number, file) for number, file in enumerate(told["files"]))
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>データの品質報告 {escape(told['on'])}</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>データの品質報告（基準日 {escape(told['on'])}）</h1></header><main>"
        f"{verdict}<p>{totals}</p><p>{counted}。自動で直したところ {_number(told['repaired'])}。"
        "この報告に、住民の氏名・住所・番号は載せていません。</p>"
        f"{_whole_files(told)}{_overview(told)}{sections}</main></body></html>"
    )
