"""An explanation as lines for a clerk to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sakimawari.fit.change_words import change_lines
from sakimawari.fit.explaining.shown import ClauseShown, Explanation, FactShown, FigureShown
from sakimawari.fit.figures_in_words import fact_word
from sakimawari.fit.language import Language
from sakimawari.fit.plain_words import plain_lines
from sakimawari.fit.service_words import services_in

HEADLINES = {
    "yes": "受けられる見込みです（決定は職員が行います）",
    "unknown": "受けられる可能性があります（足りない事実があります）",
    "no": "今の記録では当てはまらない条文があります（却下ではありません）",
}
MARKS = {"yes": "○", "no": "×", "unknown": "？"}
EXCEPTIONS = {"yes": "当たらない", "no": "当たる", "unknown": "当たるか不明"}

# How many facts and figures a clause that decides, or is open, shows before the rest is only counted.
SHOWN = 4


def lines_of(
    explanation: Explanation, *, full: bool = False, language: Language = Language.JA
) -> Iterator[str]:
    """Headline, amount, clauses with their facts and figures, what is missing, what would change.

    Unless `full`, only what decides or is open shows its facts and figures, missing ones first,
    and those taken from an empty register are only counted.
    """
    if language is not Language.JA:
        yield from plain_lines(explanation, language, full=full)
        return
    yield f"{explanation.name}（{explanation.law}）  基準日 {explanation.on.isoformat()}"
    yield f"→ {HEADLINES[explanation.status]}"
    if explanation.tier is not None:
        yield f"  区分: {explanation.tier}"
    if explanation.amount is not None:
        yield f"  金額: {explanation.amount}"
    if explanation.deadline is not None:
        past = "（過ぎています）" if explanation.deadline < explanation.on else ""
        yield f"  期限: {explanation.deadline.isoformat()}{past}"
    yield ""
    for clause in explanation.clauses:
        decides = clause.id == explanation.decided_by
        telling = full or decides or clause.outcome == "unknown"
        yield from _clause(clause, explanation, full=full, telling=telling)
    yield from _award(explanation, full=full)
    yield from _notes(explanation)
    yield from _missing(explanation)
    yield from _changes(explanation, full=full)
    yield ""
    yield f"担当: {explanation.department}  規則: {explanation.pack}"


def _clause(
    clause: ClauseShown, explanation: Explanation, *, full: bool, telling: bool
) -> Iterator[str]:
    mark, decides = MARKS[clause.outcome], clause.id == explanation.decided_by
    kind = f"（例外: {EXCEPTIONS[clause.outcome]}）" if clause.is_exception else ""
    yield f"{mark} {clause.text}{kind}［{clause.article}］{'  ← ここで決まる' if decides else ''}"
    if not telling:
        if clause.with_values != clause.condition:
            yield f"    値: {clause.with_values}"
        yield from services_in(clause.services, explanation, Language.JA, indent=4)
        return
    if full or clause.with_values == clause.condition:
        yield f"    条件: {'次に当たらない: ' if clause.is_exception else ''}{clause.condition}"
    if clause.with_values != clause.condition:
        yield f"    値: {clause.with_values}"
    yield from services_in(clause.services, explanation, Language.JA, indent=4)
    yield from _grounds(clause.facts, clause.figures, full=full)


def _award(explanation: Explanation, *, full: bool) -> Iterator[str]:
    if not (explanation.award_facts or explanation.award_figures or explanation.adjustments):
        return
    yield ""
    yield "金額・区分のもと"
    for adjusted in explanation.adjustments:
        yield f"    調整: {adjusted.text}［{adjusted.article}］"
    yield from services_in(explanation.award_services, explanation, Language.JA, indent=4)
    yield from _grounds(explanation.award_facts, explanation.award_figures, full=full)


def _notes(explanation: Explanation) -> Iterator[str]:
    """What else to know; a note that does not hold says nothing."""
    for note in explanation.notes:
        if note.outcome != "no":
            open_still = "（まだ分からない）" if note.outcome == "unknown" else ""
            yield ""
            yield f"※ {note.text}{open_still}［{note.article}］"
            yield from services_in(note.services, explanation, Language.JA, indent=4)


def _grounds(
    facts: Sequence[FactShown], figures: Sequence[FigureShown], *, full: bool
) -> Iterator[str]:
    telling = list(facts) if full else [fact for fact in facts if not fact.assumed]
    if not full:
        telling.sort(key=lambda fact: fact.known)
    most = len(telling) + len(figures) if full else SHOWN
    for fact in telling[:most]:
        yield f"    事実: {_fact(fact)}"
    for figure in figures[:most]:
        yield f"    基準: {_figure(figure)}"
    hidden = max(len(facts) - most, 0) + max(len(figures) - most, 0)
    if hidden and not full:
        yield f"    ほか{hidden}件（--full で全部）"


def _missing(explanation: Explanation) -> Iterator[str]:
    if explanation.questions:
        yield ""
        yield "確かめれば決まること"
        for question in explanation.questions:
            year = f"［{question.year}年度］" if question.year is not None else ""
            yield f"    {fact_word(question.fact)}{year}（{question.whose}） {question.ask or ''}".rstrip()
    if explanation.unsettled:
        yield ""
        yield "制度の側でまだ確かめられていない基準"
        for figure in explanation.unsettled:
            yield f"    {_figure(figure)}"


def _changes(explanation: Explanation, *, full: bool) -> Iterator[str]:
    lines = list(change_lines(explanation, Language.JA))
    fixed = explanation.changes.fixed
    if lines:
        yield ""
        yield f"結果が変わるところ（時間は{explanation.ahead.months}か月先まで）"
        yield from (f"    {line}" for line in lines)
    if full and fixed:
        names = "・".join(dict.fromkeys(fact_word(at.name) for at in fixed))
        yield f"    時がたつほかに変わらない事実: {names}"


def _fact(fact: FactShown) -> str:
    year = f"［{fact.year}年度］" if fact.year is not None else ""
    source = (
        f"（{fact.source}、{fact.loaded.isoformat()} 取込）" if fact.source and fact.loaded else ""
    )
    return f"{fact.whose} {fact_word(fact.name)}{year} = {fact.value}{source}"


def _figure(figure: FigureShown) -> str:
    rows = f"（{'・'.join(map(str, figure.rows))}行目）" if figure.rows else ""
    parts = [f"{figure.name} = {figure.value}{rows}"]
    if figure.since is not None:
        parts.append(f"{figure.since.isoformat()}から")
    if figure.article:
        parts.append(figure.article)
    if figure.checked is not None:
        parts.append(f"確認 {figure.checked.isoformat()}")
    return "  ".join(parts)
