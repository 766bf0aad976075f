"""What holds for the casework of a service: its standard period, its deciders, its appeal.

What a pack says in `casework.yaml` goes first; this is what stands where it says nothing.

Law: 行政手続法 art. 6 (標準処理期間; municipal benefits by the like article of the city's 行政手続条例),
行政不服審査法 arts. 4, 82. Where the mayor decided and no other law speaks, the appeal goes to the mayor.
"""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.handling import Count
from sakimawari.packs.pack import Gives, Rung, Service

DAYS = 30
PERIOD_ARTICLE = "行政手続法第6条"
REVIEW_TO, REVIEW_ARTICLE = "市長", "行政不服審査法第4条第1号"
OBJECTION_DAYS = 14  # between the notice of an automatic grant and its payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """How applications for one service are worked on.

    `days` of `count` are the standard period; `two_persons`: one proposes, another decides.
    `review_first`: the article by which a suit needs the appeal before it; empty where it does not.
    """

    service: str
    days: int
    count: Count
    article: str
    two_persons: bool
    review_to: str
    review_article: str
    review_first: str
    objection_days: int


def standard_of(catalogue: Catalogue, service: Service) -> Standard:
    """The standard of a service of the catalogue."""
    said = catalogue.handling(service.slug)
    return Standard(
        service=service.slug,
        days=said.days if said.days is not None else DAYS,
        count=said.count if said.count is not None else Count.CALENDAR,
        article=said.article or PERIOD_ARTICLE,
        two_persons=gives_money(service) if said.persons is None else said.persons == 2,
        review_to=said.review_to or REVIEW_TO,
        review_article=said.review_article or REVIEW_ARTICLE,
        review_first=said.review_first or "",
        objection_days=OBJECTION_DAYS if said.objection_days is None else said.objection_days,
    )


def gives_money(service: Service) -> bool:
    """Whether a grant of this service is paid out in yen: then two persons decide by default."""
    amount = service.rule.amount
    return amount is not None and service.gives is Gives.BENEFIT and amount.unit.startswith("円")


def is_applied_for(service: Service) -> bool:
    """Whether the city takes in applications for it: what it may only tell about it does not."""
    return service.rung is not Rung.INFORM
