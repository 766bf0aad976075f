"""What the examiner says of a result's folder: the problem and the plan read again, each rule held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sakimawari.match.reading.cells import hour
from sakimawari.match.results.certificate import Certificate, by_rules
from sakimawari.match.results.folder import PROBLEM, Opened
from sakimawari.match.results.kind import Explanation, Kind, unknown_id
from sakimawari.match.rides.due import due
from sakimawari.match.rides.files import Read, read_task
from sakimawari.match.rides.record import read_plan
from sakimawari.match.rides.telling import why_easy, why_english, why_japanese
from sakimawari.match.rides.values import Runs, Stop, Task
from sakimawari.match.rides.verifying import Rule, verify
from sakimawari.match.visits.printed import with_tables

CLAIMS: Mapping[Rule, str] = {
    Rule.KNOWN: "予約も車両も、すべて問題にあるもの",
    Rule.ONCE: "同じ予約が二度組まれていない",
    Rule.ALL: "どの予約も、乗れるか、乗れない理由がある",
    Rule.WHOLE: "乗った人は同じ車両で降りる",
    Rule.PLACES: "座席と車椅子席を超えない",
    Rule.ONLY: "指定の車両を守っている",
    Rule.WINDOW: "希望の時刻の幅に乗り、降りる",
    Rule.TOLD: "案内した時刻から許容を超えて動かない",
    Rule.ON_BOARD: "乗車時間の上限を超えない",
    Rule.LENGTH: "乗り降りの時間を取っている",
    Rule.WAY: "次の停留所に着ける時間がある",
    Rule.DUTY: "運行時間の中で出庫し、帰庫する",
    Rule.PAUSE: "休憩が、誰も乗っていない間に、決めたとおりに取れる",
    Rule.TRAVEL: "走行時間が所要時間の表と一致する",
    Rule.PROOF: "どの計画でも乗れないとした理由が正しい",
}


def certify(task: Task, runs: Runs) -> Certificate:
    """Every rule as a claim, every breach by name."""
    broken = [
        (each.rule.value, tuple(one for one in (each.vehicle, each.ride) if one))
        for each in verify(task, runs)
    ]
    made = {"rides": len(task.rides), "given": runs.given, "travel_seconds": runs.travel}
    texts = {rule.value: text for rule, text in CLAIMS.items()}
    return by_rules("rides", texts, broken, {Rule.ALL.value: made})


def verify_folder(opened: Opened) -> Certificate:
    """Problem and plan read from the folder, and examined; the tables held against the plan."""
    return examine(opened.folder)


def examine(folder: Path) -> Certificate:
    """The same of a folder that is finished, or about to be."""
    read, runs = read_task(folder / PROBLEM), read_plan(folder)
    certificate = certify(read.task, runs)
    known = all(claim.holds for claim in certificate.claims if claim.id == Rule.KNOWN.value)
    said = due(read, runs) if known else None
    return with_tables(certificate, folder, "受付番号", said, read.protected)


def explain_folder(opened: Opened, who: str | None) -> tuple[Explanation, ...]:
    """Who is fetched when, or why nobody is; of one ride, or of all in the order of the table."""
    read, runs = read_task(opened.problem), read_plan(opened.folder)
    told = {each.who: each for each in _explained(read, runs)}
    if who is None:
        return tuple(told[ride.id] for ride in read.task.rides)
    if who not in told:
        raise unknown_id(who, told)
    return (told[who],)


def _explained(read: Read, runs: Runs) -> Iterator[Explanation]:
    rides = {ride.id: ride for ride in read.task.rides}
    boarded: dict[str, Stop] = {}
    for run in runs.runs:
        for stop in run.stops:
            if stop.boards:
                boarded[stop.ride] = stop
                continue
            boards, alights = hour(boarded[stop.ride].begin), hour(stop.begin)
            aboard = -(-(stop.begin - boarded[stop.ride].end) // 60)
            yield Explanation(
                who=stop.ride,
                outcome="given",
                lines=(f"{boards}に{run.vehicle}に乗り、{alights}に降ります（乗車{aboard}分）。",),
                easy=(f"{boards}に くるまが きます。{alights}に つきます。",),
                english=(
                    f"{run.vehicle} at {boards}, there at {alights} ({aboard} min on board).",
                ),
            )
    for left in runs.refused:
        yield Explanation(
            who=left.ride,
            outcome=left.because.value,
            lines=why_japanese(left, rides[left.ride]),
            easy=why_easy(left),
            english=why_english(left, rides[left.ride]),
        )


RIDES = Kind(name="rides", title="デマンド交通", verify=verify_folder, explain=explain_folder)
