"""A letter to one adult as a value: what stands on it, before any words or layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sakimawari.reach.telling.offer import Addressee, Language, Offer, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One page to one adult, about their own rights, their children's and their household's.

    `offers` are listed in order of urgency and worth; `further` counts those that did not fit.
    `reference` is opaque: it says nothing about the household to whoever reads it. `large` is for
    those who wish for large print: the message on one sheet, the slip on a second.
    """

    number: str
    reference: str
    language: Language
    written_on: date
    sender: Sender
    addressee: Addressee
    offers: tuple[Offer, ...]
    further: int = 0
    large: bool = False

    def __post_init__(self) -> None:
        if not self.offers:
            raise ValueError("a letter needs something to say")

    def without_last(self) -> Letter:
        """The same letter with its last offer left for the next one."""
        return replace(self, offers=self.offers[:-1], further=self.further + 1)
