"""Rounds in words: when somebody comes; why a visit is not made, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.match.reading.cells import hour
from sakimawari.match.visits.values import DAY, Because, Relief, Unmade

RELIEF_WORDS: Mapping[Relief, tuple[str, str]] = {
    Relief.ANY_TIME: ("時間帯を問わなければ入ります。", "It goes at another hour of the day."),
    Relief.LATER: ("勤務を30分延ばせば入ります。", "It goes if a duty lasts half an hour longer."),
    Relief.NO_PAUSE: ("休憩をずらせば入ります。", "It goes if a break is moved."),
    Relief.SKILL: (
        "必要な技能のある職員がもう一人いれば入ります。",
        "It goes with one more worker who has what it needs.",
    ),
    Relief.ONE_PERSON: (
        "一人での訪問でよければ入ります。",
        "It goes with one person instead of two.",
    ),
    Relief.DISPLACE: (
        "ほかの訪問を一件見送れば入ります。",
        "It goes if another visit is given up.",
    ),
}


@dataclass(frozen=True, slots=True)
class Clockface:
    """Seconds since midnight of the first day as day and hour; the day is left out where it is one."""

    days: Mapping[int, date]

    def on(self, seconds: int) -> date:
        """The day of a moment."""
        number = seconds // DAY
        first = min(self.days)
        return date.fromordinal(self.days[first].toordinal() + number - first)

    def japanese(self, seconds: int) -> str:
        """10月1日 9:30, or 9:30."""
        told = hour(seconds % DAY)
        if len(self.days) == 1:
            return told
        day = self.on(seconds)
        return f"{day.month}月{day.day}日 {told}"

    def english(self, seconds: int) -> str:
        """09:30 on 2026-10-01, or 09:30."""
        told = hour(seconds % DAY)
        return told if len(self.days) == 1 else f"{told} on {self.on(seconds).isoformat()}"


def why_japanese(left: Unmade, clock: Clockface) -> tuple[str, ...]:
    """Why a visit is not made, in sentences for the staff."""
    return (*_reason_japanese(left, clock), *(RELIEF_WORDS[each][0] for each in left.relief))


def why_english(left: Unmade, clock: Clockface) -> tuple[str, ...]:
    """The same in English."""
    return (_reason_english(left, clock), *(RELIEF_WORDS[each][1] for each in left.relief))


def why_easy(left: Unmade) -> tuple[str, ...]:
    """For the resident, in やさしい日本語: without staff, skills or other people's visits."""
    if left.because is Because.INSTEAD:
        return ("べつの ひに いきます。",)
    if left.because in (Because.NOBODY, Because.EXCLUDED):
        return (
            "いま いくことが できる ひとが いません。",
            "やくしょから もういちど れんらくします。",
        )
    return ("その じかんには いくことが できません。", "べつの じかんを そうだん させてください。")


def _who(left: Unmade) -> str:
    return f"「{'・'.join(left.lacking)}」ができる職員" if left.lacking else "担当できる職員"


def _reason_japanese(left: Unmade, clock: Clockface) -> Iterator[str]:
    who = _who(left)
    if left.because is Because.NOBODY:
        yield f"{who}が勤務していません。"
    elif left.because is Because.EXCLUDED:
        yield f"{who}はいますが、この訪問の担当から外されています。"
    elif left.because is Because.WINDOW:
        if left.free_from is None or left.until is None:
            yield f"{who}の勤務の中では、訪問して戻ることができません。"
        elif left.free_from > left.until:
            yield (
                f"{who}は{clock.japanese(left.free_from)}より前には空きません"
                f"（希望は{clock.japanese(left.until)}までの開始）。"
            )
        else:
            yield f"{who}の勤務時間と希望の時間帯が合いません。"
    elif left.because is Because.PAUSE:
        yield f"{who}は、休憩を取ると希望の時間帯に行けません。"
    elif left.because is Because.FULL:
        yield f"{who}の予定は、より急ぐ訪問で埋まっています。"
    elif left.because is Because.PAIR:
        yield "一人は行けますが、同じ時刻に二人目が行けません。"
    elif left.because is Because.INSTEAD:
        yield "代わりの訪問が組まれています。"
    else:
        yield "行けますが、移動にかかる時間が重要度に見合いません。"


def _reason_english(left: Unmade, clock: Clockface) -> str:
    who = f"with {', '.join(left.lacking)}" if left.lacking else "who may make this visit"
    if left.because is Because.WINDOW and left.free_from is not None and left.until is not None:
        if left.free_from > left.until:
            return (
                f"No one {who} is free before {clock.english(left.free_from)}; "
                f"asked for until {clock.english(left.until)}."
            )
        return f"No one {who} is on duty within the hours asked for."
    return {
        Because.NOBODY: f"No one {who} is on duty.",
        Because.EXCLUDED: f"Everyone {who} is excluded from this visit.",
        Because.WINDOW: f"No one {who} could be there and back within their duty.",
        Because.PAUSE: f"No one {who} could come and take their break.",
        Because.FULL: f"Everyone {who} is taken up by visits more pressing.",
        Because.PAIR: "One could come, a second at the same time could not.",
        Because.INSTEAD: "Another visit is made in its place.",
        Because.WORTH: "It could be made, at more travel than it is worth.",
    }[left.because]
