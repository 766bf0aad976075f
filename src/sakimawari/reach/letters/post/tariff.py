"""What a batch of letters costs at the post office: dated values, and the ways a batch allows.

Everything here is an estimate for the city's budget; the post office reckons the bill.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sakimawari.problems import Place, fault

DATA = Path(__file__).parent / "postage.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A batch as the post office weighs it: letters, and those of them with a barcode.

    `slack` grants three days more for delivery.
    """

    letters: int
    barcodes: int
    slack: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to post a batch: its name, the rate and the sum in yen, rounded up."""

    name: str  # plain, barcode, sorted
    percent: float  # off, of all letters together
    yen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """The post's prices on a day. `check_by`: when they have to be looked at again."""

    letter_yen: int
    most_grams: int
    barcode_least: int
    barcode_percent: int
    area_percents: Mapping[int, int]  # from so many letters
    area_barcode_percent: int
    slack_percent: int
    check_by: date

    def ways(self, posting: Posting) -> tuple[Way, ...]:
        """The ways a batch allows, the cheapest first. A discount needs its number of letters."""
        found = [self._way("plain", posting, 0.0)]
        if posting.barcodes >= self.barcode_least:
            share = posting.barcodes / posting.letters
            found.append(self._way("barcode", posting, self.barcode_percent * share))
        by_count = [p for least, p in self.area_percents.items() if posting.letters >= least]
        if by_count:
            share = posting.barcodes / posting.letters
            percent = max(by_count) + self.area_barcode_percent * share
            percent += self.slack_percent if posting.slack else 0
            found.append(self._way("sorted", posting, percent))
        return tuple(sorted(found, key=lambda way: way.yen))

    def _way(self, name: str, posting: Posting, percent: float) -> Way:
        full = posting.letters * self.letter_yen
        exact = full * (100 - percent) / 100
        return Way(name=name, percent=round(percent, 2), yen=math.ceil(round(exact, 6)))


def tariff_on(day: date) -> Tariff:
    """The prices that hold on a day.

    REACH012 before the first price known here. After `check_by` the last ones stand in: whoever
    shows them says so.
    """
    data = _data()
    letter = next(_held(data["letter"]["values"], day), None)
    if letter is None:
        raise fault(
            "REACH012",
            f"no price of a letter is known for {day}",
            "add a dated value with its source",
            where=Place(file=DATA.name),
        )
    by_area = data["sorted_by_area"]
    return Tariff(
        letter_yen=letter["value"],
        most_grams=letter["most_grams"],
        barcode_least=data["barcode"]["least"],
        barcode_percent=data["barcode"]["percent"],
        area_percents=by_area["percent"],
        area_barcode_percent=by_area["barcode_percent"],
        slack_percent=by_area["slack_percent"],
        check_by=min(data[name]["check_by"] for name in ("letter", "barcode", "sorted_by_area")),
    )


def yen_a_letter(day: date, letters: int, *, barcode_share: float = 0.95) -> float:
    """What one letter of a batch of so many costs on a day, for a budget; at least one letter."""
    count = max(letters, 1)
    posting = Posting(letters=count, barcodes=int(count * barcode_share))
    return tariff_on(day).ways(posting)[0].yen / count


def _held(values: list[dict[str, Any]], day: date) -> Iterator[dict[str, Any]]:
    return (value for value in sorted(values, key=_since, reverse=True) if _since(value) <= day)


def _since(value: dict[str, Any]) -> date:
    since: date = value["from"]
    return since


@cache
def _data() -> Any:
    return yaml.safe_load(DATA.read_text(encoding="utf-8"))
