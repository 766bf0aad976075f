"""The tables of a result: who goes where, why, what each family is told, who waits in which order.

Protected children (支援措置) are matched like everybody. They stand in the office's own tables and in
`protected.csv`, for the officer who looks after them; in no list that goes to others, no notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sakimawari.drawing.sheets import Table
from sakimawari.match.allocate.because.why import Cause, Reasons
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.outcomes import Outcome, Result
from sakimawari.match.allocate.telling.words import Told

DRAFT = "案（決定前）"  # a run is a plan: people decide, and the office that decides sends
RESULT = (
    "児童番号",
    "世帯番号",
    "クラス",
    "結果",
    "施設番号",
    "施設名",
    "枠",
    "希望順位",
    "手で決定",
)


def result_table(book: Book, outcomes: Iterable[Outcome]) -> Table:
    """One row a child, in the order of the city's table; 枠 is the pool of the new place."""
    return Table(
        columns=RESULT,
        rows=tuple(
            (
                each.child,
                book.children[each.child].household,
                book.children[each.child].age,
                each.result.value,
                each.facility or "",
                book.nurseries[each.facility].name if each.facility else "",
                each.pool or "",
                each.wish,
                "○" if each.by_hand else "",
            )
            for each in outcomes
        ),
    )


def reasons_table(outcomes: Iterable[Outcome], told: Mapping[str, Told]) -> Table:
    """Why, in Japanese, for the clerk who is asked."""
    return Table(
        columns=("児童番号", "結果", "理由"),
        rows=tuple(
            (each.child, each.result.value, " ".join(told[each.child].ja)) for each in outcomes
        ),
    )


_CAUSES = {
    Cause.GOT: "内定", Cause.POINTS: "点数", Cause.TIE: "同点の順", Cause.LOTS: "抽選", Cause.DRAWN: "抽選",
    Cause.PRIORITY: "先に決まる方", Cause.NO_SEATS: "空きなし", Cause.SIBLINGS: "きょうだいの希望",
    Cause.TOLD: "先に知らせた方", Cause.UNSETTLED: "個別に確認", Cause.BY_HAND: "手で決定", Cause.CLOSED: "対象外",
}  # fmt: skip


def wishes_table(book: Book, outcomes: Iterable[Outcome], reasons: Reasons) -> Table:
    """Wish by wish what decided: the child's points and place there, the last admitted one's points."""
    return Table(
        columns=("児童番号", "希望順位", "施設番号", "決め手", "点数", "最後の点数", "順番", "席", "内定人数", "同点の項目", "あと何点", "届かなかった児童", "その枠"),
        rows=tuple(
            (
                each.child, why.wish, why.facility, _CAUSES[why.cause],
                str(why.points) if why.cause is Cause.DRAWN else book.points(why.points),
                None if why.last is None else str(why.last) if why.cause is Cause.DRAWN else book.points(why.last),
                why.place, why.seats if why.place else None, why.admitted if why.place else None, why.link,
                None if why.more is None else book.points(why.more),
                why.stopped.child if why.stopped else "", why.stopped.pool if why.stopped else "",
            )
            for each in outcomes
            for why in reasons.of(each.child)
        ),
    )  # fmt: skip


def notices_table(book: Book, outcomes: Iterable[Outcome], told: Mapping[str, Told]) -> Table:
    """What each family is to be told once it is decided, in three kinds of words; protected children are left out."""
    return Table(
        columns=("児童番号", "状態", "言語", "お知らせ", "やさしい日本語", "English"),
        rows=tuple(
            (
                each.child,
                DRAFT,
                book.children[each.child].cells.get("言語", ""),
                "\n".join(told[each.child].ja),
                "\n".join(told[each.child].easy),
                "\n".join(told[each.child].en),
            )
            for each in outcomes
            if not book.children[each.child].protected
        ),
    )


def protected_table(outcomes: Iterable[Outcome], told: Mapping[str, Told], book: Book) -> Table:
    """The protected children with their results, for a named officer alone."""
    return Table(
        columns=("児童番号", "結果", "施設番号", "理由"),
        rows=tuple(
            (each.child, each.result.value, each.facility or "", " ".join(told[each.child].ja))
            for each in outcomes
            if book.children[each.child].protected
        ),
    )


def waiting_table(book: Book, outcomes: Iterable[Outcome], reasons: Reasons) -> Table:
    """Who waits for each pool in its order of priority. The order holds for this round only."""
    wished = {each.child: each.wish or 99 for each in outcomes}
    return Table(
        columns=("枠", "施設名", "順番", "児童番号", "点数", "希望順位"),
        rows=tuple(_waiting(book, wished, reasons)),
    )


def _waiting(
    book: Book, wished: Mapping[str, int], reasons: Reasons
) -> Iterator[tuple[str, str, int, str, str, int]]:
    for pool in book.market.pools:
        number = 0
        for who in reasons.orders[pool.id]:
            wish = book.number_of(who, pool.id)
            if wish is None or wish >= wished[who] or who in reasons.fixed:
                continue
            if book.children[who].protected:
                continue
            number += 1
            points = next(
                each.points
                for each in reasons.children[who].wishes
                if each.facility == pool.facility
            )
            yield pool.id, book.pool_names[pool.id], number, who, book.points(points), wish


def facility_table(book: Book, outcomes: Iterable[Outcome]) -> Table:
    """Who comes where, facility by facility and class by class."""
    return Table(
        columns=("施設番号", "施設名", "クラス", "枠", "児童番号", "結果"),
        rows=tuple(
            (
                each.facility,
                book.nurseries[each.facility].name,
                book.children[each.child].age,
                each.pool,
                each.child,
                each.result.value,
            )
            for each in sorted(
                (row for row in outcomes if row.placed),
                key=lambda row: (row.facility or "", book.children[row.child].age or 0, row.child),
            )
            if each.facility and not book.children[each.child].protected
        ),
    )


def seats_table(book: Book, reasons: Reasons, gain: Mapping[str, tuple[int, int]]) -> Table:
    """Every pool: seats, new children, last points, who waits; `gain` is what one more seat would do."""
    waiting: dict[str, int] = {}
    for pool in book.market.pools:
        waiting[pool.id] = sum(
            1
            for who in reasons.orders[pool.id]
            if reasons.placed[who] is None and who not in reasons.fixed
        )
    return Table(
        columns=(
            "枠", "施設名", "区", "募集", "新たに入る", "空き", "最後の点数", "待つ人", "1席増やすと入れる人", "1席増やすと良くなる世帯",
        ),
        rows=tuple(
            (
                pool.id,
                book.pool_names[pool.id],
                book.nurseries[pool.facility].ward,
                pool.seats,
                reasons.new[pool.id],
                max(0, reasons.seats[pool.id] - reasons.new[pool.id]),
                _last_points(book, reasons, pool.id),
                waiting[pool.id],
                gain[pool.id][0] if pool.id in gain else None,
                gain[pool.id][1] if pool.id in gain else None,
            )
            for pool in book.market.pools
        ),
    )  # fmt: skip


def _last_points(book: Book, reasons: Reasons, pool: str) -> str | None:
    last = reasons.last.get(pool)
    if last is None:
        return None
    facility = book.facility_of[pool]
    points = next(
        (each.points for each in reasons.children[last].wishes if each.facility == facility), None
    )
    return None if points is None else book.points(points)


def counts_of(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many children have each result."""
    counted = {result.value: 0 for result in Result}
    for each in outcomes:
        counted[each.result.value] += 1
    return counted
