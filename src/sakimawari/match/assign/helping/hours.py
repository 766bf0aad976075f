"""Days of the week and hours as people write them: 火午前, 月・木 9:00-11:00, 平日の午後, いつでも."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sakimawari.match.assign.helping.values import Windows
from sakimawari.match.reading.cells import CellFault, hour, span

DAY = 24 * 60
DAYS = "月火水木金土日"
PARTS = {"午前": (540, 720), "午後": (780, 1020), "夜": (1020, 1260)}  # minutes of a day
_LIKE = {"午前中": "午前", "夜間": "夜", "夕方": "夜"}
_WHOLE = (540, 1020)  # 終日, or no hour told
_GROUPS = {"毎日": DAYS, "平日": "月火水木金", "週末": "土日", "土日": "土日"}
_ONE = r"(?:毎日|平日|週末|[月火水木金土日](?:曜日|曜)?)"
_HOUR = r"\d{1,2}(?::\d{2}|時(?:\d{2}分)?)"
_TIME = rf"(?:午前中?|午後|夕方|夜間?|終日|{_HOUR}[-~]{_HOUR})"
_TERM = re.compile(
    rf"(?P<days>{_ONE}(?:[・~\-]?{_ONE})*)?の?(?P<times>{_TIME}(?:・?{_TIME})*)?[、,;/・\n]*"
)
_ANY = frozenset({"いつでも", "いつでも可", "随時", "指定なし", "特になし"})
_PART = {"午前": "mornings", "午後": "afternoons", "夜": "evenings"}
_DAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def read_windows(text: str) -> Windows:
    """When somebody is free; nothing where it is not told or 'いつでも'. CellFault where it cannot be read."""
    told = "".join(unicodedata.normalize("NFKC", text).split())
    told = re.sub(r"[〜–—−ー]|から", "~", told).replace("まで", "")
    if not told or told in _ANY:
        return ()
    found: set[tuple[int, int]] = set()
    at, days = 0, "毎日"
    while at < len(told):
        term = _TERM.match(told, at)
        if term is None or term.end() == at or not (term["days"] or term["times"]):
            raise CellFault(
                "the days and hours cannot be read",
                "write them as 火午前、木13:00-15:00 or 平日午後",
            )
        days = term["days"] or days  # hours without a day are of the days told before
        found.update(_windows(days, term["times"] or ""))
        at = term.end()
    return _merged(found)


def _windows(days: str, times: str) -> Iterator[tuple[int, int]]:
    for day in _days(days):
        for begin, end in _times(times):
            yield day * DAY + begin, day * DAY + end


def _days(text: str) -> list[int]:
    plain = re.sub(r"曜日|曜|・", "", text)
    for name, days in _GROUPS.items():
        plain = plain.replace(name, days)
    plain = re.sub(r"([月火水木金土日])[~\-]([月火水木金土日])", _between, plain)
    return sorted({DAYS.index(each) for each in plain if each in DAYS})


def _between(found: re.Match[str]) -> str:
    first, last = DAYS.index(found[1]), DAYS.index(found[2])
    return DAYS[first : last + 1] if first <= last else DAYS[first:] + DAYS[: last + 1]


def _times(text: str) -> list[tuple[int, int]]:
    times = []
    for each in re.findall(_TIME, text):
        name = _LIKE.get(each, each)
        if name in PARTS:
            times.append(PARTS[name])
        elif name == "終日":
            times.append(_WHOLE)
        else:
            begin, end = span(each)
            if end > DAY * 60:
                raise CellFault("the hour lies past midnight", "write hours up to 24:00")
            times.append((begin // 60, end // 60))
    return times or [_WHOLE]


def _merged(found: set[tuple[int, int]]) -> Windows:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def both(one: Windows, other: Windows, minutes: int) -> Windows | None:
    """When both are free for so long; None: never. Whoever has not told is taken to be free."""
    if not one or not other:
        return one or other
    found = [
        (max(begin, start), min(end, stop))
        for begin, end in one
        for start, stop in other
        if min(end, stop) - max(begin, start) >= minutes
    ]
    return tuple(found) or None


def _part(begin: int, end: int) -> tuple[int, str]:
    day, first, last = begin // DAY, begin % DAY, end - begin // DAY * DAY
    names = [name for name, times in PARTS.items() if times == (first, last)]
    if (first, last) == _WHOLE:
        return day, "終日"
    return day, names[0] if names else f"{hour(first * 60)}～{hour(last * 60)}"


def in_japanese(windows: Windows) -> str:
    """火曜午前、木曜13:00～15:00; days of the same hours together."""
    return "、".join(f"{_joined(days)}曜{time}" for time, days in _together(windows)) or "いつでも"


def _together(windows: Windows) -> list[tuple[str, list[int]]]:
    groups: dict[str, list[int]] = {}
    for begin, end in windows:
        day, time = _part(begin, end)
        groups.setdefault(time, []).append(day)
    return list(groups.items())


def _joined(days: list[int]) -> str:
    if _runs(days):
        return f"{DAYS[days[0]]}～{DAYS[days[-1]]}"
    return "・".join(DAYS[day] for day in days)


def in_easy(windows: Windows) -> str:
    """The same in やさしい日本語."""
    told = [
        f"{_days_in_easy(days)}の {'一日' if time == '終日' else time}"
        for time, days in _together(windows)
    ]
    return "、".join(told) or "いつでも"


def _days_in_easy(days: list[int]) -> str:
    names = [f"{DAYS[day]}曜日" for day in days]
    if _runs(days):
        return f"{names[0]}から {names[-1]}"
    return "と ".join(names)


def in_english(windows: Windows) -> str:
    """The same in English."""
    told = []
    for time, days in _together(windows):
        name = _PART.get(time, "all day" if time == "終日" else time.replace("～", "–"))
        told.append(f"{_days_in_english(days)} {name}")
    return "; ".join(told) or "any time"


def _days_in_english(days: list[int]) -> str:
    names = [_DAY[day] for day in days]
    if _runs(days):
        return f"{names[0]} to {names[-1]}"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _runs(days: list[int]) -> bool:
    return len(days) > 2 and days == list(range(days[0], days[-1] + 1))
