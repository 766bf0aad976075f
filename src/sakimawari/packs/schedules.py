"""payments: and renewals: of a service: when its money comes, and what recipients must hand in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sakimawari.packs.pack import Payments, Renewal
from sakimawari.packs.section import PARAGRAPH, Section

_DAY_OF_YEAR = re.compile(r"(\d{2})-(\d{2})")
_LONGEST = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_payments(file: Section) -> Payments | None:
    """`payments:` with the months it is paid in, and how many months before each it covers."""
    section = file.section("payments", "the payments")
    if section is None:
        return None
    months = _months(section, "months", required=True)
    with_own = _months(section, "with_own_month", required=False)
    words = section.words("text", most=PARAGRAPH)
    article = section.words("article", required=True)
    place = section.places.get("months", section.place)
    section.close()
    if sorted(set(months)) != months:
        section.findings.problem(
            "PACK048", "the months of payment are not in order", "sort them, each once", where=place
        )
    if not months or article is None:
        return None
    return Payments(months=tuple(months), with_own=tuple(with_own), article=article, text=words)


def _months(section: Section, key: str, *, required: bool) -> list[int]:
    """A list of months, 1 to 12."""
    months = []
    for text in section.texts(key, required=required):
        if text.value.isdigit() and 1 <= int(text.value) <= 12:
            months.append(int(text.value))
        else:
            section.findings.problem(
                "PACK048",
                f"`{text.value}` is no month",
                "write months as numbers from 1 to 12",
                where=text.place,
            )
    return months


def read_renewals(file: Section) -> Iterator[Renewal]:
    """`renewals:` with the first and last day of each, every year."""
    for section in file.sections("renewals", "a renewal"):
        name = section.words("name", required=True)
        first, last = _day(section, "from"), _day(section, "by")
        text = section.words("text", most=PARAGRAPH)
        article = section.words("article", required=True)
        section.close()
        if name and first and last and article:
            yield Renewal(name=name, first=first, last=last, article=article, text=text)


def _day(section: Section, key: str) -> tuple[int, int] | None:
    """A month and day written MM-DD."""
    text = section.words(key, required=True)
    if text is None:
        return None
    found = _DAY_OF_YEAR.fullmatch(text)
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= _LONGEST[month]):
        section.findings.problem(
            "PACK048",
            f"`{text}` is no day of the year",
            "write month and day as 08-31",
            where=section.places.get(key, section.place),
        )
        return None
    return month, day
