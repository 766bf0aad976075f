"""Small needs and offers for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from sakimawari.match.offers.cells import term
from sakimawari.match.offers.meaning import SIZE, Vectors
from sakimawari.match.offers.values import Entry, Side, Times
from sakimawari.match.positions.points import Point

DAY = date(2026, 11, 26)


def need(number: str = "N1", **given: Any) -> Entry:
    told: dict[str, Any] = {"kind": "住民", "text": "庭の草取りを頼みたい", **given}
    return Entry(number=number, side=Side.NEED, **told)


def offer(number: str = "O1", **given: Any) -> Entry:
    told: dict[str, Any] = {"kind": "団体", "text": "草取りをします", **given}
    return Entry(number=number, side=Side.OFFER, **told)


def folder_of(
    place: Path, needs: Sequence[str], offers: Sequence[str], history: Sequence[str] = ()
) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for stem, lines in (("needs", needs), ("offers", offers), ("history", history)):
        if lines:
            (place / f"{stem}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def letters(texts: Sequence[str]) -> Vectors:
    """Vectors that are near where texts share letters: no model, the same bits everywhere."""
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    for at, text in enumerate(texts):
        for letter in text:
            found[at, int(hashlib.sha256(letter.encode()).hexdigest(), 16) % SIZE] += 1
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def drawn(random: Random, side: Side, number: str) -> Entry:
    """An entry with any mixture of things told and not told."""

    def perhaps(value: Any) -> Any:
        return value if random.random() < 0.6 else None

    begin, first = random.randint(6, 18) * 60, random.randint(1, 28)
    times = Times(
        weekdays=perhaps(frozenset(random.sample(range(7), 3))),
        begin=perhaps(begin),
        end=perhaps(begin + random.randint(1, 5) * 60),
        first=perhaps(date(2026, 11, first)),
        last=perhaps(random.choice([date(2026, 11, 20), date(2026, 12, 28)])),
    )
    asked = [
        term("従業員数", random.choice(["20以下", "5以上", "小売業：5以下／20以下", ""])),
        term("業種", random.choice(["小売業、製造業", "", ""])),
        term("従業員数または資本金", random.choice(["300以下または3億以下", "", ""])),
    ]
    facts = {
        "従業員数": random.choice(["5.0", "6.0", "20.0", "21.0", "301.0", ""]),
        "資本金": random.choice(["300000000.0", "300000001.0", ""]),
        "業種": random.choice(["小売業", "製造業", "医療・福祉", ""]),
    }
    return Entry(
        number=number,
        side=side,
        kind=random.choice(["住民", "団体", "企業"]),
        text="本文",
        times=times,
        size=perhaps(random.randint(1, 30)),
        room=perhaps(random.randint(1, 30)),
        point=perhaps(Point(34.8 + random.random() / 10, 138.3 + random.random() / 10)),
        reach=perhaps(random.choice([1_000.0, 4_000.0])),
        licences=perhaps(frozenset(random.sample(["保育士", "看護師"], random.randint(0, 2)))),
        languages=perhaps(frozenset(random.sample(["英語", "中国語"], 1))),
        asks_licences=frozenset(random.sample(["保育士", "看護師"], random.choice([0, 0, 1]))),
        asks_languages=frozenset(random.sample(["英語", "中国語"], random.choice([0, 0, 1, 2]))),
        terms=tuple(each for each in asked if each is not None),
        shuns=frozenset(random.choice([[], [], ["企業"], ["N3"], ["O2"]])),
        facts={name: text for name, text in facts.items() if text},
    )
