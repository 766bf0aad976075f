"""Bundles as a city has them, drawn from a seed."""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.days import number_of
from sakimawari.reach.plans.budget.values import MEDIA, NEVER, Bundles, ranks_of

MONDAY = date(2026, 10, 5)
LABELS = {
    "ward": ("門司区", "小倉北区", "小倉南区", "若松区", "八幡東区", "八幡西区", "戸畑区"),
    "age_band": ("18-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90-", ""),
    "language": ("ja", "easy", "en"),
}
_YEN = np.array([0, 5_000, 12_000, 36_000, 60_000, 120_000, 180_000, 300_000, 560_000, 900_000])
_WISHES = (
    (ranks_of([]), 0.55),
    (ranks_of([Medium.EMAIL]), 0.15),
    (ranks_of([Medium.LINE, Medium.EMAIL]), 0.15),
    (ranks_of([Medium.LETTER]), 0.10),
    (ranks_of([Medium.CALL, Medium.SMS]), 0.05),
)


def city(count: int, *, seed: int, start: date = MONDAY) -> Bundles:
    """`count` bundles: most alone in their household, some with others, a few persons with two."""
    rng = np.random.default_rng(seed)
    household = np.sort(rng.integers(0, max(1, int(count * 0.72)), count))
    person = np.arange(count) - (rng.random(count) < 0.06)  # the neighbour's second bundle
    person = np.where(np.roll(household, 1) == household, np.maximum(person, 0), np.arange(count))
    ward = rng.permutation(len(LABELS["ward"]))[household % 7]
    old = rng.choice(
        len(LABELS["age_band"]), count, p=[0.1, 0.12, 0.15, 0.14, 0.14, 0.16, 0.12, 0.06, 0.01]
    )
    language = rng.choice(3, count, p=[0.93, 0.04, 0.03])
    wish = rng.choice(len(_WISHES), count, p=[share for _, share in _WISHES])
    rank = np.array([ranks for ranks, _ in _WISHES], np.int8)[wish]
    rank = np.where((wish == 0)[:, None], 0, rank).astype(np.int8)
    soon = rng.random(count) < 0.35
    deadline = np.where(soon, number_of(start) + rng.integers(0, 120, count), NEVER)
    return Bundles(
        key=rng.permutation(count).astype(np.uint64) * np.uint64(2654435761) + np.uint64(1),
        person=person,
        household=household,
        ward=ward.astype(np.int16),
        age_band=old[np.minimum(person, count - 1)].astype(np.int16),
        language=language[np.minimum(person, count - 1)].astype(np.int16),
        labels=LABELS,
        yen=rng.choice(_YEN, count) + 100 * rng.integers(0, 400, count),
        deadline=deadline.astype(np.int32),
        earliest=(
            number_of(start) + np.where(rng.random(count) < 0.8, 0, rng.integers(0, 30, count))
        ).astype(np.int32),
        media=_media(rng, count, wish),
        rank=rank,
        factor=np.where(rng.random(count) < 0.2, 0.8, 1.0),
    )


def _media(rng: np.random.Generator, count: int, wish: np.ndarray) -> np.ndarray:
    """A letter and a visit reach nearly everybody; the rest only those who gave an address."""
    has = np.zeros(count, np.uint8)
    for medium, everybody, wished in (
        (Medium.EMAIL, 0.0, (1, 2)),
        (Medium.LINE, 0.0, (2,)),
        (Medium.PORTAL, 0.1, ()),
        (Medium.LETTER, 0.98, ()),
        (Medium.CALL, 0.2, (4,)),
        (Medium.SMS, 0.0, (4,)),
        (Medium.VISIT, 0.97, ()),
    ):
        with_it = (rng.random(count) < everybody) | np.isin(wish, wished)
        has |= with_it.astype(np.uint8) << np.uint8(MEDIA.index(medium))
    return has
