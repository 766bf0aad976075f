"""Cells of the tables of needs and offers: lists, weekdays, times, days, figures, bounds.

Every reader gives a value, None where the cell is empty (not told), and raises Unreadable with a
word on what would be readable.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from sakimawari.match.offers.values import Bound, Term
from sakimawari.registry.dates import LAST_DAY_EVER, date_of, read_date

NONE = frozenset({"なし", "無", "無し", "ない", "不要"})
DAYS = "月火水木金土日"
EITHER = "または"
_GROUPS = {"平日": range(5), "土日": (5, 6), "毎日": range(7), "週末": (5, 6)}
_BETWEEN = re.compile(r"^([\d.]+)?[^\d.]*?[~〜～-][^\d.]*?([\d.]+)?[^\d.]*$")
_ONE_SIDED = re.compile(r"^([\d.]+)[^\d.]*?(以下|まで|未満|以上|から|超|より大きい)$")
_SIGNED = re.compile(r"^(<=|>=|<|>|≦|≧|=)([\d.]+)\D*$")
_MAN = re.compile(r"([\d.]+)(億|万)")
_CLOCK = re.compile(r"^(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分|(半))?)?$")
_UNIT = re.compile(r"^-?\d[\d,]*(?:\.\d+)?")


class Unreadable(ValueError):
    """A cell that says nothing readable; the text says what would be."""


def narrow(text: str) -> str:
    """Full-width letters and figures narrow, commas of thousands out."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text).strip())


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list in one cell."""
    parts = re.split(r"[、,，;；・\n]", unicodedata.normalize("NFKC", text))
    return tuple(part.strip() for part in parts if part.strip())


def alternatives(text: str) -> frozenset[str]:
    """Names of which one is enough; a name with a middle dot (医療・福祉) counts whole and in parts."""
    whole = [part.strip() for part in re.split(r"[、,;\n]", unicodedata.normalize("NFKC", text))]
    return frozenset(filter(None, (*whole, *(p for part in whole for p in listed(part)))))


def fact(text: str) -> str:
    """A fact in words: parts by 、 only, so that 医療・福祉 stays one."""
    parts = re.split(r"[、,;\n]", unicodedata.normalize("NFKC", text))
    return "、".join(part.strip() for part in parts if part.strip())


def named(text: str) -> frozenset[str] | None:
    """A list of what somebody has: None where nothing is told, empty where there is none."""
    parts = frozenset(listed(text))
    return None if not parts else parts - NONE


def weekdays(text: str) -> frozenset[int] | None:
    """Weekdays by their first characters, `月・水`, `平日`, `月～金`."""
    told = narrow(text).replace("曜日", "").replace("曜", "").replace("祝", "")
    if not told:
        return None
    if told in _GROUPS:
        return frozenset(_GROUPS[told])
    span = re.fullmatch(rf"([{DAYS}])[~〜-]([{DAYS}])", told)
    if span:
        first, last = DAYS.index(span[1]), DAYS.index(span[2])
        return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    days = re.sub(r"[、,・/ ]", "", told)
    if not set(days) <= set(DAYS):
        raise Unreadable("write weekdays as 月・水・金, 平日, 土日 or 月～金")
    return frozenset(DAYS.index(day) for day in days)


def clock(text: str) -> int | None:
    """A time of day in minutes, `9:30`, `9時半`; 24:00 is the end of the day."""
    told = narrow(text)
    if not told:
        return None
    read = _CLOCK.match(told)
    minutes = 60 * int(read[1]) + (30 if read[4] else int(read[2] or read[3] or 0)) if read else -1
    if not 0 <= minutes <= 1_440:
        raise Unreadable("write a time of day as 9:30")
    return minutes


def day(text: str) -> date | None:
    """A day, in the Christian or the Japanese era."""
    told = text.strip()
    if not told:
        return None
    read = read_date(told)
    if read is None:
        raise Unreadable("write a day as 2026-10-01 or 令和8年10月1日")
    return None if read.day in (None, LAST_DAY_EVER) else date_of(read.day)


def count(text: str, *, least: int = 1) -> int | None:
    """A whole number with or without its unit."""
    told = narrow(text)
    if not told:
        return None
    read = _UNIT.match(told)
    if not read or float(read[0]) != int(float(read[0])) or int(float(read[0])) < least:
        raise Unreadable(f"write a whole number, {least} or more")
    return int(float(read[0]))


def amount(text: str) -> float | None:
    """A figure with or without its unit, `5千万円` not, `5000万円` and `3億` read."""
    told = _plain(narrow(text))
    if not told:
        return None
    read = _UNIT.match(told)
    if not read:
        raise Unreadable("write a figure, with its unit if you like")
    return float(read[0])


def kilometres(text: str) -> float | None:
    """A distance in metres; figures without a unit are kilometres."""
    told = narrow(text)
    figure = amount(told)
    if figure is None:
        return None
    if figure <= 0:
        raise Unreadable("write a distance above 0, in km")
    return figure if re.search(r"\d\s*(m|メートル)$", told) else 1_000 * figure


def term(name: str, text: str) -> Term | None:
    """A condition on a fact: `20人以下`, `3～6歳`, `小売業・卸売業：5以下／20以下`, or a list of texts.

    Of two facts (`従業員数または資本金`) one is enough: `卸売業：100以下または1億以下／300以下または3億以下`.
    """
    told = narrow(text)
    if not told or told in NONE:
        return None
    if not re.search(r"\d", told):
        return Term(fact=name, texts=alternatives(told), words=told)
    parts = [part.strip() for part in re.split(r"[/;]", told) if part.strip()]
    facts = [each.strip() for each in name.split(EITHER)]
    if len(facts) > 1:
        terms = tuple(
            Term(
                fact=each,
                bounds=tuple(_bound(_share(part, at, facts)) for part in parts),
                words=told,
            )
            for at, each in enumerate(facts)
        )
        return Term(fact=name, words=told, either=terms)
    return Term(fact=name, bounds=tuple(map(_bound, parts)), words=told)


def _share(part: str, at: int, facts: list[str]) -> str:
    """What `卸売業：100以下または1億以下` says of the fact at that place."""
    industries, mark, asked = part.rpartition(":")
    shares = asked.split(EITHER)
    if len(shares) != len(facts):
        raise Unreadable(f"write one bound for each of {'、'.join(facts)}, with または between")
    return f"{industries}{mark}{shares[at].strip()}"


def _bound(text: str) -> Bound:
    industries, _, asked = text.rpartition(":")
    plain = _plain(asked)
    for shape, read in ((_SIGNED, _signed), (_ONE_SIDED, _one_sided), (_BETWEEN, _between)):
        found = shape.match(plain)
        if found:
            least, most = read(found)
            break
    else:
        raise Unreadable("write a condition as 20以下, 5以上 or 3～6")
    if least is not None and most is not None and least > most:
        raise Unreadable("the least is above the most: write the smaller figure first")
    names = alternatives(industries) - {"その他"}
    return Bound(least=least, most=most, industries=names, words=asked)


def _one_sided(found: re.Match[str]) -> tuple[float | None, float | None]:
    figure, word = float(found[1]), found[2]
    if word in ("以下", "まで"):
        return None, figure
    if word == "未満":
        return None, _below(figure)
    return (figure, None) if word in ("以上", "から") else (_above(figure), None)


def _signed(found: re.Match[str]) -> tuple[float | None, float | None]:
    figure, sign = float(found[2]), found[1]
    if sign == "=":
        return figure, figure
    if sign in ("<=", "≦"):
        return None, figure
    if sign == "<":
        return None, _below(figure)
    return (figure, None) if sign in (">=", "≧") else (_above(figure), None)


def _between(found: re.Match[str]) -> tuple[float | None, float | None]:
    if found[1] is None and found[2] is None:
        raise Unreadable("write a condition as 20以下, 5以上 or 3～6")
    return (float(found[1]) if found[1] else None), (float(found[2]) if found[2] else None)


def _below(figure: float) -> float:
    return figure - 1e-9 * max(1.0, abs(figure))


def _above(figure: float) -> float:
    return figure + 1e-9 * max(1.0, abs(figure))


def _plain(text: str) -> str:
    """`1億5000万円` as 150000000円."""

    def figure(found: re.Match[str]) -> str:
        return f"{float(found[1]) * (1e8 if found[2] == '億' else 1e4):.0f}"

    both = re.search(r"([\d.]+)億([\d.]+)万", text)
    if both:
        yen = f"{float(both[1]) * 1e8 + float(both[2]) * 1e4:.0f}"
        return text.replace(both[0], yen)
    return _MAN.sub(figure, text)
