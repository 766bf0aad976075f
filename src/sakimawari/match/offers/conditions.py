"""Hard conditions on a pair of need and offer: each met, broken, or to be asked, with a sentence.

What a side demands and the other has not told is to be asked; nothing is refused for silence. Every
condition looks at few columns only, so that a whole table of pairs is judged on the distinct
contents of those columns (`judged`), and a single pair with the same functions (`verdicts`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.match.offers.values import Bound, Entry, Term, Times, Truth, Verdict
from sakimawari.match.positions.points import Point, metres

Truths = npt.NDArray[np.int8]
DAYS = "月火水木金土日"
MOST_WORDS = "業種によって分かれる"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition: what it looks at in either entry, and what it says of the two."""

    id: str
    name: str
    needs: Callable[[Entry], Hashable]
    offers: Callable[[Entry], Hashable]
    judge: Callable[[Any, Any, date], tuple[Truth, str] | None]


def _period(one: Any, other: Any, on: date) -> tuple[Truth, str] | None:
    firsts = [day for day in (one[0], other[0]) if day is not None]
    lasts = [day for day in (one[1], other[1]) if day is not None]
    begin, end = max([*firsts, on]), min(lasts, default=None)
    if end is not None and end < begin:
        ended = "すでに終わっています" if end < on else "期間が重なりません"
        return Truth.BROKEN, f"期間：{ended}（{end.isoformat()}まで）"
    if end is None and begin == on:
        return None  # nothing told, or it runs already and has no end
    known = f"期間：{begin.isoformat()}から" + (f"{end.isoformat()}まで" if end else "")
    told = [any(day is not None for day in side) for side in (one, other)]
    return (Truth.MET, known) if all(told) else (Truth.ASK, f"{known}でよいか")


def _weekdays(one: Any, other: Any, on: date) -> tuple[Truth, str] | None:
    if one is None and other is None:
        return None
    if one is None or other is None:
        told = one if other is None else other
        return Truth.ASK, f"曜日：{_days(told)}でよいか"
    both = one & other
    if both:
        return Truth.MET, f"曜日：{_days(both)}"
    return Truth.BROKEN, f"曜日が合いません（{_days(one)}と{_days(other)}）"


def _days(days: frozenset[int]) -> str:
    return "・".join(DAYS[day] for day in sorted(days))


def _hours(one: Any, other: Any, on: date) -> tuple[Truth, str] | None:
    told = [side for side in (one, other) if side != (None, None)]
    if not told:
        return None
    begin = max(side[0] if side[0] is not None else 0 for side in told)
    end = min(side[1] if side[1] is not None else 1_440 for side in told)
    if begin >= end:
        return Truth.BROKEN, "時間帯が重なりません"
    words = f"時間：{_clock(begin)}～{_clock(end)}"
    return (Truth.MET, words) if len(told) == 2 else (Truth.ASK, f"{words}でよいか")


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _room(size: Any, room: Any, on: date) -> tuple[Truth, str] | None:
    if size is None and room is None:
        return None
    if size is None:
        return Truth.ASK, f"人数：何人か（{room}人まで）"
    if room is None:
        return Truth.ASK, f"人数：{size}人で受けられるか"
    if size <= room:
        return Truth.MET, f"人数：{size}人（{room}人まで）"
    return Truth.BROKEN, f"人数：{size}人ですが、受けられるのは{room}人までです"


def _licences(one: Any, other: Any, on: date) -> tuple[Truth, str] | None:
    return _worst(_held(one[0], other[1], "資格"), _held(other[0], one[1], "資格"))


def _languages(one: Any, other: Any, on: date) -> tuple[Truth, str] | None:
    return _worst(_spoken(one[0], other[1]), _spoken(other[0], one[1]))


def _held(
    asked: frozenset[str], held: frozenset[str] | None, name: str
) -> tuple[Truth, str] | None:
    if not asked:
        return None
    words = "・".join(sorted(asked))
    if held is None:
        return Truth.ASK, f"{name}：{words}があるか"
    if asked <= held:
        return Truth.MET, f"{name}：{words}"
    return Truth.BROKEN, f"{name}：{'・'.join(sorted(asked - held))}が必要です"


def _spoken(asked: frozenset[str], spoken: frozenset[str] | None) -> tuple[Truth, str] | None:
    if not asked:
        return None
    words = "・".join(sorted(asked))
    if spoken is None:
        return Truth.ASK, f"言語：{words}でよいか"
    if asked & spoken:
        return Truth.MET, f"言語：{'・'.join(sorted(asked & spoken))}"
    return Truth.BROKEN, f"言語：{words}が必要です"


def _worst(*found: tuple[Truth, str] | None) -> tuple[Truth, str] | None:
    said = [each for each in found if each is not None]
    return min(said, key=lambda each: each[0]) if said else None


def _shunned(one: Any, other: Any, on: date) -> tuple[Truth, str] | None:
    if one[0] & other[1] or other[0] & one[1]:
        return Truth.BROKEN, "除外の希望があります"
    return None


def _named(entry: Entry) -> tuple[frozenset[str], frozenset[str]]:
    """What an entry shuns, and by what it can be shunned: its number only where somebody names it."""
    return entry.shuns, frozenset(filter(None, (entry.number, entry.kind)))


def _terms(one: Any, other: Any, on: date) -> tuple[Truth, str] | None:
    found = [_term(term, other[1]) for term in one[0]] + [_term(term, one[1]) for term in other[0]]
    if not found:
        return None
    broken = [each for each in found if each[0] is Truth.BROKEN]
    if broken:
        return broken[0]
    asked = [text for truth, text in found if truth is Truth.ASK]
    if asked:
        return Truth.ASK, "、".join(asked)
    return Truth.MET, "、".join(text for _, text in found)


def _term(term: Term, facts: tuple[tuple[str, str], ...]) -> tuple[Truth, str]:
    if term.either:
        return _either(term, facts)
    known = dict(facts)
    told = known.get(term.fact, "")
    if not told:
        return Truth.ASK, f"{term.fact}：{term.words}にあたるか"
    if term.texts:
        if set(told.split("、")) & term.texts:
            return Truth.MET, f"{term.fact}：{told}"
        return Truth.BROKEN, f"{term.fact}が{told}です（対象は{term.words}）"
    number = float(told)
    applying = _applying(term.bounds, known.get("業種", ""))
    holds = {_within(number, bound) for bound in applying}
    if not applying:
        return Truth.BROKEN, f"業種が{known['業種']}です（対象は{term.words}）"
    if holds == {True}:
        return Truth.MET, f"{term.fact}：{number:g}（{term.words}）"
    if len(holds) == 2:
        return Truth.ASK, f"業種は何か（{term.fact}の条件が{MOST_WORDS}：{term.words}）"
    words = applying[0].words if len(applying) == 1 else term.words
    return Truth.BROKEN, f"{term.fact}が{number:g}です（対象は{words}）"


def _either(term: Term, facts: tuple[tuple[str, str], ...]) -> tuple[Truth, str]:
    """One is enough: met where one is, broken where all are."""
    found = [_term(each, facts) for each in term.either]
    best = max(truth for truth, _ in found)
    if best is Truth.ASK:
        return best, f"{term.fact}：{term.words}にあたるか"
    return best, "、".join(text for truth, text in found if truth is best)


def _applying(bounds: tuple[Bound, ...], industry: str) -> list[Bound]:
    """The bounds of an industry; all of them where it is not known and it matters."""
    named = [bound for bound in bounds if bound.industries]
    if not named or not industry:
        return list(bounds)
    own = [bound for bound in named if not bound.industries.isdisjoint(industry.split("、"))]
    return own or [bound for bound in bounds if not bound.industries]


def _within(number: float, bound: Bound) -> bool:
    return (bound.least is None or number >= bound.least) and (
        bound.most is None or number <= bound.most
    )


def _times(part: Callable[[Times], Hashable]) -> Callable[[Entry], Hashable]:
    return lambda entry: part(entry.times)


def _asked_facts(entry: Entry) -> Hashable:
    return entry.terms, tuple(sorted(entry.facts.items()))


_PERIOD = _times(lambda times: (times.first, times.last))
_WEEK = _times(lambda times: times.weekdays)
_DAY = _times(lambda times: (times.begin, times.end))


def _licensed(entry: Entry) -> Hashable:
    return entry.asks_licences, entry.licences


def _speaking(entry: Entry) -> Hashable:
    return entry.asks_languages, entry.languages


CONDITIONS = (
    Condition(id="period", name="期間", needs=_PERIOD, offers=_PERIOD, judge=_period),
    Condition(id="weekday", name="曜日", needs=_WEEK, offers=_WEEK, judge=_weekdays),
    Condition(id="hours", name="時間帯", needs=_DAY, offers=_DAY, judge=_hours),
    Condition(
        id="room",
        name="人数",
        needs=lambda entry: entry.size,
        offers=lambda entry: entry.room,
        judge=_room,
    ),
    Condition(id="licence", name="資格", needs=_licensed, offers=_licensed, judge=_licences),
    Condition(id="language", name="言語", needs=_speaking, offers=_speaking, judge=_languages),
    Condition(id="terms", name="条件", needs=_asked_facts, offers=_asked_facts, judge=_terms),
)


def verdicts(need: Entry, offer: Entry, on: date) -> tuple[Verdict, ...]:
    """All conditions that say anything of a pair, the broken ones first."""
    found = []
    for condition in (*CONDITIONS, SHUNNED):
        said = condition.judge(condition.needs(need), condition.offers(offer), on)
        if said is not None:
            found.append(Verdict(condition=condition.id, truth=said[0], text=said[1]))
    distance = _distance(need, offer)
    if distance is not None:
        found.append(distance)
    return tuple(sorted(found, key=lambda each: each.truth is not Truth.BROKEN))


SHUNNED = Condition(id="shunned", name="除外", needs=_named, offers=_named, judge=_shunned)


def _distance(need: Entry, offer: Entry) -> Verdict | None:
    limits = [each for each in (need.reach, offer.reach) if each is not None]
    if need.point is None or offer.point is None:
        if not limits:
            return None
        text = f"距離：{min(limits) / 1000:g}km以内か"
        return Verdict(condition="distance", truth=Truth.ASK, text=text)
    far = float(metres([need.point], [offer.point])[0, 0])
    if limits and far > min(limits):
        text = f"距離：{far / 1000:.1f}kmあります（{min(limits) / 1000:g}kmまで）"
        return Verdict(condition="distance", truth=Truth.BROKEN, text=text)
    return Verdict(condition="distance", truth=Truth.MET, text=f"距離：{far / 1000:.1f}km")


def judged(
    needs: Sequence[Entry], offers: Sequence[Entry], on: date
) -> tuple[npt.NDArray[np.bool_], dict[str, int]]:
    """Which pairs break no condition (needs in rows), and how many pairs each condition breaks."""
    open_, broken = np.ones((len(needs), len(offers)), dtype=np.bool_), {}
    for condition in CONDITIONS:
        no = _broken_by(condition, needs, offers, on)
        broken[condition.id] = int(no.sum())
        open_ &= ~no
    for id, no in (("shunned", _shunning(needs, offers)), ("distance", _too_far(needs, offers))):
        broken[id] = int(no.sum())
        open_ &= ~no
    return open_, broken


def _broken_by(
    condition: Condition, needs: Sequence[Entry], offers: Sequence[Entry], on: date
) -> npt.NDArray[np.bool_]:
    ones, one_at = _distinct([condition.needs(entry) for entry in needs])
    others, other_at = _distinct([condition.offers(entry) for entry in offers])
    table = np.zeros((len(ones), len(others)), dtype=np.bool_)
    for at, one in enumerate(ones):
        for there, other in enumerate(others):
            said = condition.judge(one, other, on)
            table[at, there] = said is not None and said[0] is Truth.BROKEN
    found: npt.NDArray[np.bool_] = table[np.ix_(one_at, other_at)]
    return found


def _distinct(contents: Sequence[Hashable]) -> tuple[list[Hashable], npt.NDArray[np.int64]]:
    known: dict[Hashable, int] = {}
    at = [known.setdefault(content, len(known)) for content in contents]
    return list(known), np.asarray(at, dtype=np.int64)


def _shunning(needs: Sequence[Entry], offers: Sequence[Entry]) -> npt.NDArray[np.bool_]:
    found = np.zeros((len(needs), len(offers)), dtype=np.bool_)
    for entries, others, table in ((needs, offers, found), (offers, needs, found.T)):
        for at, entry in enumerate(entries):
            if entry.shuns:
                table[at] |= [
                    other.number in entry.shuns or other.kind in entry.shuns for other in others
                ]
    return found


def _too_far(needs: Sequence[Entry], offers: Sequence[Entry]) -> npt.NDArray[np.bool_]:
    limit = np.minimum(_reaches(needs)[:, None], _reaches(offers)[None, :])
    return distances(needs, offers) > limit  # an unknown distance is not greater than anything


def _reaches(entries: Sequence[Entry]) -> npt.NDArray[np.float64]:
    return np.array([np.inf if e.reach is None else e.reach for e in entries], dtype=np.float64)


def distances(needs: Sequence[Entry], offers: Sequence[Entry]) -> npt.NDArray[np.float64]:
    """Straight lines in metres; NaN where a position is not known."""
    nowhere = Point(0.0, 0.0)
    found = metres([e.point or nowhere for e in needs], [e.point or nowhere for e in offers])
    found[[e.point is None for e in needs], :] = np.nan
    found[:, [e.point is None for e in offers]] = np.nan
    return found
