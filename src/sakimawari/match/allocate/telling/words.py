"""The reasons in Japanese, in やさしい日本語 and in English.

They are a draft: people decide, and the office that decides sends them. So they name a result and never
say that anything was decided, except where a meeting had decided it before. The words are those of
nursery admission; other kinds say their own (`telling.kinds`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.match.allocate.because.why import Cause, Why
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.outcomes import Outcome, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of one child: the outcome in a line, then one line for each wish."""

    ja: tuple[str, ...]
    easy: tuple[str, ...]
    en: tuple[str, ...]


# by cause: Japanese, やさしい日本語, English; {place} is the facility, {n} the number of the wish
_LINES: dict[Cause, tuple[str, str, str]] = {
    Cause.GOT: (
        "第{n}希望 {place}：内定です。",
        "{n}ばんめの希望の {place} に 入ることが できます。",
        "Wish {n}, {place}: admitted.",
    ),
    Cause.POINTS: (
        "第{n}希望 {place}：最後に内定した方は{last}点、あなたは{own}点でした。",
        "{n}ばんめの希望の {place}：さいごに 入ることが できた人は {last}点です。あなたは {own}点です。",
        "Wish {n}, {place}: last admitted {last} points, you have {own}.",
    ),
    Cause.TIE: (
        "第{n}希望 {place}：最後に内定した方と同じ{own}点で、同点のときの順（{link}）で決まりました。",
        "{n}ばんめの希望の {place}：さいごに 入ることが できた人と 点が 同じ（{own}点）です。点が 同じときの 順番（{link}）で 決めました。",
        "Wish {n}, {place}: equal to the last admitted at {own} points; the tie-break decided ({link}).",
    ),
    Cause.LOTS: (
        "第{n}希望 {place}：最後に内定した方と同じ{own}点で、抽選で決まりました。",
        "{n}ばんめの希望の {place}：さいごに 入ることが できた人と 点が 同じ（{own}点）です。くじで 決めました。",
        "Wish {n}, {place}: equal to the last admitted at {own} points; lots decided.",
    ),
    Cause.DRAWN: (
        "第{n}希望 {place}：抽選の順番は{own}番、内定は{last}番まででした。",
        "{n}ばんめの希望の {place}：くじの 順番は {own}ばんです。{last}ばんの 人まで 決まりました。",
        "Wish {n}, {place}: place {own} in the draw; places up to {last} were successful.",
    ),
    Cause.PRIORITY: (
        "第{n}希望 {place}：先に決まる方（優先枠・在園など）で定員に達しました。",
        "{n}ばんめの希望の {place}：先に 入ることが 決まった人で いっぱいに なりました。",
        "Wish {n}, {place}: all seats went to those who go first (reserved seats and the like).",
    ),
    Cause.NO_SEATS: (
        "第{n}希望 {place}：今回は空きがありませんでした。",
        "{n}ばんめの希望の {place}：こんかいは 空いている ところが ありませんでした。",
        "Wish {n}, {place}: no seat was free this time.",
    ),
    Cause.SIBLINGS: (
        "第{n}希望 {place}：点数は届いていましたが、きょうだいの希望に合う組み合わせになりませんでした。",
        "{n}ばんめの希望の {place}：点は たりています。でも、きょうだいの 希望に 合いませんでした。",
        "Wish {n}, {place}: the points were enough, but no combination met the family's wish for siblings.",
    ),
    Cause.TOLD: (
        "第{n}希望 {place}：先に内定をお知らせした方の席のため、今回は空きませんでした。",
        "{n}ばんめの希望の {place}：先に お知らせした人で いっぱいです。",
        "Wish {n}, {place}: the seats were promised to those told earlier.",
    ),
    Cause.UNSETTLED: (
        "第{n}希望 {place}：点数は届いていますが、きょうだいの条件をすべて満たす決め方がありませんでした。担当者が個別に確認します。",
        "{n}ばんめの希望の {place}：点は たりています。市の 人が もういちど たしかめます。",
        "Wish {n}, {place}: the points are enough, but no plan meets every family's wishes; a member of staff will look into it.",
    ),
    Cause.CLOSED: (
        "第{n}希望 {place}：年齢や枠の条件から、今回は対象になりませんでした。",
        "{n}ばんめの希望の {place}：年れいなどの きまりで、こんかいは 入ることが できません。",
        "Wish {n}, {place}: not open to this child this time (class, age or reserved seats).",
    ),
    Cause.BY_HAND: (
        "{place}：市の会議で個別に決まりました。",
        "{place}：市の 会議で 決めました。",
        "{place}: decided individually by the city.",
    ),
}  # fmt: skip
# where the family's other wishes decided: {who} of it was not within the seats {there}, or they lack for all
_WITH_SIBLING = (
    "第{n}希望 {place}：点数は届いていましたが、あわせて希望したごきょうだい（{who}）が{there}の順番に届きませんでした。",
    "{n}ばんめの希望の {place}：点は たりています。でも、きょうだい（{who}）が {there}に 入ることが できませんでした。",
    "Wish {n}, {place}: the points were enough, but the brother or sister wished for with it ({who}) was not within the seats at {there}.",
)
_FOR_ALL = (
    "第{n}希望 {place}：きょうだい全員が入るには、席が足りませんでした（{seats}席）。",
    "{n}ばんめの希望の {place}：きょうだい みんなが 入るには、席が たりませんでした。",
    "Wish {n}, {place}: there were not enough seats for all brothers and sisters ({seats} seats).",
)
_MORE = (  # after a wish decided by points, a tie-break or lots
    "あと{more}点で届きました。",
    "あと {more}点 あれば 入ることが できました。",
    "{more} more would have been enough.",
)
_RESULTS: dict[Result, tuple[str, str, str]] = {
    Result.ADMITTED: ("{place}：内定です。", "{place} に 入ることが できます。", "{place}: admitted."),
    Result.MOVED: (
        "{place}：転園内定です。",
        "{place} に うつることが できます。",
        "{place}: the move is granted.",
    ),
    Result.STAYS: (
        "転園先に空きがなく、今の {place} に引き続き通えます。",
        "うつることは できませんでした。今の {place} に そのまま 通うことが できます。",
        "No seat to move to; the child keeps its place at {place}.",
    ),
    Result.WAITS: (
        "今回は希望の施設に空きがなく、保留です。",
        "こんかいは 入ることが できる ところが ありませんでした。",
        "No place could be offered this time.",
    ),
}  # fmt: skip
NO_WISH = (
    "入れる施設の希望がありませんでした。",
    "入ることが できる ところの 希望が ありませんでした。",
    "No wish could be met by any facility.",
)


def told_of(book: Book, outcome: Outcome, reasons: tuple[Why, ...]) -> Told:
    """What a child's family is told."""
    place = book.nurseries[outcome.facility].name if outcome.facility else ""
    heads = tuple(words.format(place=place) for words in _RESULTS[outcome.result])
    rows = [
        _line(book, outcome.child, why)
        for why in reasons
        if why.facility or why.cause is not Cause.BY_HAND
    ]
    if not reasons:
        rows = [NO_WISH]
    elif not rows:
        rows = [
            (
                "市の会議で個別に決まりました。",
                "市の 会議で 決めました。",
                "Decided individually by the city.",
            )
        ]
    ja, easy, en = (tuple(each) for each in zip(heads, *rows, strict=True))
    return Told(ja=ja, easy=easy, en=en)


def _line(book: Book, child: str, why: Why) -> tuple[str, str, str]:
    stopped = why.stopped
    words = {
        "n": why.wish,
        "place": book.nurseries[why.facility].name,
        "own": book.points(why.points),
        "last": "" if why.last is None else book.points(why.last),
        "link": why.link,
        "more": "" if why.more is None else book.points(why.more),
        "seats": why.seats,
        "who": stopped.child if stopped else "",
        "there": book.pool_names[stopped.pool] if stopped else "",
    }
    lines = _LINES[why.cause]
    if stopped is not None:
        lines = _FOR_ALL if stopped.child == child else _WITH_SIBLING
    ja, easy, en = (line.format(**words) for line in lines)
    if not why.more:
        return ja, easy, en
    more = [line.format(**words) for line in _MORE]
    return f"{ja}{more[0]}", f"{easy} {more[1]}", f"{en} {more[2]}"
