"""What the tests write from: the frozen edition, with words laid over it where a test wants them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sakimawari.packs.messages import Messages
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.reach.telling.offers import Right
from sakimawari.reach.wording.values import Errand, Manners, Stock, Written
from sakimawari.reach.wording.writer import Writer, stock_of
from sakimawari.rules.outcome import Status
from tests.edition import thirteen_services

ON = date(2026, 10, 1)
LINK = "https://oshirase.example.jp/m/AB12CD34"
SENDER = Sender(
    city=Wording(ja="八重崎市", en="City of Yaezaki"),
    phone="000-000-0000",
    phones={"各区役所 保健福祉課 こども・家庭相談コーナー": "000-000-1111"},
)
OPEN = Messages(shows=True, basis="誰もが受ける")  # the name may stand on a locked screen


def stock(words: dict[str, Messages] | None = None, *, manners: Manners | None = None) -> Stock:
    """The edition with words for some services."""
    catalogue = thirteen_services()
    services = {
        slug: replace(service, messages=(words or {}).get(slug))
        for slug, service in catalogue.services.items()
    }
    changed = replace(catalogue, services=services)
    return stock_of(changed, SENDER, on=ON, manners=manners)


def right(
    service: str = "child-allowance",
    *,
    status: Status = Status.YES,
    yen: int = 15_000,
    deadline: date | None = date(2026, 10, 15),
) -> Right:
    """A right as the gap of a run holds it."""
    return Right(service=service, status=status, amount_low=yen, amount_high=yen, deadline=deadline)


def written(
    *rights: Right,
    medium: Medium = Medium.LINE,
    language: str = "ja",
    variant: str = "a",
    link: str = LINK,
    words: dict[str, Messages] | None = None,
    manners: Manners | None = None,
) -> Written:
    """A message as it goes out; by default the child allowance by LINE."""
    errand = Errand(
        rights=rights or (right(),),
        medium=medium,
        language=language,
        variant=variant,
        link=link,
    )
    return Writer(stock=stock(words, manners=manners)).write(errand)
