"""Pairs of supporters, household by household, compiled: who lacks one makes others change theirs.

Somebody who lacks a stand-in takes a pair of supporters of which one more household must let go; that
household takes another pair, and so on: a chain. It is kept when it ends with everybody having both,
else taken back. Then each household takes the pair with the least way that is free. Nothing is drawn by
lot, and what one supporter's absence asks of the others holds after each step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

_NONE = -1
_TRIES = 4  # chains begun for each household that lacks a stand-in
_STEPS = 16  # households that change in one chain at most
_FAILED = 100  # households for which chains are tried in vain
_VAIN = 3000  # households for which stand-ins are gathered in vain, about 2 ms each
_ROOM = 150  # candidates looked at to gather stand-ins at fewer supporters
_HOLDERS = 64  # households looked at for one pair
_TRADED = 5  # nearest candidates looked at in trades of two households
_SWEEPS = 3  # times everybody looks for a shorter way
Ints = npt.NDArray[np.int64]


class Board(NamedTuple):
    """Candidates by way (`start`, `who`, `way`), what counts, and the pairs as they are now.

    `head[0, s]`, `following[0, h]`, `former[0, h]` link the households whose first is s, `[1, …]` those
    whose stand-in is s.
    """

    start: Ints
    who: Ints
    way: Ints
    counts: Ints
    loads: Ints
    pair: Ints
    held: Ints
    head: Ints
    following: Ints
    former: Ints


def board_of(near: Any, counts: Any, loads: Any, pairs: Any, most: int) -> Board:
    """A board with these pairs on it; each household looks at its nearest `most`."""
    sizes = [min(most, len(each.supporters)) for each in near]
    n, supporters = len(sizes), max(1, len(loads))
    flat = [one for each in near for one in each.supporters[:most]]
    ways = [way for each in near for way in each.metres[:most]]
    board = Board(
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        np.array(flat, np.int64),
        np.array(ways, np.int64),
        np.array(counts, np.int64),
        np.array(loads, np.int64),
        np.full((2, n), _NONE, np.int64),
        np.zeros(supporters, np.int64),
        np.full((2, supporters), _NONE, np.int64),
        np.full((2, n), _NONE, np.int64),
        np.full((2, n), _NONE, np.int64),
    )
    begin(board, np.array(pairs, np.int64).reshape(2, n))
    return board


@njit(cache=True, nogil=True)
def begin(board: Board, pairs: Any) -> None:
    """Put everybody's pair on the board."""
    for home in range(pairs.shape[1]):
        _set(board, home, pairs[0, home], pairs[1, home])


@njit(cache=True, nogil=True)
def settle(board: Board, most: int) -> Any:
    """Mend, shorten, mend again; how many households were mended. `most`: nearest looked at in chains."""
    mended = _mend(board, most)
    log = np.empty((2, 3), np.int64)
    for _ in range(_SWEEPS):
        changed = 0
        for home in range(board.counts.size):
            changed += _shorten(board, home) or _trade(board, home, log)
        if changed == 0:
            break
    return mended + _mend(board, most)


@njit(cache=True, nogil=True)
def _link(board: Board, role: int, home: int, supporter: int) -> None:
    board.pair[role, home] = supporter
    if supporter == _NONE:
        return
    after = board.head[role, supporter]
    board.following[role, home] = after
    board.former[role, home] = _NONE
    if after != _NONE:
        board.former[role, after] = home
    board.head[role, supporter] = home
    if role == 0:
        board.held[supporter] += board.counts[home]


@njit(cache=True, nogil=True)
def _unlink(board: Board, role: int, home: int) -> None:
    supporter = board.pair[role, home]
    if supporter == _NONE:
        return
    before, after = board.former[role, home], board.following[role, home]
    if before == _NONE:
        board.head[role, supporter] = after
    else:
        board.following[role, before] = after
    if after != _NONE:
        board.former[role, after] = before
    board.pair[role, home] = _NONE
    if role == 0:
        board.held[supporter] -= board.counts[home]


@njit(cache=True, nogil=True)
def _set(board: Board, home: int, first: int, second: int) -> None:
    for role in range(2):
        _unlink(board, role, home)
    _link(board, 0, home, first)
    _link(board, 1, home, second)


@njit(cache=True, nogil=True)
def _cover(board: Board, missing: int, other: int) -> Any:
    """People who come to another when one is missing."""
    people = 0
    home = board.head[0, missing]
    while home != _NONE:
        if board.pair[1, home] == other:
            people += board.counts[home]
        home = board.following[0, home]
    return people


@njit(cache=True, nogil=True)
def _worst(board: Board, supporter: int) -> Any:
    """Most people who come to a supporter, whoever is missing."""
    most = 0
    home = board.head[1, supporter]
    while home != _NONE:
        most = max(most, _cover(board, board.pair[0, home], supporter))
        home = board.following[1, home]
    return most


@njit(cache=True, nogil=True)
def _takes(board: Board, home: int, first: int) -> Any:
    """Whether a supporter can have one more household as its first, whoever is missing."""
    asked = board.held[first] + board.counts[home]
    return asked <= board.loads[first] and asked + _worst(board, first) <= board.loads[first]


@njit(cache=True, nogil=True)
def _stands_in(board: Board, home: int, first: int, second: int) -> Any:
    asked = board.held[second] + board.counts[home]
    return (
        asked <= board.loads[second] and asked + _cover(board, first, second) <= board.loads[second]
    )


@njit(cache=True, nogil=True)
def _cheapest(board: Board, home: int) -> Any:
    """The free pair with the least way for a household that has none now, and its way."""
    best, first, second = np.int64(1) << 60, _NONE, _NONE
    begins, ends = board.start[home], board.start[home + 1]
    for one in range(begins, ends):
        if 2 * board.way[one] + board.way[begins] >= best:
            break
        if not _takes(board, home, board.who[one]):
            continue
        for other in range(begins, ends):
            if 2 * board.way[one] + board.way[other] >= best:
                break
            if other != one and _stands_in(board, home, board.who[one], board.who[other]):
                best = 2 * board.way[one] + board.way[other]
                first, second = board.who[one], board.who[other]
                break
    return first, second


@njit(cache=True, nogil=True)
def _ways(board: Board, home: int, first: int, second: int) -> Any:
    """What a household's pair counts: the first's way twice, the stand-in's once."""
    return 2 * _way(board, home, first) + _way(board, home, second)


@njit(cache=True, nogil=True)
def _way(board: Board, home: int, supporter: int) -> Any:
    for at in range(board.start[home], board.start[home + 1]):
        if board.who[at] == supporter:
            return board.way[at]
    return np.int64(1) << 40  # farther than what is looked at


@njit(cache=True, nogil=True)
def _shorten(board: Board, home: int) -> Any:
    """Take the least free pair where it is shorter than what a household has; whether it was."""
    first, second = board.pair[0, home], board.pair[1, home]
    if second == _NONE:
        return 0
    _set(board, home, _NONE, _NONE)
    now = _ways(board, home, first, second)
    one, other = _cheapest(board, home)
    if other != _NONE and _ways(board, home, one, other) < now:
        _set(board, home, one, other)
        return 1
    _set(board, home, first, second)
    return 0


@njit(cache=True, nogil=True)
def _trade(board: Board, home: int, log: Any) -> Any:
    """Take a shorter pair that one more household lets go, where both together walk less."""
    if board.pair[1, home] == _NONE:
        return 0
    _lift(board, home, log, 0)
    now = _ways(board, home, log[0, 1], log[0, 2])
    gone, first, second = _pushed(board, home, 0, _TRADED, log[:0, 0], 0)
    if gone != _NONE and board.pair[1, gone] != _NONE and _ways(board, home, first, second) < now:
        _lift(board, gone, log, 1)
        now += _ways(board, gone, log[1, 1], log[1, 2])
        _set(board, home, first, second)
        one, other = _cheapest(board, gone)
        after = _ways(board, home, first, second) + _ways(board, gone, one, other)
        if other != _NONE and after < now:
            _set(board, gone, one, other)
            return 1
        _set(board, home, _NONE, _NONE)
        _set(board, gone, log[1, 1], log[1, 2])
    _set(board, home, log[0, 1], log[0, 2])
    return 0


@njit(cache=True, nogil=True)
def _mend(board: Board, most: int) -> Any:
    """Chains for everybody who lacks a stand-in; how many now have one."""
    homes, mended, failed, vain = board.counts.size, 0, 0, 0
    log = np.empty((_STEPS + 1, 3), np.int64)
    moved = np.full(homes, _NONE, np.int64)
    stamp = 0
    for home in range(homes):
        if board.pair[1, home] != _NONE or board.start[home + 1] - board.start[home] < 2:
            continue
        if vain < _VAIN and _make_room(board, home):
            mended += 1
            continue
        vain += 1
        if failed == _FAILED:
            continue
        failed += 1
        for begun in range(_TRIES):
            stamp += 1
            if _chain(board, home, begun, most, log, moved, stamp):
                mended += 1
                failed -= 1
                break
    return mended


@njit(cache=True, nogil=True)
def _make_room(board: Board, home: int) -> Any:
    """Free a supporter's spare places, kept for stand-ins, by gathering these at others; whether it did."""
    moved = np.empty((_HOLDERS, 2), np.int64)
    begins = board.start[home]
    for at in range(begins, min(board.start[home + 1], begins + _ROOM)):
        supporter = board.who[at]
        if board.held[supporter] + board.counts[home] > board.loads[supporter]:
            continue
        made = _gathered(board, supporter, board.counts[home], moved)
        if made >= 0:
            first, second = _cheapest(board, home)
            if second != _NONE:
                _set(board, home, first, second)
                return True
        for back in range(abs(made) - (made < 0)):
            each = moved[back, 0]
            _set(board, each, board.pair[0, each], moved[back, 1])
    return False


@njit(cache=True, nogil=True)
def _gathered(board: Board, supporter: int, more: int, moved: Any) -> Any:
    """Give others' stand-ins away until `more` fit; how many moved, or -1 less those in vain."""
    made = 0
    while board.held[supporter] + more + _worst(board, supporter) > board.loads[supporter]:
        most, home = 0, _NONE
        each = board.head[1, supporter]
        while each != _NONE:
            people = _cover(board, board.pair[0, each], supporter)
            if people > most:
                most, home = people, each
            each = board.following[1, each]
        other = _elsewhere(board, home, supporter)
        if made == _HOLDERS or other == _NONE:
            return -1 - made
        moved[made, 0], moved[made, 1] = home, supporter
        made += 1
        _set(board, home, board.pair[0, home], other)
    return made


@njit(cache=True, nogil=True)
def _elsewhere(board: Board, home: int, supporter: int) -> Any:
    """Another stand-in for a household, whose spare places are kept for somebody already."""
    begins, first = board.start[home], board.pair[0, home]
    for at in range(begins, min(board.start[home + 1], begins + _ROOM)):
        other = board.who[at]
        if other in (supporter, first) or not _stands_in(board, home, first, other):
            continue
        if _cover(board, first, other) + board.counts[home] <= _worst(board, other):
            return other
    return _NONE


@njit(cache=True, nogil=True)
def _chain(board: Board, home: int, begun: int, most: int, log: Any, moved: Any, stamp: int) -> Any:
    """One chain; taken back where it does not end well. `begun` 1 and more: by that first at the start."""
    _lift(board, home, log, 0)
    now, made = home, 1
    moved[now] = stamp
    while True:
        first, second = _cheapest(board, now)
        if second != _NONE:
            _set(board, now, first, second)
            return True
        gone, first, second = _pushed(board, now, begun if made == 1 else 0, most, moved, stamp)
        if gone == _NONE or made == _STEPS:
            break
        _lift(board, gone, log, made)
        _set(board, now, first, second)
        now, made = gone, made + 1
        moved[now] = stamp
    for at in range(made):
        _set(board, log[at, 0], _NONE, _NONE)
    for at in range(made):
        _set(board, log[at, 0], log[at, 1], log[at, 2])
    return False


@njit(cache=True, nogil=True)
def _lift(board: Board, home: int, log: Any, at: int) -> None:
    """Take a household off the board and note what it had."""
    log[at, 0], log[at, 1], log[at, 2] = home, board.pair[0, home], board.pair[1, home]
    _set(board, home, _NONE, _NONE)


@njit(cache=True, nogil=True)
def _pushed(board: Board, home: int, begun: int, most: int, moved: Any, stamp: int) -> Any:
    """The nearest pair that is free once one more household lets go: that household, and the pair."""
    begins = board.start[home]
    ends = min(board.start[home + 1], begins + most)
    best, gone, first, second = np.int64(1) << 60, _NONE, _NONE, _NONE
    holders = np.empty(_HOLDERS, np.int64)
    for one in range(begins, ends):
        if begun > 0 and one != begins + begun - 1:
            continue
        for other in range(begins, ends):
            way = 2 * board.way[one] + board.way[other]
            if other == one or way >= best:
                continue
            found = _holders(board, board.who[one], board.who[other], holders)
            for at in range(found):
                each = holders[at]
                if moved.size and moved[each] == stamp:
                    continue
                had, stood = board.pair[0, each], board.pair[1, each]
                _set(board, each, _NONE, _NONE)
                free = _takes(board, home, board.who[one]) and _stands_in(
                    board, home, board.who[one], board.who[other]
                )
                _set(board, each, had, stood)
                if free:
                    best, gone = way, each
                    first, second = board.who[one], board.who[other]
                    break
    return gone, first, second


@njit(cache=True, nogil=True)
def _holders(board: Board, first: int, second: int, holders: Any) -> Any:
    """Households that hold places of either, as first or as stand-in; how many."""
    found = 0
    for role, supporter in ((0, first), (1, first), (0, second), (1, second)):
        home = board.head[role, supporter]
        while home != _NONE and found < _HOLDERS:
            if role == 0 or supporter == first or board.pair[0, home] == first:
                holders[found] = home
                found += 1
            home = board.following[role, home]
    return found
