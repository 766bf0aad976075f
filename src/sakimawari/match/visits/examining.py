"""What the examiner says of a result's folder: the problem and the plan read again, each rule held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sakimawari.match.reading.cells import hour
from sakimawari.match.results.certificate import Certificate, by_rules
from sakimawari.match.results.folder import PROBLEM, Opened
from sakimawari.match.results.kind import Explanation, Kind, unknown_id
from sakimawari.match.visits.due import due
from sakimawari.match.visits.files import Read, days_of, read_task
from sakimawari.match.visits.printed import with_tables
from sakimawari.match.visits.record import read_plan
from sakimawari.match.visits.telling import Clockface, why_easy, why_english, why_japanese
from sakimawari.match.visits.values import DAY, Rounds, Task
from sakimawari.match.visits.verifying import Rule, verify

CLAIMS: Mapping[Rule, str] = {
    Rule.KNOWN: "訪問も勤務も、すべて問題にあるもの",
    Rule.ONCE: "同じ訪問が二度組まれていない",
    Rule.ALL: "どの訪問も、組まれているか、組めない理由がある",
    Rule.PEOPLE: "求められた人数が、別々の職員で行く",
    Rule.TOGETHER: "二人で行く訪問は同じ時刻に始まる",
    Rule.SKILLS: "必要な技能のある職員が行く",
    Rule.ONLY: "指定・不可の担当を守っている",
    Rule.WINDOW: "希望の日と時間帯に始まる",
    Rule.LENGTH: "訪問の長さが求めどおり",
    Rule.WAY: "次の訪問先に着ける時間がある",
    Rule.SHIFT: "勤務時間の中で出発し、戻る",
    Rule.PAUSE: "休憩が決めたとおりに取れる",
    Rule.BOUNDS: "件数と積載の上限を守っている",
    Rule.INSTEAD: "いずれか一つの訪問は一つだけ",
    Rule.TRAVEL: "移動時間が所要時間の表と一致する",
}


def certify(task: Task, rounds: Rounds) -> Certificate:
    """Every rule as a claim, every breach by name."""
    broken = [
        (each.rule.value, tuple(one for one in (each.shift, each.visit) if one))
        for each in verify(task, rounds)
    ]
    made = {"visits": len(task.visits), "made": rounds.made, "travel_seconds": rounds.travel}
    texts = {rule.value: text for rule, text in CLAIMS.items()}
    return by_rules("visits", texts, broken, {Rule.ALL.value: made})


def verify_folder(opened: Opened) -> Certificate:
    """Problem and plan read from the folder, and examined; the tables held against the plan."""
    return examine(opened.folder)


def examine(folder: Path) -> Certificate:
    """The same of a folder that is finished, or about to be."""
    read, rounds = read_task(folder / PROBLEM), read_plan(folder)
    certificate = certify(read.task, rounds)
    known = all(claim.holds for claim in certificate.claims if claim.id == Rule.KNOWN.value)
    said = due(read, rounds) if known else None
    return with_tables(certificate, folder, "番号", said, read.protected)


def explain_folder(opened: Opened, who: str | None) -> tuple[Explanation, ...]:
    """Who comes when, or why nobody does; of one visit, or of all in the order of the table."""
    read, rounds = read_task(opened.problem), read_plan(opened.folder)
    told = {each.who: each for each in _explained(read, rounds)}
    if who is None:
        return tuple(told[visit.id] for visit in read.task.visits)
    if who not in told:
        raise unknown_id(who, told)
    return (told[who],)


def _explained(read: Read, rounds: Rounds) -> Iterator[Explanation]:
    clock = Clockface(days_of(read))
    workers = {shift.id: shift.worker for shift in read.task.shifts}
    made: dict[str, list[tuple[str, int, int]]] = {}
    for walked in rounds.rounds:
        for stop in walked.stops:
            who = workers[walked.shift]
            made.setdefault(stop.visit, []).append((who, stop.begin, stop.end))
    for visit, those in made.items():
        names, begin, end = "・".join(each[0] for each in those), those[0][1], those[0][2]
        until = hour(end % DAY)
        yield Explanation(
            who=visit,
            outcome="made",
            lines=(f"{clock.japanese(begin)}から{until}まで、{names}が訪問します。",),
            easy=(f"{clock.japanese(begin)}に いきます。",),
            english=(f"Visited from {clock.english(begin)} until {until} by {names}.",),
        )
    for left in rounds.unmade:
        yield Explanation(
            who=left.visit,
            outcome=left.because.value,
            lines=why_japanese(left, clock),
            easy=why_easy(left),
            english=why_english(left, clock),
        )


VISITS = Kind(name="visits", title="訪問の計画", verify=verify_folder, explain=explain_folder)
