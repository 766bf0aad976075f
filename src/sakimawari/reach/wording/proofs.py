"""Proofs: a service's messages with the longest names, amounts and dates they may ever hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sakimawari.packs.messages import Messages
from sakimawari.packs.pack import Service
from sakimawari.problems import Problem, Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.offers import Right
from sakimawari.reach.wording.measure import length_of, limit_of
from sakimawari.reach.wording.readability.verdict import Verdict, verdict_of
from sakimawari.reach.wording.topics import may_show, without_brackets
from sakimawari.reach.wording.values import MAIN, Errand, Stock, Written
from sakimawari.reach.wording.writer import Writer
from sakimawari.rules.outcome import Status

LANGUAGES = ("ja", "easy", "en")
# Made up, and as long as real ones come: a family name and given name of several parts, a figure of
# seven digits at both ends, a link as long as a signed one.
LONGEST_NAME = "左衛門三郎 アレクサンドラ・マリア・フェルナンダ"
LONGEST_LINK = "https://oshirase.example.lg.jp/m/0123456789ABCDEFGHJKMNPQRS"
_LOW, _HIGH = 1_234_567, 9_876_543
_USUAL_YEN = 10_000
_RATE_HIGH = 10  # 割, 回, %: figures of one or two digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One message as it would go out at its longest, with what there is to say about it.

    `written` is None where even the least does not fit; then `problem` says why.
    """

    service: str
    medium: Medium
    language: str
    variant: str
    written: Written | None
    length: int
    most: int
    unit: str
    verdict: Verdict | None
    problem: Problem | None = None
    by_pack: bool = False  # whether the pack itself gives the words

    @property
    def is_sound(self) -> bool:
        """Whether it fits and reads plainly."""
        return self.problem is None and (self.verdict is None or self.verdict.is_plain)


def longest_right(service: Service, on: date) -> Right:
    """A right whose every part is as long as it may come; it exists nowhere."""
    award, tier = service.rule.amount, service.rule.tier
    low, high = (_LOW, _HIGH) if award is not None and "円" in award.unit else (1, _RATE_HIGH)
    place = 0
    if tier is not None:
        labels = tier.value.type.labels
        place = max(range(len(labels)), key=lambda at: len(labels[at]))
    return Right(
        service=service.slug,
        status=Status.YES,
        amount_low=low if award is not None else 0,
        amount_high=high if award is not None else 0,
        tier_low=place if tier is not None else -1,
        tier_high=place if tier is not None else -1,
        deadline=date(on.year + 1, 12, 28) if service.rule.deadline is not None else None,
    )


def usual_right(service: Service, on: date) -> Right:
    """A right with figures as they mostly come; it exists nowhere either."""
    long = longest_right(service, on)
    award = service.rule.amount
    yen = 0 if award is None else _USUAL_YEN if "円" in award.unit else 1
    deadline = None if long.deadline is None else on + timedelta(days=30)
    return replace(long, amount_low=yen, amount_high=yen, deadline=deadline)


def proof_of(
    stock: Stock,
    services: Iterable[str],
    medium: Medium,
    language: str,
    variant: str = MAIN,
    *,
    longest: bool = True,
) -> Proof:
    """A message about some services (several: bundled in one), at its longest or as it mostly is."""
    slugs = tuple(services)
    of = [stock.told[slug].service for slug in slugs]
    right = longest_right if longest else usual_right
    errand = Errand(
        rights=tuple(right(service, stock.on) for service in of),
        medium=medium,
        language=language,
        variant=variant,
        name=LONGEST_NAME if longest and medium.takes_staff else "",
        link=LONGEST_LINK,
    )
    limit = limit_of(medium, stock.manners)
    written, problem = _written(Writer(stock=stock), errand)
    return Proof(
        service="+".join(slugs),
        medium=medium,
        language=language,
        variant=variant,
        written=written,
        length=length_of(written.text, medium) if written is not None else 0,
        most=limit.text,
        unit=limit.unit,
        verdict=_verdict(written, stock, of) if written is not None else None,
        problem=problem,
        by_pack=any(bool((service.messages or Messages()).texts) for service in of),
    )


def _verdict(written: Written, stock: Stock, of: Sequence[Service]) -> Verdict:
    proper = {stock.sender.city.ja, LONGEST_NAME}
    for service in of:
        proper |= {service.department, service.name, without_brackets(service.name)}
        tier = service.rule.tier
        proper |= set() if tier is None else set(tier.value.type.labels)
    return verdict_of(written.text, written.language, proper=proper)


def _written(writer: Writer, errand: Errand) -> tuple[Written | None, Problem | None]:
    try:
        return writer.write(errand), None
    except Problems as problems:
        return None, problems.found[0]


def proofs_of(
    stock: Stock,
    slug: str,
    *,
    media: Iterable[Medium] = tuple(Medium),
    languages: Iterable[str] = LANGUAGES,
) -> Iterator[Proof]:
    """Every message of one service: by medium, language and variant."""
    messages = stock.told[slug].service.messages or Messages()
    languages = tuple(languages)
    for medium in media:
        for language in languages:
            for variant in messages.variants:
                yield proof_of(stock, [slug], medium, language, variant)


def shows_name(stock: Stock, slug: str) -> bool:
    """Whether the service's name may stand on a locked screen."""
    return may_show(slug, stock.told[slug].service.messages or Messages(), stock)
