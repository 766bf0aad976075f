"""The tables of a result, UTF-8 with a mark for Excel; people by their numbers alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sakimawari.drawing.sheets import Cell, Table, csv_of
from sakimawari.match.assign.flow.transport import NOWHERE
from sakimawari.match.assign.helping.adding import Addition
from sakimawari.match.assign.helping.hours import in_japanese
from sakimawari.match.assign.helping.pairing import Paired
from sakimawari.match.assign.helping.telling import DECLINED, FULL, MATCHED, NOBODY, Teller
from sakimawari.match.fairness.groups import Measure, compare
from sakimawari.match.fairness.writing import data_of, table_of

REASONS, REPORT = "reasons.json", "report.json"
_RESULT = (
    "番号", "世帯番号", "区", "結果", "担当", "距離m", "曜日・時間帯", "頼みたいこと", "今の担当", "今の担当との関係",
    "代わり", "代わり距離m", "条件に合う人数", "理由",
)  # fmt: skip
_VOLUNTEERS = (
    "番号", "引受人数", "担当人数", "空き", "代わりの人数", "もう1人引き受けると", "もう1人引き受けると減る距離m",
    "代わりがもう1人分あると減る距離m",
)  # fmt: skip
_MORE = ("区", "緯度", "経度", "曜日・時間帯", "できること", "言語", "性別", "頼める人数", "説明")


def write_tables(folder: Path, paired: Paired, teller: Teller, added: list[Addition]) -> None:
    """Write every table and the reasons."""
    tables = {
        "result.csv": Table(columns=_RESULT, rows=tuple(_result(paired, teller))),
        "volunteers.csv": Table(columns=_VOLUNTEERS, rows=tuple(_volunteers(paired, teller))),
        "witnesses.csv": _witnesses(paired),
        "one-more.csv": Table(columns=_MORE, rows=tuple(_more(paired, each) for each in added)),
    }
    for name, table in tables.items():
        (folder / name).write_bytes(csv_of(table))
    told = [teller.explanation(at) for at in range(len(paired.problem.elders))]
    known = {each.who for each in told}
    volunteers = map(teller.of_volunteer, range(len(paired.problem.volunteers)))
    told += [each for each in volunteers if each.who not in known]
    kept = {each.who: {k: v for k, v in asdict(each).items() if k != "who"} for each in told}
    _json(folder / REASONS, kept)


def _json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _result(paired: Paired, teller: Teller) -> Iterator[tuple[Cell, ...]]:
    for at, one in enumerate(paired.problem.elders):
        unit = teller.unit_of.get(at)
        first = second = NOWHERE
        if unit is not None:
            first, second = int(paired.first.site[unit]), int(paired.second.site[unit])
        helped = unit is not None and first != NOWHERE
        yield (
            one.id, one.household, one.ward, teller.outcome(at),
            paired.problem.volunteers[first].id if helped else None,
            int(paired.metres[unit]) if helped else None,
            in_japanese(teller.free(unit, first)) if helped and unit is not None else None,
            "、".join(sorted(one.asks)), one.present,
            teller.change(unit) if unit is not None else None,
            paired.problem.volunteers[second].id if second != NOWHERE else None,
            int(paired.stand_in_metres[unit]) if second != NOWHERE else None,
            int(paired.able[unit]) if unit is not None else None, teller.reason(at),
        )  # fmt: skip


def _volunteers(paired: Paired, teller: Teller) -> Iterator[tuple[Cell, ...]]:
    for at, one in enumerate(paired.problem.volunteers):
        held = teller.held[at]
        yield (
            one.id, one.load, held, one.load - held, teller.standing[at], teller.more(at),
            int(paired.first.prices[at]), int(paired.second.prices[at]),
        )  # fmt: skip


def _witnesses(paired: Paired) -> Table:
    """Why not everybody can be helped, by the volunteers who alone could; nobody else is named."""
    rows: list[tuple[Cell, ...]] = []
    for each in paired.first.witnesses:
        few = " ".join(paired.problem.volunteers[at].id for at in each.sites)
        rows.append(
            (few, each.people, each.places, _lack(each.people, each.places, len(each.sites)))
        )
    return Table(columns=("ボランティア", "人数", "引き受けられる人数", "説明"), rows=tuple(rows))


def _lack(people: int, places: int, few: int) -> str:
    if not few:
        return f"{people:,}人には、条件に合うボランティアがひとりもいない"
    return f"{people:,}人に行けるのはこの{few}人だけで、引受けは合わせて{places:,}人分しかない"


def _more(paired: Paired, added: Addition) -> tuple[Cell, ...]:
    new, reach = added.new, paired.problem.settings.walking
    skills, when = "、".join(sorted(new.skills)), in_japanese(new.windows)
    told = f"このあたりに{when}に動ける人が1人いれば、今は担当のない{added.people}人に徒歩（{reach:,}m以内）で届く"
    return (
        added.ward, f"{new.point.latitude:.3f}", f"{new.point.longitude:.3f}", when, skills,
        "、".join(sorted(new.languages)), new.gender, added.people, told,
    )  # fmt: skip


def report_of(paired: Paired, teller: Teller, remarks: tuple[str, ...]) -> dict[str, Any]:
    """Figures, fairness and what the examiner needs of the search."""
    counts = Counter(teller.outcome(at) for at in range(len(paired.problem.elders)))
    units = range(len(paired.units))
    ways = sorted(int(paired.metres[at]) for at in units if paired.first.site[at] != NOWHERE)
    changes = Counter(teller.change(at) for at in units)
    figures = {
        "高齢者": len(paired.problem.elders),
        "ボランティア": len(paired.problem.volunteers),
        **{name: counts[name] for name in (MATCHED, FULL, NOBODY, DECLINED)},
        "継続の世帯": changes["継続"],
        "変更の世帯": changes["変更"],
        "代わりのある世帯": int((paired.second.site != NOWHERE).sum()),
        "距離の中央値m": ways[len(ways) // 2] if ways else 0,
        "最も遠いm": ways[-1] if ways else 0,
        "空きのある引受け": sum(
            v.load - held for v, held in zip(paired.problem.volunteers, teller.held, strict=True)
        ),
    }
    weights = {"optimal": paired.first.penalty, "optimal-stand-in": paired.second.penalty}
    return {"figures": figures, "weights": weights, "注意": list(remarks)}


def write_report(folder: Path, paired: Paired, teller: Teller, report: dict[str, Any]) -> None:
    """Write the report, with outcomes by ward and language beside it."""
    elders = paired.problem.elders
    groups = {
        "区": {one.id: one.ward for one in elders},
        "言語": {one.id: "、".join(sorted(one.languages)) or "日本語" for one in elders},
    }
    outcomes = {one.id: teller.outcome(at) for at, one in enumerate(elders)}
    measure = Measure(id="matched", name="担当が決まった人", outcomes=frozenset({MATCHED}))
    found = compare(groups, outcomes, [measure])
    (folder / "fairness.csv").write_bytes(csv_of(table_of(found)))
    _json(folder / REPORT, {**report, "fairness": data_of(found)})
