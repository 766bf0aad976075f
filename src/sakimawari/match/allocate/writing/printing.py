"""Lists to print: one page for each facility with the children who come, by class; numbers only.

Each sheet says that it is a plan, until the office has decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from html import escape

from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.outcomes import Outcome
from sakimawari.match.allocate.writing.tables import DRAFT

_STYLE = (
    "body{font:11pt/1.6 'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic',Meiryo,sans-serif;color:#1a1a1a;"
    "margin:0 auto;max-width:46rem;padding:1.5rem}"
    "h1{font-size:15pt;margin:0 0 .2rem}h2{font-size:12pt;margin:1.4rem 0 .4rem}p{margin:.2rem 0 .8rem}"
    "section{break-after:page;padding-bottom:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #999;padding:.3rem .6rem;text-align:left;font-variant-numeric:tabular-nums}"
    "th{border-bottom-width:2px}.box{width:8rem}.draft{border:2px solid #1a1a1a;padding:.2rem .6rem;font-weight:600;display:inline-block}"
    ".note{color:#4d4d4d;font-size:9.5pt}"
    "@page{size:A4;margin:16mm}@media print{body{padding:0;max-width:none}}"
)


def printed_lists(book: Book, outcomes: Iterable[Outcome], *, classes: bool = True) -> str:
    """All facilities as one HTML page, a sheet each; protected children are told of by the officer."""
    coming: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if each.placed and each.facility and not book.children[each.child].protected:
            coming[each.facility].append(each)
    title = book.given.rules.name or "内定者名簿"
    sheets = "".join(
        _sheet(book, nursery.id, coming[nursery.id], title, classes=classes)
        for nursery in book.given.nurseries
    )
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} 施設別一覧 {DRAFT}</title><style>{_STYLE}</style></head>"
        f"<body><main>{sheets}</main></body></html>\n"
    )


def _sheet(book: Book, id: str, rows: list[Outcome], title: str, *, classes: bool) -> str:
    nursery = book.nurseries[id]
    ages = sorted({book.children[row.child].age or 0 for row in rows})
    tables = "".join(_table(book, age, rows, classes=classes) for age in ages)
    none = "" if rows else "<p>今回、新しく決まる方はいません。</p>"
    ward = f"{escape(nursery.ward)}　" if nursery.ward else ""
    return (
        f"<section><h1>{escape(nursery.name)}</h1><p class='draft'>{DRAFT}</p>"
        f"<p>{ward}施設番号 {escape(nursery.id)}　{escape(title)}　{len(rows)}人</p>{none}{tables}"
        '<p class="note">これは案です。担当課が決定してからお渡しください。番号で照合してください。このほかに担当から直接お伝えする方がいることがあります。</p></section>'
    )


def _table(book: Book, age: int, rows: list[Outcome], *, classes: bool) -> str:
    own = sorted(
        (row for row in rows if (book.children[row.child].age or 0) == age),
        key=lambda row: row.child,
    )
    head = f"<h2>{age}歳児クラス　{len(own)}人</h2>" if classes else ""
    lines = "".join(
        f"<tr><td>{at}</td><td>{escape(row.child)}</td><td>{escape(row.result.value)}</td><td class='box'></td></tr>"
        for at, row in enumerate(own, 1)
    )
    return (
        f"{head}<table><thead><tr><th>No.</th><th>番号</th><th>区分</th><th>確認</th></tr></thead>"
        f"<tbody>{lines}</tbody></table>"
    )
