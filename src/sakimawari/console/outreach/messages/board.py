"""Every service with how its messages read, and one service as it arrives by each medium."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sakimawari.console.outreach.messages.writing import Ground, stock_on
from sakimawari.packs.messages import Messages
from sakimawari.packs.pack import Service
from sakimawari.reach.medium import Medium
from sakimawari.reach.wording.proofs import Proof, proof_of, shows_name
from sakimawari.reach.wording.values import MAIN, Stock

SIZES = ("usual", "longest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A service in the list: whether its name may show, and how its message reads."""

    service: Service
    pack: str
    shows: bool
    proof: Proof

    @property
    def to_mend(self) -> int:
        """How many things there are to mend."""
        verdict = self.proof.verdict
        if self.proof.problem is not None or verdict is None:
            return 1
        below = verdict.score is not None and verdict.score < (verdict.least or 0)
        return len(verdict.lints) + below


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One message as it arrives. `fill` is how much of its medium it takes, in hundredths.

    `lines` are its text, each with whether it is a note to staff that nobody says aloud.
    """

    proof: Proof
    lines: tuple[tuple[str, bool], ...]
    fill: int
    lang: str

    @property
    def medium(self) -> str:
        return self.proof.medium.value


@lru_cache(maxsize=24)
def lines_on(ground: Ground, medium: Medium, language: str) -> tuple[Line, ...]:
    """All services by one medium in one language, at their longest; the order of the packs."""
    stock = stock_on(ground)
    names = {pack.id: pack.name for pack in ground.there.catalogue.packs}
    return tuple(
        Line(
            service=told.service,
            pack=names.get(told.service.pack, told.service.pack),
            shows=shows_name(stock, slug),
            proof=proof_of(stock, [slug], medium, language),
        )
        for slug, told in stock.told.items()
    )


def previews(
    stock: Stock, slug: str, language: str, *, variant: str = MAIN, longest: bool = True
) -> tuple[Preview, ...]:
    """One service by every medium in one language."""
    return tuple(
        _preview(proof_of(stock, [slug], medium, language, variant, longest=longest))
        for medium in Medium
    )


def _preview(proof: Proof) -> Preview:
    spoken = proof.medium.takes_staff
    text = proof.written.text if proof.written is not None else ""
    tag = proof.written.language if proof.written is not None else proof.language
    return Preview(
        proof=proof,
        lines=tuple((line, spoken and line.startswith("（")) for line in text.splitlines()),
        fill=min(100, round(100 * proof.length / proof.most)) if proof.most else 0,
        lang="ja" if tag == "easy" else tag,
    )


def variants_of(stock: Stock, slug: str) -> tuple[str, ...]:
    """The variants of a service's words and of the city's phrases, the main one first."""
    own = (stock.told[slug].service.messages or Messages()).variants
    common = sorted({name for book in stock.phrasebooks.values() for name in book.variants})
    return tuple(dict.fromkeys((*own, *common)))


def kept(lines: Iterable[Line], words: str, *, mend: bool) -> tuple[Line, ...]:
    """The lines whose service is called so, or those with something to mend."""
    sought = words.strip().lower()
    return tuple(
        line
        for line in lines
        if (not sought or sought in line.service.name.lower() or sought in line.service.slug)
        and (line.to_mend or not mend)
    )
