"""Families for measuring kernels: a population of any size in a second, with some facts missing.

No city is meant; the shares of kinds of households are round figures. Results depend on the seed
alone.
"""

from __future__ import annotations

import numpy as np

from sakimawari.rules.population import (
    NOBODY,
    SOMEBODY_UNKNOWN,
    UNKNOWN,
    UNKNOWN_DATE,
    UNKNOWN_NUMBER,
    Int32s,
    PlainColumn,
    Population,
    YearlyColumn,
)

# Share of a kind of household: adults (two are spouses), children, elders (two are spouses).
KINDS = (
    (0.22, 1, 0, 0),
    (0.12, 2, 0, 0),
    (0.14, 0, 0, 1),
    (0.12, 0, 0, 2),
    (0.11, 2, 1, 0),
    (0.12, 2, 2, 0),
    (0.03, 2, 3, 0),
    (0.04, 1, 1, 0),
    (0.02, 1, 2, 0),
    (0.03, 2, 2, 2),
    (0.05, 1, 0, 1),
)
PEOPLE_PER_UNIT = sum(share * (adults + young + old) for share, adults, young, old in KINDS)


def families(residents: int, *, on: int, seed: int = 42) -> Population:
    """About `residents` people: 生年月日, 公務員, 所得 (fiscal years 2025 and 2026)."""
    drawn = np.random.default_rng(seed)
    kind = drawn.choice(len(KINDS), round(residents / PEOPLE_PER_UNIT), p=[k[0] for k in KINDS])
    sizes = np.array([adults + young + old for _, adults, young, old in KINDS])[kind]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    people = int(offsets[-1])
    age, guardian, spouse = _members(drawn, kind, offsets)
    guardian[(guardian >= 0) & (drawn.random(people) < 0.01)] = SOMEBODY_UNKNOWN
    spouse[drawn.random(people) < 0.005] = SOMEBODY_UNKNOWN
    birth = (on - age * 365.2425).astype(np.int32)
    birth[drawn.random(people) < 0.001] = UNKNOWN_DATE
    servant = (drawn.random(people) < 0.04).astype(np.int8)
    servant[drawn.random(people) < 0.02] = UNKNOWN
    income = np.where(age > 20, drawn.lognormal(14.3, 0.9, people), 0).astype(np.int64)
    income[drawn.random(people) < 0.04] = UNKNOWN_NUMBER
    return Population(
        offsets=offsets,
        guardian=guardian,
        spouse=spouse,
        is_subject=(drawn.random(people) >= 0.003).astype(np.int8),
        columns={
            "生年月日": PlainColumn(values=birth),
            "公務員": PlainColumn(values=servant),
            "所得": YearlyColumn(first_year=2025, values=np.stack([income, income])),
        },
    )


def _members(
    drawn: np.random.Generator, kind: Int32s, offsets: Int32s
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], Int32s, Int32s]:
    people = int(offsets[-1])
    age = np.zeros(people)
    guardian, spouse = np.full(people, NOBODY, np.int32), np.full(people, NOBODY, np.int32)
    for number, (_, adults, young, old) in enumerate(KINDS):
        first = offsets[:-1][kind == number]
        for at in range(adults):
            age[first + at] = drawn.uniform(22, 64, len(first))
        for at in range(adults, adults + young):
            age[first + at] = drawn.uniform(0, 21, len(first))
            guardian[first + at] = first
        for at in range(adults + young, adults + young + old):
            age[first + at] = drawn.uniform(65, 95, len(first))
        for at, pair in ((0, adults == 2), (adults + young, old == 2)):
            if pair:
                spouse[first + at], spouse[first + at + 1] = first + at + 1, first + at
    return age, guardian, spouse
