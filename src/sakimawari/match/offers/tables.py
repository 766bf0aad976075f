"""The tables of a result, written and read: ids, scores, conditions in words; never a text or a name."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from math import isnan
from pathlib import Path
from typing import Any

from sakimawari.match.offers.conditions import CONDITIONS, distances, verdicts
from sakimawari.match.offers.exposure import worth
from sakimawari.match.offers.pairing import orders
from sakimawari.match.offers.solving import introducible
from sakimawari.match.offers.values import Matched, Options, Pair, Question, Truth
from sakimawari.match.offers.wording import held_by_both

RESULT, LISTS, PAIRS = "result.csv", "lists.csv", "pairs.csv"
EXCLUDED, EXPOSURE, OUTCOMES = "excluded.csv", "exposure.csv", "outcomes.csv"
CONDITION_COUNTS, OFFICER, SUMMARY = "conditions.csv", "for-the-officer.csv", "summary.json"
PAIR_HEADER = ("ニーズ", "オファー", "得点", "言葉", "意味", "辞退による減点")
RESULT_HEADER = (
    *PAIR_HEADER,
    "ニーズからの順位",
    "オファーからの順位",
    "距離m",
    "満たす条件",
    "確かめること",
    "共通する言葉",
)
LIST_HEADER = ("ニーズ", "順位", "オファー", "得点", "組", "確かめること", "共通する言葉")
EXPOSURE_HEADER = ("オファー", "件数", "候補のニーズ", "掲載", "露出", "組")
NAMES = {condition.id: condition.name for condition in CONDITIONS} | {
    "shunned": "除外",
    "distance": "距離",
}


class Tables:
    """What a result says of each pair, in cells."""

    def __init__(self, question: Question, matched: Matched, options: Options, seed: int) -> None:
        self.question, self.matched = question, matched
        self.by_place = {(pair.need, pair.offer): pair for pair in matched.pairs}
        self.need_orders, self.offer_orders = orders(
            matched.pairs, question.needs, question.offers, seed
        )
        self.together = frozenset(matched.together)
        self.suited = {p.need for p in matched.pairs if introducible(question, p, options)}

    def apart(self, need: int, offer: int) -> bool:
        """Whether a side is protected."""
        return self.question.needs[need].protected or self.question.offers[offer].protected

    def ids(self, need: int, offer: int) -> tuple[str, str]:
        """Both ids."""
        return self.question.needs[need].number, self.question.offers[offer].number

    def pair_row(self, pair: Pair) -> tuple[object, ...]:
        """A candidate pair."""
        meaning = "" if pair.meaning is None else f"{pair.meaning:.4f}"
        figures = (f"{pair.score:.5f}", f"{pair.words:.4f}", meaning, f"{pair.lowered:.3f}")
        return (*self.ids(pair.need, pair.offer), *figures)

    def result_row(self, need: int, offer: int) -> tuple[object, ...]:
        """A pair brought together, with everything that speaks for it and is still to be asked."""
        met, ask = self.said(need, offer)
        far = float(distances([self.question.needs[need]], [self.question.offers[offer]])[0, 0])
        return (
            *self.pair_row(self.by_place[need, offer]),
            self.need_orders[need].index(offer) + 1,
            self.offer_orders[offer].index(need) + 1,
            "" if isnan(far) else round(far),
            met,
            ask,
            self.in_both(need, offer),
        )

    def list_row(self, need: int, rank: int, offer: int) -> tuple[object, ...]:
        """A place in a list."""
        ids, pair = self.ids(need, offer), self.by_place[need, offer]
        chosen = "○" if (need, offer) in self.together else ""
        ask = self.said(need, offer)[1]
        return (ids[0], rank, ids[1], f"{pair.score:.5f}", chosen, ask, self.in_both(need, offer))

    def said(self, need: int, offer: int) -> tuple[str, str]:
        """Conditions met, and those to be asked, in words."""
        question = self.question
        found = verdicts(question.needs[need], question.offers[offer], question.on)
        return tuple(  # type: ignore[return-value]
            "；".join(each.text for each in found if each.truth is truth)
            for truth in (Truth.MET, Truth.ASK)
        )

    def in_both(self, need: int, offer: int) -> str:
        """Terms both texts hold."""
        question = self.question
        return "・".join(held_by_both(question.needs[need].text, question.offers[offer].text)[:6])


def write_tables(
    folder: Path, question: Question, matched: Matched, options: Options, seed: int
) -> dict[str, Any]:
    """Write all tables; what is said of the whole comes back, and is kept as summary.json."""
    tables = Tables(question, matched, options, seed)
    open_pairs = [pair for pair in matched.pairs if not tables.apart(pair.need, pair.offer)]
    _write(
        folder / RESULT,
        RESULT_HEADER,
        (tables.result_row(*pair) for pair in matched.together if not tables.apart(*pair)),
    )
    _write(folder / LISTS, LIST_HEADER, _list_rows(tables))
    _write(folder / PAIRS, PAIR_HEADER, map(tables.pair_row, open_pairs))
    _write(folder / EXCLUDED, ("ニーズ", "オファー", "条件", "理由"), _excluded(tables))
    _write(
        folder / CONDITION_COUNTS,
        ("条件", "除いた組の数"),
        ((NAMES[id], count) for id, count in matched.by_condition.items()),
    )
    exposures = _exposures(tables)
    _write(folder / EXPOSURE, EXPOSURE_HEADER, exposures)
    outcomes = _outcomes(tables)
    _write(folder / OUTCOMES, ("ニーズ", "結果", "理由"), outcomes)
    _write_officer(folder, tables)
    summary = _summary(tables, exposures, outcomes)
    text = json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")
    return summary


def _write_officer(folder: Path, tables: Tables) -> None:
    """Pairs of protected people, for the named officer alone; no file where there is none."""
    apart = [pair for pair in tables.matched.pairs if tables.apart(pair.need, pair.offer)]
    if apart:
        rows = (
            ("組" if (pair.need, pair.offer) in tables.together else "候補", *tables.pair_row(pair))
            for pair in apart
        )
        _write(folder / OFFICER, ("用途", *PAIR_HEADER), rows)


def _list_rows(tables: Tables) -> Iterable[tuple[object, ...]]:
    for need, found in enumerate(tables.matched.lists):
        for rank, offer in enumerate(found, start=1):
            yield tables.list_row(need, rank, offer)


def _excluded(tables: Tables) -> Iterable[tuple[object, ...]]:
    for need, offer, verdict in tables.matched.excluded:
        if not tables.apart(need, offer):
            yield (*tables.ids(need, offer), NAMES[verdict.condition], verdict.text)


def _exposures(tables: Tables) -> list[tuple[object, ...]]:
    seen: dict[int, list[int]] = {}
    for found in tables.matched.lists:
        for rank, offer in enumerate(found, start=1):
            seen.setdefault(offer, []).append(rank)
    candidate: dict[int, int] = {}
    for pair in tables.matched.pairs:
        if not tables.apart(pair.need, pair.offer):
            candidate[pair.offer] = candidate.get(pair.offer, 0) + 1
    return [
        (
            offer.number,
            offer.partners,
            candidate.get(at, 0),
            len(seen.get(at, ())),
            f"{sum(worth(rank) for rank in seen.get(at, ())):.4f}",
            sum(1 for pair in tables.together if pair[1] == at and not tables.apart(*pair)),
        )
        for at, offer in enumerate(tables.question.offers)
        if not offer.protected
    ]


def _outcomes(tables: Tables) -> list[tuple[object, ...]]:
    matched = {need for need, _ in tables.together}
    near = {need for need, _, _ in tables.matched.excluded}
    found: list[tuple[object, ...]] = []
    for at, need in enumerate(tables.question.needs):
        if need.protected:
            continue
        if at in matched and any(n == at and not tables.apart(n, o) for n, o in tables.together):
            result, why = "組", ""
        elif at in tables.suited:
            result, why = "候補あり", "合うオファーは、より合うほかのニーズで件数に達しました"
        elif at in tables.need_orders:
            result, why = (
                "候補あり",
                "近い内容のオファーを一覧に載せました。合うかどうかは人が見て決めます",
            )
        elif at in near:
            result, why = "なし", "内容の合うオファーはありますが、条件が合いません（excluded.csv）"
        else:
            result, why = "なし", "内容の合うオファーがありません"
        found.append((need.number, result, why))
    return found


def _summary(
    tables: Tables, exposures: Sequence[tuple[Any, ...]], outcomes: Sequence[tuple[Any, ...]]
) -> dict[str, Any]:
    question, matched = tables.question, tables.matched
    candidates = [row for row in exposures if row[2]]
    return {
        "needs": len(question.needs),
        "offers": len(question.offers),
        "pairs": len(matched.pairs),
        "together": len(matched.together),
        "needs_matched": len({need for need, _ in matched.together}),
        "needs_without": sum(row[1] == "なし" for row in outcomes),
        "by": "words and meaning" if matched.meaning else "words",
        "offers_unseen": sum(row[3] == 0 for row in candidates),
        "most_lists": max((row[3] for row in exposures), default=0),
        "exposure_gini": round(gini([float(row[4]) for row in candidates]), 4),
        "for_the_officer": sum(tables.apart(*pair) for pair in matched.together),
    }


def gini(figures: Sequence[float]) -> float:
    """0 where all are equal, towards 1 where one has everything."""
    total = sum(figures)
    if not figures or total <= 0:
        return 0.0
    count = len(figures)
    weighted = sum(at * figure for at, figure in enumerate(sorted(figures), start=1))
    return 2 * weighted / (count * total) - (count + 1) / count


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read_table(path: Path) -> list[dict[str, str]]:
    """A table of a result again; empty where there is none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
