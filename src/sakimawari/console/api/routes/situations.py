"""What a household would be owed that the program describes itself; nothing of it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from sakimawari.console.api.household import household_in
from sakimawari.console.api.rights import Right, chosen_services, rights_of
from sakimawari.console.api.signing import Scope
from sakimawari.console.city import city
from sakimawari.problems import fault

router = Router(tags=["eligibility"])
_FIRST, _LAST = date(2020, 1, 1), date(2060, 12, 31)
_MOST_SERVICES = 300


class Situation(Schema):
    """A household on a day, in the words of a worked example.

    `people` are named as the program likes; each holds facts by their official names, and ties
    (配偶者, 保護者) that name others. A fact left out is unknown. See `GET /services` and the
    documentation of packs for the facts each service reads.
    """

    on: date | None = Field(None, description="Day of the reading; today if left out")
    people: dict[str, dict[str, Any]] = Field(
        examples=[
            {
                "母": {"生年月日": "1992-05-01"},
                "子": {"生年月日": "2024-08-20", "保護者": "母"},
            }
        ]
    )
    household: dict[str, Any] = Field(default_factory=dict)
    services: list[str] | None = Field(None, max_length=_MOST_SERVICES)
    event: str | None = Field(None, max_length=60)
    with_no: bool = Field(False, description="Tell also what does not fit, with the condition")


class Rights(Schema):
    """What the household would be owed; amounts and days by the rules in effect on that day."""

    on: date
    packs_hash: str
    rights: list[Right]


@router.post("/situation", response=Rights, auth=Scope("situations:read"))
def read_situation(request: HttpRequest, situation: Situation) -> Rights:
    """Read every service for a household that is described. Nothing is kept or logged of it."""
    opened = city()
    on = situation.on or opened.today
    if not _FIRST <= on <= _LAST:
        raise fault(
            "API022",
            f"the day lies outside {_FIRST} to {_LAST}",
            "name a day the rules can be read on",
        )
    described = household_in(situation.people, situation.household, opened.catalogue)
    services = chosen_services(opened.catalogue, situation.services, situation.event)
    found = rights_of(described, services, opened.catalogue.figures(on))
    return Rights(
        on=on,
        packs_hash=opened.catalogue.hash,
        rights=[one for one in found if situation.with_no or one.status != "no"],
    )
