"""A comparison as one self-contained page for the council: plain HTML, inline style and bars.

Nothing is loaded from anywhere, no script runs. Every bar repeats figures that stand in the table
beside it, so it is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from sakimawari.fit.compare.outcomes import SHOWN, Outcome
from sakimawari.fit.compare.page_style import STYLE
from sakimawari.fit.compare.report import (
    Breakdown,
    ClassRow,
    Comparison,
    Contradiction,
    Count,
    Month,
    ServiceImpact,
)
from sakimawari.fit.compare.words import (
    CHECKS,
    FEW,
    GRAVITIES,
    HIDDEN,
    TAKE_UP,
    counted,
    nothing_differs,
    of_companies,
    outcome_word,
    sentences,
    side_name,
    turned,
    yen,
)

BETTER = (Outcome.GAIN, Outcome.MORE, Outcome.POSSIBLE, Outcome.CONFIRMED)
WORSE = (Outcome.LOSE, Outcome.LESS, Outcome.UNSURE, Outcome.IMPOSSIBLE)
BAR, HALF, HEIGHT = 160, 80, 14


def page_of(comparison: Comparison) -> str:
    """The whole page."""
    title = "制度を変えたときの影響"
    parts = [
        f"<h1>{title}</h1>",
        _about(comparison),
        _first(comparison),
        *(_service(impact, comparison) for impact in comparison.impacts),
        _method(comparison),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}（{comparison.on.isoformat()}）</title>\n<style>{STYLE}</style>\n"
        f"</head>\n<body>\n<main>\n{''.join(parts)}</main>\n</body>\n</html>\n"
    )


def _about(comparison: Comparison) -> str:
    facts = [
        ("変更前", side_name(comparison.names[0])),
        ("変更後", side_name(comparison.names[1])),
        ("基準日", _day(comparison.on.isoformat())),
        ("見通す期間", f"{comparison.months}か月"),
        ("住民", f"{comparison.residents:,}人"),
        ("住民データ", comparison.snapshot),
    ]
    told = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in facts if v)
    return f'<dl class="about">{told}</dl>'


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _first(comparison: Comparison) -> str:
    """What is to be read if nothing else is."""
    if not comparison.impacts:
        return f'<p class="lead">{escape(nothing_differs(comparison))}</p>'
    return "".join(
        f'<p class="lead"><strong>{escape(impact.name)}</strong>'
        + "".join(f"<span>{escape(s)}</span>" for s in sentences(impact, comparison.months))
        + "</p>"
        for impact in comparison.impacts
    )


def _service(impact: ServiceImpact, comparison: Comparison) -> str:
    id = escape(impact.slug)
    return (
        f'<section aria-labelledby="{id}"><h2 id="{id}">{escape(impact.name)}</h2>'
        f"{_cards(impact)}{_differences(impact)}"
        f"{''.join(_breakdown(cut, impact) for cut in impact.breakdowns)}"
        f"{_workload(impact)}{_contradictions(impact.contradictions)}</section>"
    )


def _cards(impact: ServiceImpact) -> str:
    unit = "人" if impact.holder == "person" else "世帯"
    cards = [
        (outcome_word(outcome, impact), counted(count, unit))
        for outcome, count in impact.counts.items()
        if count != 0 and outcome is not Outcome.OPEN
    ]
    before, after = counted(impact.entitled_before), counted(impact.entitled_after, unit)
    cards.insert(0, ("対象者（前 → 後）", f"{before} → {after}"))
    if impact.is_money:
        cards.append(("住民の得る額・年（確実な分）", yen(impact.yen_per_year.certain)))
    told = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in cards)
    effect = f'<p class="note">{_day(impact.effect.isoformat())}時点。'
    opened = impact.counts[Outcome.OPEN]
    if opened != 0:
        effect += f"ほかに、前も後も不明な人が{counted(opened, unit)}います。"
    return f'<dl class="cards">{told}</dl>{effect}</p>'


def _differences(impact: ServiceImpact) -> str:
    if not impact.differences:
        return ""
    kinds = {"parameter": "額・率", "table": "表", "clause": "要件", "amount": "額の算式",
             "tier": "区分の算式", "deadline": "期限"}  # fmt: skip
    rows = [
        (kinds[each.kind], each.name, each.before or "（なし）", each.after or "（なし）")
        for each in impact.differences
    ]
    body = "".join(_row([escape(cell) for cell in row], numbers_from=9) for row in rows)
    return _table("何が変わるか", ["種類", "名称", "変更前", "変更後"], body, numbers_from=9)


# ---------------------------------------------------------------- by class


def _breakdown(cut: Breakdown, impact: ServiceImpact) -> str:
    used = [o for o in SHOWN if any(row.counts[o] != 0 for row in cut.rows)]
    if not used:
        return ""
    heads = ["区分", "住民", *(outcome_word(outcome, impact) for outcome in used)]
    heads += ["千人あたり", *(["年額（確実な分）"] if impact.is_money else [])]
    sides = _sides(impact)
    largest = max((_weight(row, side) for row in cut.rows for side in sides), default=0)
    body = ""
    for row in cut.rows:
        cells = [escape(row.label), f"{row.residents:,}"]
        cells += [counted(row.counts[outcome]) for outcome in used]
        cells += [_rate(row)]
        cells += [yen(row.yen_certain)] if impact.is_money else []
        cells.append(_bar(row, largest, sides))
        body += _row(cells)
    words = "左：不利になる人　右：有利になる人"
    table = _table(
        cut.cut if cut.cut.endswith("別") else f"{cut.cut}別",
        [*heads, f'<span class="key">{words}</span>'],
        body,
    )
    return table + (f'<p class="note">{escape(cut.note)}</p>' if cut.note else "")


def _rate(row: ClassRow) -> str:
    """How many of a thousand residents of a class fare otherwise than before."""
    moved = [row.counts[o] for o in SHOWN if o is not Outcome.OPEN]
    if not row.residents or None in moved:
        return HIDDEN if None in moved else ""
    return f"{1000 * sum(count or 0 for count in moved) / row.residents:,.1f}"


def _sides(impact: ServiceImpact) -> tuple[Sequence[Outcome], Sequence[Outcome]]:
    """Outcomes that are better, and worse, for those concerned by this service."""
    other = turned(impact)
    better = [o for o in SHOWN if (o in BETTER and o not in other) or (o in WORSE and o in other)]
    worse = [o for o in SHOWN if (o in WORSE and o not in other) or (o in BETTER and o in other)]
    return better, worse


def _weight(row: ClassRow, outcomes: Sequence[Outcome]) -> int:
    return sum(row.counts[outcome] or 0 for outcome in outcomes)


def _bar(row: ClassRow, largest: int, sides: tuple[Sequence[Outcome], Sequence[Outcome]]) -> str:
    """People better off to the right, worse off to the left."""
    right, left = (_weight(row, side) for side in sides)
    scale = (HALF - 1) / largest if largest else 0
    width = [round(scale * count, 1) for count in (left, right)]
    return (
        f'<svg class="bar" viewBox="0 0 {BAR} {HEIGHT}" width="{BAR}" height="{HEIGHT}" '
        f'aria-hidden="true" focusable="false">'
        f'<rect class="worse" x="{HALF - width[0]}" y="2" width="{width[0]}" height="10"/>'
        f'<rect class="better" x="{HALF}" y="2" width="{width[1]}" height="10"/>'
        f'<line x1="{HALF}" x2="{HALF}" y1="0" y2="{HEIGHT}"/></svg>'
    )


# ---------------------------------------------------------------- work and doubts


def _workload(impact: ServiceImpact) -> str:
    load = impact.workload
    heads = [
        "月",
        "新たに対象",
        "可能性",
        "停止の判断",
        "額の変更",
        "申請の見込み",
        "お知らせ",
        "時間",
    ]
    heads += ["その月の額"] if impact.is_money else []
    body = "".join(_month(month, impact) for month in load.months)
    foot = _month(load.total, impact).replace("<tr>", '<tr class="total">')
    note = (
        f"申請率 {load.take_up:.1%}（{TAKE_UP[load.take_up_from]}）、1件 {load.minutes}分。"
        "人は初めて該当した月に1度だけ数えます。いま受給している人は受給を続けるものとみています。"
    )
    return _table("事務の量（月別）", heads, body + foot) + f'<p class="note">{note}</p>'


def _month(month: Month, impact: ServiceImpact) -> str:
    cells = [escape(month.month)]
    counts: Iterable[Count] = (month.gains, month.possible, month.stops, month.changes)
    cells += [counted(count) for count in counts]
    cells += [HIDDEN if month.applications is None else f"{month.applications:,.0f}"]
    cells += [counted(month.notices), HIDDEN if month.hours is None else f"{month.hours:,.0f}"]
    cells += [yen(month.yen)] if impact.is_money else []
    return _row(cells)


def _contradictions(found: Sequence[Contradiction]) -> str:
    if not found:
        return "<h3>確かめたこと</h3><p>矛盾は見つかりませんでした。</p>"
    items = ""
    for each in found:
        detail = "".join(f"<li>{escape(line)}</li>" for line in each.detail)
        items += (
            f'<li class="{each.gravity.value}"><strong>{GRAVITIES[each.gravity.value]}'
            f"・{CHECKS[each.check]}</strong> {escape(each.text)}"
            f"（変更前 {counted(each.before)} → 変更後 {counted(each.after)}）"
            + (f"<ul>{detail}</ul>" if detail else "")
            + "</li>"
        )
    return f'<h3>確かめるべきこと</h3><ul class="doubts">{items}</ul>'


def _method(comparison: Comparison) -> str:
    hidden = (
        "小さい数も表示しています。取扱いに注意してください。"
        if comparison.exact
        else f"{FEW}の数と、それが分かってしまう数は「{HIDDEN}」と表示します。"
    )
    unchanged = f"結果の変わらない制度は{len(comparison.unchanged)}あります。"
    apart = "".join(f"<li>{escape(told)}</li>" for told in of_companies(comparison))
    return (
        "<section><h2>読み方</h2><ul>"
        "<li>変更前と変更後の規則を、同じ日の住民データ全体に当てはめ、1人ずつ比べています。</li>"
        "<li>「確実な分」は必要な事実がすべて分かっている人の合計です。事実が分からない人は"
        "「可能性」として別に数え、対象外とはみなしません。</li>"
        "<li>支援措置を受けている人の世帯は、どの数にも含めていません。</li>"
        f"<li>{hidden}</li><li>{unchanged}</li>{apart}</ul></section>"
    )


# ---------------------------------------------------------------- tables


def _table(caption: str, heads: Sequence[str], body: str, *, numbers_from: int = 1) -> str:
    """A table one can scroll sideways on a narrow screen; heads are HTML."""
    cells = "".join(
        f'<th scope="col"{_kind(at, numbers_from)}>{head}</th>' for at, head in enumerate(heads)
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str], *, numbers_from: int = 1) -> str:
    told = f'<th scope="row">{cells[0]}</th>'
    told += "".join(
        f"<td{_kind(at, numbers_from)}>{cell}</td>" for at, cell in enumerate(cells[1:], 1)
    )
    return f"<tr>{told}</tr>"


def _kind(at: int, numbers_from: int) -> str:
    return ' class="number"' if at >= numbers_from else ""
