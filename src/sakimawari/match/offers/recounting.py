"""Tables that follow from other tables, counted again: outcomes, exposures, ranks and marks of pairs.

Written apart from what wrote them; ids are known to be of the problem when this is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sakimawari.match.offers.values import Entry
from sakimawari.match.results.certificate import Violation

CLAIM = "outcomes"
PAIRED, CANDIDATES, NONE = "組", "候補あり", "なし"
CROWDED = "合うオファーは、より合うほかのニーズで件数に達しました"
LISTED = "近い内容のオファーを一覧に載せました。合うかどうかは人が見て決めます"
RULED_OUT = "内容の合うオファーはありますが、条件が合いません（excluded.csv）"
NOTHING = "内容の合うオファーがありません"
_FIGURES = ("得点", "言葉", "意味", "辞退による減点")
_CLOSE = 2e-5  # scores are written to five places

Ids = tuple[str, str]
Table = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The tables of a result and the problem's entries; `score` by pair, with the officer's pairs."""

    needs: Mapping[str, Entry]
    offers: Mapping[str, Entry]
    tables: Mapping[str, Table]
    score: Mapping[Ids, float]
    introduce: float


def recounted(told: Counted) -> Iterator[Violation]:
    """Whatever a table says otherwise than the pairs, lists and exclusions it follows from."""
    yield from _outcomes(told)
    yield from _marks(told)
    yield from _figures(told)
    yield from _exposures(told)


def _outcomes(told: Counted) -> Iterator[Violation]:
    paired = {row["ニーズ"] for row in told.tables["result.csv"]}
    rows = Counter(row["ニーズ"] for row in told.tables["outcomes.csv"])
    for who, need in told.needs.items():
        if not need.protected and rows[who] != 1:
            yield _wrong(who, f"outcomes.csvに{rows[who]}行あります")
    possible = _possible(told)
    for row in told.tables["outcomes.csv"]:
        who = row["ニーズ"]
        may = {(PAIRED, "")} if who in paired else possible.get(who, _without(told, who))
        if (row["結果"], row["理由"]) not in may:
            yield _wrong(who, "outcomes.csvの結果か理由が、組・候補・除外の表と違います")


def _possible(told: Counted) -> dict[str, set[Ids]]:
    """By need with candidates, what may be said of it; a score at the bound may be read either way."""
    nearest: dict[str, float] = {}
    for (need, offer), score in told.score.items():
        wished = offer in told.needs[need].wishes or need in told.offers[offer].wishes
        over = 1.0 if wished else score - told.introduce
        nearest[need] = max(over, nearest.get(need, over))
    crowded, listed = (CANDIDATES, CROWDED), (CANDIDATES, LISTED)
    return {
        need: ({crowded} if over >= -_CLOSE else set()) | ({listed} if over < _CLOSE else set())
        for need, over in nearest.items()
    }


def _without(told: Counted, who: str) -> set[Ids]:
    """What may be said without candidates; protected offers that were ruled out stand in no table."""
    if any(row["ニーズ"] == who for row in told.tables["excluded.csv"]):
        return {(NONE, RULED_OUT)}
    hidden = any(offer.protected for offer in told.offers.values())
    return {(NONE, NOTHING), (NONE, RULED_OUT)} if hidden else {(NONE, NOTHING)}


def _marks(told: Counted) -> Iterator[Violation]:
    """Lists count their ranks from 1 on, and mark who is brought together."""
    paired = {(row["ニーズ"], row["オファー"]) for row in told.tables["result.csv"]}
    ranks: Counter[str] = Counter()
    for row in told.tables["lists.csv"]:
        ids = row["ニーズ"], row["オファー"]
        ranks[ids[0]] += 1
        if row["順位"] != str(ranks[ids[0]]) or row["組"] != ("○" if ids in paired else ""):
            yield _wrong(ids[0], f"lists.csvの{ids[1]}の順位か組の印が違います")


def _figures(told: Counted) -> Iterator[Violation]:
    """A pair has the same figures wherever it stands."""
    pairs = {(row["ニーズ"], row["オファー"]): row for row in told.tables["pairs.csv"]}
    for name, columns in (("result.csv", _FIGURES), ("lists.csv", _FIGURES[:1])):
        for row in told.tables[name]:
            pair = pairs.get((row["ニーズ"], row["オファー"]), {})
            if any(row[column] != pair.get(column) for column in columns):
                yield _wrong(row["ニーズ"], f"{name}の得点がpairs.csvと違います")


def _exposures(told: Counted) -> Iterator[Violation]:
    candidates = Counter(row["オファー"] for row in told.tables["pairs.csv"])
    together = Counter(row["オファー"] for row in told.tables["result.csv"])
    rows = Counter(row["オファー"] for row in told.tables["exposure.csv"])
    for who, offer in told.offers.items():
        if not offer.protected and rows[who] != 1:
            yield _wrong(who, f"exposure.csvに{rows[who]}行あります")
    for row in told.tables["exposure.csv"]:
        who = row["オファー"]
        counts = (told.offers[who].partners, candidates[who], together[who])
        if (row["件数"], row["候補のニーズ"], row["組"]) != tuple(map(str, counts)):
            yield _wrong(who, "exposure.csvの件数・候補・組が、組と候補の表と違います")


def _wrong(who: str, text: str) -> Violation:
    return Violation(claim=CLAIM, who=(who,), text=text)
