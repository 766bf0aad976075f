"""How series add up: totals a file brings along are checked and put aside, levels are built."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sakimawari.anticipate.reading.tables import Table
from sakimawari.anticipate.reading.values import Days, Defect, Floats, Hierarchy

TOTALS = frozenset(
    {
        "計",
        "合計",
        "総計",
        "総数",
        "全体",
        "全市",
        "市計",
        "全国",
        "小計",
        "total",
        "all",
        "sum",
        "(all)",
        "全体計",
    }
)
ALL = ""
_EXACT = 0.5
_SHARE = 0.95
_MOST_COLUMNS = 80


def is_total(key: str) -> bool:
    """Whether a key's word stands for the sum of all others."""
    return key.replace(" ", "").lower() in TOTALS


def split_totals(keys: Sequence[tuple[str, ...]]) -> tuple[list[int], dict[int, list[int]]]:
    """Series that are parts, and for each series that is a total the parts it should be."""
    parts = [at for at, key in enumerate(keys) if not any(map(is_total, key))]
    if not parts:
        return list(range(len(keys))), {}
    totals = {}
    for at, key in enumerate(keys):
        if any(map(is_total, key)):
            totals[at] = [
                part
                for part in parts
                if all(
                    is_total(word) or word == keys[part][place] for place, word in enumerate(key)
                )
            ]
    return parts, totals


def check_totals(
    values: Floats, starts: Days, totals: dict[int, list[int]], names: Sequence[str]
) -> list[Defect]:
    """Each period in which a total of the file is not the sum of its parts."""
    found = []
    for total, parts in totals.items():
        sums = values[parts].sum(axis=0)
        differs = np.abs(values[total] - sums) > _EXACT + 1e-9 * np.abs(sums)
        for at in np.flatnonzero(differs).tolist():
            what = f"the total says {values[total, at]:,.10g}, its {len(parts)} parts add up to {sums[at]:,.10g}"
            found.append(
                Defect(
                    id="SERIES012",
                    series=names[total],
                    period=date_at(starts, at),
                    what=what,
                    done="the parts were kept, the total is made from them",
                    amount=float(values[total, at] - sums[at]),
                )
            )
    return found


def date_at(starts: Days, at: int) -> date:
    """The first day of a period."""
    day: date = starts[at].astype("M8[D]").item()
    return day


def hierarchy_of(
    keys: Sequence[tuple[str, ...]], names: Sequence[str], *, apart: int | None = None
) -> tuple[Hierarchy | None, list[tuple[str, ...]]]:
    """All ways to add series up by their keys, from the total down; None for a single series.

    A level for each set of keys; a set that parts the series as a smaller one does (a ward tells its
    region) is no level of its own. Beyond three keys, only the total, each key, and all keys.
    `apart` is the place of a key over which nothing is added up (births and deaths).
    """
    if len(keys) < 2:
        return None, list(keys)
    width = len(names)
    sets = [chosen for size in range(width) for chosen in combinations(range(width), size)]
    sets = [chosen for chosen in sets if apart is None or apart in chosen]
    if width > 3:
        sets = [chosen for chosen in sets if len(chosen) <= 1]
    seen: set[tuple[int, ...]] = {tuple(range(len(keys)))}
    blocks, node_keys = [], list[tuple[str, ...]]()
    levels: dict[str, npt.NDArray[np.int64]] = {}
    for chosen in sets:
        groups, of = _grouped(keys, chosen)
        if of in seen or len(groups) >= len(keys):
            continue
        seen.add(of)
        label = " × ".join(names[place] for place in chosen) or "total"
        levels[label] = np.arange(len(node_keys), len(node_keys) + len(groups))
        node_keys += [
            tuple(dict(zip(chosen, group, strict=True)).get(place, ALL) for place in range(width))
            for group in groups
        ]
        blocks.append(
            sparse.csr_array((np.ones(len(keys)), (of, range(len(keys)))), (len(groups), len(keys)))
        )
    if not blocks:
        return None, list(keys)
    levels[" × ".join(names) or "series"] = np.arange(len(node_keys), len(node_keys) + len(keys))
    blocks.append(sparse.csr_array(sparse.eye(len(keys))))
    sums = sparse.csr_array(sparse.vstack(blocks))
    if sums.shape[0] * sums.shape[1] <= 4_000_000:
        sums = sums.toarray()
    return Hierarchy(sums=sums, levels=levels), [*node_keys, *keys]


def _grouped(
    keys: Sequence[tuple[str, ...]], chosen: tuple[int, ...]
) -> tuple[list[tuple[str, ...]], tuple[int, ...]]:
    place: dict[tuple[str, ...], int] = {}
    of = tuple(
        place.setdefault(tuple(key[number] for number in chosen), len(place)) for key in keys
    )
    return list(place), of


def hierarchy_of_columns(
    found: dict[str, tuple[str, ...]], names: Sequence[str]
) -> tuple[Hierarchy | None, list[str]]:
    """The hierarchy of a wide table in which some columns are the sums of others; order of nodes."""
    bottom = [name for name in names if name not in found]
    place = {name: number for number, name in enumerate(bottom)}
    totals = [name for name in names if name in found]
    if not totals:
        return None, list(names)
    rows = np.zeros((len(totals), len(bottom)))
    for row, name in enumerate(totals):
        open_ = list(found[name])
        while open_:
            part = open_.pop()
            if part in found:
                open_ += found[part]
            elif part in place:
                rows[row, place[part]] = 1.0
    order = np.argsort(-rows.sum(axis=1), kind="stable")
    levels = {
        "sums": np.arange(len(totals)),
        "parts": np.arange(len(totals), len(totals) + len(bottom)),
    }
    sums = np.vstack([rows[order], np.eye(len(bottom))])
    return Hierarchy(sums=sums, levels=levels), [totals[at] for at in order] + bottom


def columns_that_add_up(table: Table, columns: dict[int, Floats]) -> dict[int, tuple[int, ...]]:
    """Columns of figures that are, in nearly every row, the sum of other columns.

    Found from the smaller to the larger; parts of a total found make way for it.
    """
    free = [at for at, figures in columns.items() if np.isfinite(figures).mean() > 0.8]
    free = [at for at in free if np.nanmax(np.abs(columns[at]), initial=0.0) > 0]
    if not 2 < len(free) <= _MOST_COLUMNS or len(table.lines) < 20:
        return {}
    free.sort(key=lambda at: float(np.nanmean(columns[at])))
    found: dict[int, tuple[int, ...]] = {}
    parts_of_others: set[int] = set()
    for at in list(free):
        mean = float(np.nanmean(columns[at]))
        usable = [
            other
            for other in free
            if other != at and other not in parts_of_others and np.nanmean(columns[other]) <= mean
        ]
        parts = _parts(columns, at, usable)
        if parts:
            found[at] = parts
            parts_of_others |= set(parts)
    return found


def _parts(columns: dict[int, Floats], at: int, usable: list[int]) -> tuple[int, ...]:
    if len(usable) < 2:
        return ()
    matrix = np.stack([columns[other] for other in usable], axis=1)
    known = np.flatnonzero(np.isfinite(matrix).all(axis=1) & np.isfinite(columns[at]))
    size = max(4 * len(usable), 20)
    for start in range(0, min(len(known), 6 * size), size):
        rows = known[start : start + size]
        weights = np.linalg.lstsq(matrix[rows], columns[at][rows], rcond=None)[0]
        chosen = np.round(weights)
        if np.abs(weights - chosen).max() > 0.02 or not np.isin(chosen, (0, 1)).all():
            continue
        parts = tuple(np.array(usable)[chosen == 1].tolist())
        rest = np.abs(matrix[known] @ chosen - columns[at][known])
        if len(parts) >= 2 and (rest <= _EXACT).mean() >= _SHARE:
            return parts
    return ()
