"""Two services as a careful programmer writes them in Numba, by hand, with the same three values.

They are the measure of the generated kernels: same columns, same results to the yen, unknowns
included. Amounts of a missing income run up to `MOST_INCOME`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

MISSING = -(2**31)
NO_INCOME = -(2**63)
EARLIEST, LATEST = -43_829, 84_370  # 1850-01-01 and 2200-12-31
MOST_INCOME = 10**9


@njit(nogil=True)
def _birth_rank(offsets_of_unit, m, days, guardian, birth):
    """Least and greatest place of a child among brothers and sisters counted."""
    a, b = offsets_of_unit
    day22 = days[1]
    low = high = 1
    first, last = birth[m], birth[m]
    if birth[m] == MISSING:
        first, last = EARLIEST, LATEST
    for s in range(a, b):
        if s == m or (guardian[m] == -2 and guardian[s] == -1):
            continue
        sure = guardian[m] != -2 and guardian[s] == guardian[m]
        if not sure and guardian[m] != -2 and guardian[s] != -2:
            continue
        earliest, latest = birth[s], birth[s]
        if birth[s] == MISSING:
            earliest, latest = EARLIEST, LATEST
        elif birth[s] < day22:
            continue
        tie = 1 if s < m else 0
        high += earliest < last + tie
        low += sure and birth[s] != MISSING and latest < first + tie
    return low, high


@njit(nogil=True)
def child_allowance(  # noqa: PLR0917 (a kernel takes its columns one by one)
    offsets, guardian, subject, birth, servant, days, yen, status, decided, undecided, low, high
):
    """児童手当: `days` are the turning days of 18, 22 and 3; `yen` under 3, from 3, third child."""
    for u in range(len(offsets) - 1):
        a, b = offsets[u], offsets[u + 1]
        for p in range(a, b):
            if subject[p] == 0:
                decided[p] = -2
                continue
            child = 0
            for m in range(a, b):
                if m == p or (guardian[m] != p and guardian[m] != -2):
                    continue
                if birth[m] >= days[0] and guardian[m] == p:
                    child = 1
                    break
                if birth[m] >= days[0] or birth[m] == MISSING:
                    child = 2
            if child == 0:
                decided[p] = 0
                continue
            if servant[p] == 1:
                decided[p] = 1
                continue
            mask = (child == 2) + 2 * (servant[p] == 2)
            status[p] = 2 if mask else 1
            undecided[p] = mask
            for m in range(a, b):
                if m == p or (guardian[m] != p and guardian[m] != -2):
                    continue
                if birth[m] != MISSING and birth[m] < days[0]:
                    continue
                least, most = _birth_rank((a, b), m, days, guardian, birth)
                if birth[m] == MISSING:
                    one, other = min(yen[0], yen[1]), max(yen[0], yen[1])
                else:
                    one = other = yen[0] if birth[m] >= days[2] else yen[1]
                if least >= 3:
                    one = other = yen[2]
                elif most >= 3:
                    one, other = min(one, yen[2]), max(other, yen[2])
                if guardian[m] == p and birth[m] != MISSING:
                    low[p] += one
                    high[p] += other
                else:
                    low[p] += min(0, one)
                    high[p] += max(0, other)


@njit(nogil=True)
def _reduced(over, rate):
    """Income above the limit × rate (7 decimals), rounded half up to 10 yen."""
    return (2 * over * rate + 10**8) // (2 * 10**8) * 10


@njit(nogil=True)
def child_rearing(  # noqa: PLR0917
    offsets,
    guardian,
    spouse,
    subject,
    birth,
    income,
    days,
    yen,
    status,
    decided,
    undecided,
    low,
    high,
):
    """児童扶養手当: `yen` as in `kernel_ratio.FIGURES`, from 全部基礎 on, in their order."""
    base, base_part, step, full, more, part, part_more, rate, rate_more = yen
    for u in range(len(offsets) - 1):
        a, b = offsets[u], offsets[u + 1]
        for p in range(a, b):
            if subject[p] == 0:
                decided[p] = -2
                continue
            few = many = 0
            for m in range(a, b):
                if m != p and (guardian[m] == p or guardian[m] == -2):
                    if birth[m] == MISSING:
                        many += 1
                    elif birth[m] >= days[0]:
                        many += 1
                        few += guardian[m] == p
            if many == 0:
                decided[p] = 0
                continue
            if a <= spouse[p] < b:
                decided[p] = 1
                continue
            least, most = income[p], income[p]
            if income[p] == NO_INCOME:
                least, most = 0, MOST_INCOME
            if least >= base_part + step * many:
                decided[p] = 2
                continue
            mask = (few == 0) + 2 * (spouse[p] == -2 and b - a > 1)
            mask += 4 * (most >= base_part + step * few)
            status[p] = 2 if mask else 1
            undecided[p] = mask
            low[p], high[p] = 2**62, -(2**62)
            if least < base + step * many:
                low[p], high[p] = full + more * (few - 1), full + more * (many - 1)
            if most >= base + step * few:
                over = max(least - base - step * many, 0), max(most - base - step * few, 0)
                one = max(part_more - _reduced(over[1], rate_more), 0)
                other = max(part_more - _reduced(over[0], rate_more), 0)
                ends = one * (few - 1), one * (many - 1), other * (few - 1), other * (many - 1)
                low[p] = min(low[p], part - _reduced(over[1], rate) + min(ends))
                high[p] = max(high[p], part - _reduced(over[0], rate) + max(ends))


def room(people: int) -> tuple[np.ndarray, ...]:
    """Arrays for status, decided_by, undecided, amount_low, amount_high."""
    decided = np.full(people, -1, np.int8)
    return np.zeros(people, np.int8), decided, *(np.zeros(people, np.int64) for _ in range(3))
