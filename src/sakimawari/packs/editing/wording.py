"""What an edit changes, in the words of the office: for the list, the record and the approver."""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.editing.edits import (
    Edit,
    MoreExample,
    NewBound,
    NewTable,
    NewValue,
    OtherResult,
    Result,
)
from sakimawari.packs.editing.sheets import GridOfTable
from sakimawari.packs.values import value_of
from sakimawari.rules.amounts import figure
from sakimawari.rules.outcome import Status
from sakimawari.rules.phrases import plain
from sakimawari.rules.tree import Kind, Type

STATUSES = {Status.YES: "対象", Status.NO: "対象外", Status.UNKNOWN: "可能性あり"}
REPEALED = "廃止"
_EXACT = 9  # decimals a new figure may have


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An edit in words: what, before, after, from when, and the article it rests on."""

    what: str
    before: str
    after: str
    since: str
    article: str

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}（{self.since}）"


def told_of(edit: Edit, catalogue: Catalogue) -> Told:
    """An edit in words, against the packs in effect."""
    match edit:
        case NewValue():
            return _value(edit, catalogue)
        case NewTable():
            return Told(
                what=f"表「{plain(edit.table)}」",
                before="いまの版",
                after=f"{len(edit.rows)}行の版",
                since=f"{edit.grounds.since}から",
                article=edit.grounds.article,
            )
        case NewBound():
            service = catalogue.services.get(edit.service)
            clauses = () if service is None else service.rule.clauses
            clause = next((one for one in clauses if one.id == edit.clause), None)
            name = edit.service if service is None else service.name
            return Told(
                what=f"{name}の条件「{edit.clause if clause is None else clause.text}」の数",
                before=edit.before,
                after=edit.after,
                since="施行の日から",
                article="" if clause is None else clause.article,
            )
        case OtherResult():
            return _of_example(f"計算例「{edit.example}」の結果", "いまの結果", edit.result)
        case MoreExample():
            return _of_example(f"計算例の追加「{edit.name}」", "なし", edit.result)


def _of_example(what: str, before: str, result: Result) -> Told:
    return Told(what=what, before=before, after=result_in_words(result), since="", article="")


def result_in_words(result: Result) -> str:
    """An expectation as a reader sees it."""
    amount = "〜".join(dict.fromkeys(result.amount))
    return "、".join(part for part in (STATUSES[result.status], amount) if part)


def _value(edit: NewValue, catalogue: Catalogue) -> Told:
    dated = catalogue.parameters.get(edit.parameter)
    held = None if dated is None else dated.on(edit.grounds.since)
    before = "なし"
    if dated is not None and held is not None:
        type = dated.parameter.type
        before = REPEALED if held.value is None else figure(held.value, type)
    return Told(
        what=plain(edit.parameter),
        before=before,
        after=written_in_words(edit.value, None if dated is None else dated.parameter.type),
        since=f"{edit.grounds.since}から",
        article=edit.grounds.article,
    )


def written_in_words(text: str | None, type: Type | None) -> str:
    """A value as it was typed, as a reader expects it; the typed text where it is none."""
    if text is None:
        return REPEALED
    if type is None:
        return text
    exact = type
    if type.kind is Kind.NUMBER:
        exact = Type(kind=type.kind, unit=type.unit, scale=_EXACT)
    value = value_of(text, exact)
    return text if value is None else figure(value, exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row of a table that goes, comes, or stays with another answer."""

    kind: str  # removed, added, changed
    before: tuple[str, ...]
    after: tuple[str, ...]


def row_changes(before: GridOfTable, edit: NewTable, inputs: int) -> tuple[RowChange, ...]:
    """What a new version does to the rows of the one before; `inputs` columns ask, the rest answer."""
    old = {row[:inputs]: row for row in before.rows}
    new = {row[:inputs]: row for row in edit.rows}
    found = []
    for asked, row in old.items():
        if asked not in new:
            found.append(RowChange(kind="removed", before=row, after=()))
        elif new[asked] != row:
            found.append(RowChange(kind="changed", before=row, after=new[asked]))
    found += [
        RowChange(kind="added", before=(), after=row)
        for asked, row in new.items()
        if asked not in old
    ]
    return tuple(found)
