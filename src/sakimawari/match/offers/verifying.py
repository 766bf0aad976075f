"""The examiner of a result: written apart from what made it.

It reads the problem and the tables from the folder, judges every condition in its own code
(`rechecking`), draws the lots again, counts exposures, looks for identities in every table, and for
any need and offer that would both rather have each other.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.match.offers.reading import COLUMNS, NEEDS, OFFERS, read_question
from sakimawari.match.offers.rechecking import broken
from sakimawari.match.offers.recounting import Counted, recounted
from sakimawari.match.offers.values import Entry
from sakimawari.match.reading.sheets import find_file, read_sheet
from sakimawari.match.results.certificate import Certificate, Claim, Violation
from sakimawari.match.results.folder import PROBLEM, Opened

Ids = tuple[str, str]
TITLES = {
    "known": "結果の番号はすべて問題の表にある",
    "conditions": "組・一覧・候補のどれも、確かな条件を破っていない",
    "excluded": "除いたと言う組は、本当にその条件に合わない",
    "quota": "どのニーズ・オファーも件数を超えて組まれていない",
    "shown": "一覧の長さと、一つのオファーが載る数は限度のうちにある",
    "exposure": "露出の表は一覧のとおりである",
    "outcomes": "結果・順位・件数の表は、組と候補の表のとおりである",
    "seen": "譲れる場所があるのに、だれの目にも触れないオファーはない",
    "stable": "互いに今の相手より望み合う組が残っていない",
    "protected": "支援措置のある人は、どの一覧にも出ていない",
    "identity": "本文・氏名・住所・電話などは結果に書かれていない",
}
_OPEN_TABLES = ("result.csv", "lists.csv", "pairs.csv", "excluded.csv")


@dataclass(slots=True)
class _Case:
    """The problem and the tables, by ids."""

    needs: dict[str, Entry]
    offers: dict[str, Entry]
    on: date
    settings: Mapping[str, Any]
    tables: dict[str, list[dict[str, str]]]
    score: dict[Ids, float] = field(default_factory=dict)
    together: list[Ids] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)

    def broke(self, claim: str, who: tuple[str, ...], text: str) -> None:
        self.violations.append(Violation(claim=claim, who=who, text=text))

    def protected(self, ids: Ids) -> bool:
        return self.needs[ids[0]].protected or self.offers[ids[1]].protected


def verify(opened: Opened) -> Certificate:
    """Check a finished result."""
    return verify_folder(opened.folder, opened.settings, opened.on)


def verify_folder(folder: Path, settings: Mapping[str, Any], on: date) -> Certificate:
    """Check a result's folder, finished or about to be."""
    case = _read(folder, settings, on)
    if _known(case):
        _gather(case)
        _conditions(case)
        _excluded(case)
        _quotas(case)
        _lists(case)
        _exposures(case)
        case.violations.extend(recounted(_counted(case)))
        _unseen(case)
        _stable(case)
        _protected(case)
    _identities(case, folder)
    failed = {each.claim for each in case.violations}
    sure = "known" not in failed
    figures = {"stable": {"pairs": len(case.score), "together": len(case.together)}}
    claims = tuple(
        Claim(
            id=id,
            text=text,
            holds=False if id in failed else (True if sure or id == "identity" else None),
            figures=figures.get(id, {}),
        )
        for id, text in TITLES.items()
    )
    return Certificate(kind="offers", claims=claims, violations=tuple(case.violations))


def _read(folder: Path, settings: Mapping[str, Any], on: date) -> _Case:
    question = read_question(folder / PROBLEM, on).question
    names = (*_OPEN_TABLES, "exposure.csv", "outcomes.csv", "for-the-officer.csv")
    return _Case(
        needs={entry.number: entry for entry in question.needs},
        offers={entry.number: entry for entry in question.offers},
        on=on,
        settings=settings,
        tables={name: _rows(folder / name) for name in names},
    )


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _known(case: _Case) -> bool:
    """Whether every id of the tables is one of the problem."""
    before = len(case.violations)
    for name, rows in case.tables.items():
        for row in rows:
            for column, known in (("ニーズ", case.needs), ("オファー", case.offers)):
                if column in row and row[column] not in known:
                    case.broke("known", (row[column],), f"{name}：問題の表にない番号です")
    return len(case.violations) == before


def _gather(case: _Case) -> None:
    officer = case.tables["for-the-officer.csv"]
    for row in (*case.tables["pairs.csv"], *officer):
        case.score[row["ニーズ"], row["オファー"]] = float(row["得点"])
    chosen = [row for row in officer if row["用途"] == "組"]
    case.together = [
        (row["ニーズ"], row["オファー"]) for row in (*case.tables["result.csv"], *chosen)
    ]
    for row in case.tables["lists.csv"]:
        case.shown.setdefault(row["ニーズ"], []).append(row["オファー"])


def _conditions(case: _Case) -> None:
    listed = [(need, offer) for need, offers in case.shown.items() for offer in offers]
    for ids in dict.fromkeys([*case.together, *listed, *case.score]):
        no = broken(case.needs[ids[0]], case.offers[ids[1]], case.on)
        if no:
            case.broke("conditions", ids, f"条件に合いません：{'、'.join(sorted(no))}")
    for ids in [*case.together, *listed]:
        if ids not in case.score:
            case.broke("conditions", ids, "候補の表にない組です")


def _excluded(case: _Case) -> None:
    for row in case.tables["excluded.csv"]:
        ids = row["ニーズ"], row["オファー"]
        if not broken(case.needs[ids[0]], case.offers[ids[1]], case.on):
            case.broke("excluded", ids, "除かれていますが、破れた条件がありません")


def _quotas(case: _Case) -> None:
    for number, count in Counter(case.together).items():
        if count > 1:
            case.broke("quota", number, "同じ組が二度あります")
    for ids in case.together:
        if ids in case.score and not _suits(case, ids):
            case.broke("quota", ids, "組むほどの得点も、希望もありません")
    for at, known in ((0, case.needs), (1, case.offers)):
        for who, count in Counter(ids[at] for ids in case.together).items():
            if count > known[who].partners:
                case.broke("quota", (who,), f"{count}件と組まれ、件数は{known[who].partners}です")


def _lists(case: _Case) -> None:
    for need, offers in case.shown.items():
        twice = len(set(offers)) < len(offers)
        if twice or len(offers) > max(int(case.settings["length"]), case.needs[need].partners):
            case.broke("shown", (need,), "一覧が長すぎるか、同じオファーが二度あります")
    for offer, count in Counter(o for offers in case.shown.values() for o in offers).items():
        most = int(case.settings["shown"]) * case.offers[offer].partners
        if count > most:
            case.broke("shown", (offer,), f"{count}件の一覧に載り、限度は{most}です")
    for need, offer in case.together:
        if not case.protected((need, offer)) and offer not in case.shown.get(need, ()):
            case.broke("shown", (need, offer), "組まれたオファーが一覧にありません")


def _exposures(case: _Case) -> None:
    seen: dict[str, list[int]] = {}
    for row in case.tables["lists.csv"]:
        seen.setdefault(row["オファー"], []).append(int(row["順位"]))
    for row in case.tables["exposure.csv"]:
        ranks = seen.pop(row["オファー"], [])
        share = sum(1 / math.log2(rank + 1) for rank in ranks)
        if int(row["掲載"]) != len(ranks) or abs(float(row["露出"]) - share) > 5e-4:
            case.broke("exposure", (row["オファー"],), "掲載数か露出が一覧と違います")
    for offer in seen:
        case.broke("exposure", (offer,), "一覧にあり、露出の表にありません")


def _counted(case: _Case) -> Counted:
    return Counted(
        needs=case.needs,
        offers=case.offers,
        tables=case.tables,
        score=case.score,
        introduce=float(case.settings["introduce"]),
    )


def _unseen(case: _Case) -> None:
    """An offer nobody sees, although a need it suits has room or shows one that is seen elsewhere."""
    times = Counter(offer for offers in case.shown.values() for offer in offers)
    together = frozenset(case.together)
    for need, offer in case.score:
        if times[offer] or case.protected((need, offer)):
            continue
        shown = case.shown.get(need, [])
        spare = any(times[each] > 1 and (need, each) not in together for each in shown)
        if len(shown) < int(case.settings["length"]) or spare:
            case.broke("seen", (offer, need), "このニーズの一覧に載せられました")


def _stable(case: _Case) -> None:
    partners: dict[str, list[Ids]] = {}
    for ids in case.together:
        partners.setdefault(f"n{ids[0]}", []).append(ids)
        partners.setdefault(f"o{ids[1]}", []).append(ids)
    together = frozenset(case.together)
    for ids in sorted(case.score):
        if ids in together or not _suits(case, ids):
            continue
        if _rather(case, ids, 0, partners) and _rather(case, ids, 1, partners):
            case.broke("stable", ids, "互いに今の相手より望み合っています")


def _suits(case: _Case, ids: Ids) -> bool:
    """Whether the pair is good enough to be brought together at all."""
    wished = ids[1] in case.needs[ids[0]].wishes or ids[0] in case.offers[ids[1]].wishes
    return wished or case.score[ids] >= float(case.settings["introduce"])


def _rather(case: _Case, ids: Ids, side: int, partners: Mapping[str, list[Ids]]) -> bool:
    """Whether one side has room, or has somebody it wants less."""
    entry = (case.needs if side == 0 else case.offers)[ids[side]]
    have = [each for each in partners.get("no"[side] + ids[side], []) if each in case.score]
    return len(have) < entry.partners or any(
        _wanted(case, ids, side) < _wanted(case, each, side) for each in have
    )


def _wanted(case: _Case, ids: Ids, side: int) -> tuple[int, float, str]:
    """The place of a pair in one side's order: its wishes, then the score, then the lot."""
    entry = (case.needs if side == 0 else case.offers)[ids[side]]
    other = ids[1 - side]
    wish = entry.wishes.index(other) if other in entry.wishes else 1_000_000
    drawn = f"{case.settings['seed']}|{ids[0]}|{ids[1]}"
    return wish, -case.score[ids], hashlib.sha256(drawn.encode()).hexdigest()


def _protected(case: _Case) -> None:
    for name in (*_OPEN_TABLES, "exposure.csv", "outcomes.csv"):
        for row in case.tables[name]:
            for column, known in (("ニーズ", case.needs), ("オファー", case.offers)):
                if column in row and known[row[column]].protected:
                    case.broke("protected", (row[column],), f"{name}に出ています")


def _identities(case: _Case, folder: Path) -> None:
    """No text of the problem, and no cell of a column that is not known, stands in a table."""
    written = "\n".join(
        path.read_text(encoding="utf-8-sig")
        for path in sorted([*folder.glob("*.csv"), *folder.glob("*.svg"), *folder.glob("*.json")])
        if path.name not in ("set-aside.csv", "settings.json", "certificate.json", "manifest.json")
    )
    for who, secret in _secrets(folder / PROBLEM):
        if secret in written:
            case.broke("identity", (who,), "本文か、氏名・連絡先などの欄の内容が結果にあります")


def _secrets(problem: Path) -> Iterator[tuple[str, str]]:
    for stems in (NEEDS, OFFERS):
        path = next(found for stem in stems if (found := find_file(problem, stem)))
        for row in read_sheet(path, COLUMNS).rows:
            if len(row.get("本文")) > SHORT:
                yield row.get("番号"), row.get("本文")
            for column, cell in row.others.items():
                personal = any(word in column for word in PERSONAL)
                if personal and len(cell) > 1:
                    yield row.get("番号"), cell


SHORT = 12  # letters: a shorter text may be a word the two sides share
PERSONAL = ("氏名", "名前", "住所", "電話", "連絡", "メール", "mail", "担当")
