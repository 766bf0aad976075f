"""Random services as staff would write them, and how a test reads them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from sakimawari.packs.build import vocabulary_of
from sakimawari.packs.conditions import Bounds, Condition, exactly
from sakimawari.packs.findings import Findings
from sakimawari.packs.services import read_service
from sakimawari.packs.sources import Sources, read_sources
from sakimawari.packs.tables import read_tables
from sakimawari.packs.tabular.columns import type_of
from sakimawari.packs.tabular.compiled import section_of, sheets_of
from sakimawari.packs.tabular.form import LINES
from sakimawari.packs.tabular.loading import declared_types
from sakimawari.packs.tabular.written import (
    NO,
    NOTES,
    YES,
    HitPolicy,
    WrittenColumn,
    WrittenRow,
    WrittenService,
)
from sakimawari.packs.variables import read_variables
from sakimawari.rules.figures import DatedTable
from sakimawari.rules.tree import Kind, ServiceRule, Type

WINTER = Path(__file__).parent / "winter"
COLUMNS = (
    WrittenColumn(name="年齢", unit="歳", expression="年齢(生年月日)"),
    WrittenColumn(name="今年度所得", unit="円", expression="今年度所得"),
    WrittenColumn(name="要介護度", unit="区分(なし、要支援、要介護)", expression="要介護度"),
    WrittenColumn(name="施設入所", unit="真偽", expression="施設入所"),
    WrittenColumn(name="誕生", unit="日付", expression="生年月日"),
    WrittenColumn(name="点数", unit="数", expression="点数"),
)
FORM = (
    ("名称", "冬の助成"),
    ("概要", "高齢の方を助けます"),
    ("対象", "個人"),
    ("法令", "例市要綱"),
    ("所管", "福祉課"),
    ("ライフイベント", "加齢"),
    ("届け方", "手伝う"),
    ("施行", "2026-01-01"),
    ("出典", "https://city.example.jp/winter"),
    ("確認", "2026-05-01"),
    ("確認期限", "2027-05-01"),
    ("金額の単位", "円/月"),
)
# Letters that files treat specially, among those of every day; no control characters, and no space
# at the ends, which no reader keeps.
_NOTICE = st.text("あ漢A<>&\"'=-#,、;|\\ \n１", min_size=1, max_size=8).map(str.strip).filter(bool)
_WORDS = st.text("あ漢A<>&\"'=-#,、;|\\{} \n１", min_size=1, max_size=8).map(str.strip).filter(bool)
_DAYS = st.integers(0, 1200).map(lambda days: (date(2025, 10, 1) + timedelta(days)).isoformat())


def values(type: Type) -> st.SearchStrategy[str]:
    """Values of a type in their one form."""
    match type.kind:
        case Kind.CATEGORY:
            return st.sampled_from(type.labels)
        case Kind.TRUTH:
            return st.sampled_from([YES, NO])
        case Kind.DATE:
            return st.integers(0, 40_000).map(
                lambda days: (date(1930, 1, 1) + timedelta(days)).isoformat()
            )
        case Kind.NUMBER if type.unit is None:
            return st.integers(0, 60).map(lambda tenths: f"{tenths / 10:g}")
        case Kind.NUMBER:
            return st.integers(0, 100).map(str)


@st.composite
def conditions(draw: st.DrawFn, type: Type) -> Condition:
    """Any value, a value, a range open or closed, a list, or what is not one of them."""
    form = draw(st.sampled_from(["any", "any", "list", "list", "not", "range", "above", "below"]))
    if form == "any":
        return Condition()
    few = 1 if type.kind is Kind.TRUTH else 2
    listed = draw(st.lists(values(type), min_size=1, max_size=few, unique=True))
    if form == "not" or type.kind in {Kind.CATEGORY, Kind.TRUTH}:
        return Condition(tuple(exactly(each) for each in listed), form == "not")
    takes_low, takes_high = draw(st.booleans()), draw(st.booleans())
    if form == "above":
        return Condition((Bounds(listed[0], None, takes_low=takes_low),))
    if form == "below" and (takes_high or _size(listed[0]) > 0):
        return Condition((Bounds(None, listed[0], takes_high=takes_high),))
    if form == "range" and len(listed) == 2:
        low, high = sorted(listed, key=_size)
        wide = _size(high) - _size(low) > 1
        return Condition((Bounds(low, high, takes_low or not wide, takes_high or not wide),))
    return Condition(tuple(exactly(each) for each in listed))


def _size(value: str) -> float:
    return date.fromisoformat(value).toordinal() if value.count("-") == 2 else float(value)


def unit_type(column: WrittenColumn) -> Type:
    type = type_of(column.unit, scale=1 if column.unit == "数" else 0)
    assert type is not None
    return type


@st.composite
def rows(draw: st.DrawFn, inputs: tuple[WrittenColumn, ...], *, dated: bool) -> WrittenRow:
    notes = {"条": draw(st.sampled_from(["第1条", "第2条第1項", "第3条 但し書"]))}
    for name in ("理由", "やさしい日本語", "英語", "注"):
        if draw(st.integers(0, 3)) == 0:
            notes[name] = draw(_WORDS)
    for name in ("施行", "終了") if dated else ():
        if draw(st.booleans()):
            notes[name] = draw(_DAYS)
    if notes.get("施行", "") > notes.get("終了", "9"):
        del notes["終了"]
    applies = draw(st.sampled_from([YES, YES, NO]))
    amount = draw(st.integers(0, 50)) * 100 if applies == YES else None
    return WrittenRow(
        inputs=tuple(draw(conditions(unit_type(column))).as_cell() for column in inputs),
        outputs=(
            applies,
            "" if amount is None else str(amount),
            draw(st.sampled_from(["甲", "乙"])) if applies == YES else "",
        ),
        notes={name: notes[name] for name in NOTES if name in notes},
    )


@st.composite
def services(draw: st.DrawFn, *, columns: int = 4) -> WrittenService:
    """A service of up to five rows over some of the columns."""
    chosen = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=columns, unique=True))
    inputs = tuple(chosen)
    dated = draw(st.booleans())
    lines = [*FORM, ("行の選び方", draw(st.sampled_from(HitPolicy)).value)]
    for key in ("届け方の根拠", "要件", "通知文", "必要書類"):
        if draw(st.booleans()):
            lines.append((key, draw(_NOTICE if key == "通知文" else _WORDS)))
    order = list(LINES)
    return WrittenService(
        form=tuple(sorted(lines, key=lambda line: order.index(line[0]))),
        inputs=inputs,
        outputs=(
            WrittenColumn(name="該当"),
            WrittenColumn(name="金額", unit="円"),
            WrittenColumn(name="区分", unit="区分(甲、乙)"),
        ),
        rows=tuple(draw(st.lists(rows(inputs, dated=dated), min_size=1, max_size=5))),
    )


def sources() -> Sources:
    found = Findings()
    read = read_sources(WINTER, found)
    assert read is not None
    assert not found.problems
    return read


def built(written: WrittenService) -> tuple[ServiceRule, DatedTable]:
    """The rule and table a service becomes in the winter pack, whatever its rows are like."""
    pack, findings = sources(), Findings()
    declared = declared_types(pack.facts, pack.variables)
    ((name, table),) = read_tables(sheets_of(written, "t", declared), findings).items()
    vocabulary = vocabulary_of(
        pack, {}, {name: table.dated} | {n: t.dated for n, t in pack.tables.items()}
    )
    assert pack.variables is not None
    vocabulary, _, _ = read_variables(pack.variables, vocabulary)
    vocabulary.tables[name] = table.dated.table  # type: ignore[index]
    service = read_service(
        "drawn", section_of(written, "drawn", findings), vocabulary, pack="winter"
    )
    assert service is not None, [str(each) for each in findings.problems]
    return service.rule, table.dated
