"""casework.yaml: how applications for services are worked on, which the law leaves to the city.

The standard period (行政手続法第6条), how many persons decide, to whom one may appeal (行政不服審査法
第82条), how long one may object to an automatic grant. A city's pack may say it for services of
national packs; nothing of it decides a result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from sakimawari.packs.document import Text
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.section import Section

LONGEST_PERIOD = 366  # days


class Count(Enum):
    """Which days count: every day of the calendar, or those on which the office is open."""

    CALENDAR = "calendar"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What a pack says of one service; None where it leaves it to what stands elsewhere."""

    days: int | None = None
    count: Count | None = None
    article: str | None = None  # where the period is set by law
    persons: int | None = None  # 1 or 2
    review_to: str | None = None
    review_article: str | None = None
    review_first: str | None = None  # article by which a suit needs the appeal before it
    objection_days: int | None = None

    def over(self, other: Handling) -> Handling:
        """This, with what it leaves open taken from another; a period is taken whole."""
        period = self if self.days is not None else other
        review = self if self.review_to is not None else other
        return Handling(
            days=period.days,
            count=period.count,
            article=period.article,
            persons=other.persons if self.persons is None else self.persons,
            review_to=review.review_to,
            review_article=review.review_article,
            review_first=review.review_first,
            objection_days=(
                other.objection_days if self.objection_days is None else self.objection_days
            ),
        )


def read_handling(
    file: Section | None, own: Mapping[str, object], findings: Findings, *, national: bool
) -> dict[str, Handling]:
    """What a pack says, by slug; under "" what it says of every service it does not name.

    A national pack speaks of its own services alone: PACK080 for any other name.
    """
    if file is None:
        return {}
    found = {}
    general = file.section("default", "what holds for every service")
    if general is not None:
        found[""] = _read(general)
    services = file.section("services", "the services", required=general is None)
    if services is not None:
        for slug, place in services.places.items():
            section = services.section(slug, f"the casework of {slug}", required=True)
            if section is not None:
                found[slug] = _read(section)
            if national and slug not in own:
                findings.problem(
                    "PACK080",
                    f"`{slug}` is no service of this pack",
                    "correct the slug, or say it in the pack that holds the service",
                    where=place,
                    near=nearest(slug, own),
                )
    file.close()
    return found


def _read(section: Section) -> Handling:
    days = _days(section, "days")
    count = section.choice("count", tuple(each.value for each in Count), default="calendar")
    article = section.words("article")
    persons = section.choice("persons", ("one", "two"), default="one")
    review = section.section("review", "the appeal")
    to = article_of_review = first = None
    if review is not None:
        to = review.words("to", required=True)
        article_of_review = review.words("article", required=True)
        first = review.words("first")
        review.close()
    objection = _days(section, "objection_days")
    section.close()
    return Handling(
        days=days,
        count=Count(count) if days is not None else None,
        article=article,
        persons={"one": 1, "two": 2}[persons] if "persons" in section.items else None,
        review_to=to,
        review_article=article_of_review,
        review_first=first,
        objection_days=objection,
    )


def _days(section: Section, key: str) -> int | None:
    found: Text | None = section.text(key)
    if found is None:
        return None
    written = found.value.strip()
    if not (written.isascii() and written.isdigit() and 0 < int(written) <= LONGEST_PERIOD):
        section.unreadable(key, found, f"a number of days from 1 to {LONGEST_PERIOD}")
        return None
    return int(written)
