"""Lots without a memory: each is made of who, when, what and the seed, and of nothing else.

A lot is the same whoever is drawn before or beside, so any number of threads and any chunking gives
the same bits, and a changed rate moves no lot of another event. `stream` folds seed, replicate,
month and event into one number; `lot` folds a person's key into it (a bijective mixer with full
avalanche: two multiplications by odd numbers between shifts). The uniform of an event is
(byte + fraction) / 256: the byte comes from the one word drawn for a person and month, the fraction
of 53 bits from a lot of the event's own, which is only drawn where the byte does not decide.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Word = np.uint64
Words = npt.NDArray[np.uint64]
Whole = int | np.int64  # what compiled code returns is either

_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)
_GOLD = np.uint64(0x9E3779B97F4A7C15)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0  # 2 ** -53

# What lots are drawn for; the numbers are part of every seed and never change.
SCREEN, UNIT, WHERE = 0, 1, 2
DEATH, LEAVE, BIRTH, PARTNER, NEST, WORK, DISABILITY, CARE = 3, 4, 5, 6, 7, 8, 9, 10
SEX, INCOME, GRADE, HOME, ARRIVE, NURSERY, MATCH, RISE = 11, 12, 13, 14, 15, 16, 17, 18
EVENTS = 19


@njit(cache=True, nogil=True)
def mixed(word: Word) -> Word:
    """A word with every bit spread over all others."""
    word ^= word >> _S30
    word *= _A
    word ^= word >> _S27
    word *= _B
    return np.uint64(word ^ (word >> _S31))


@njit(cache=True, nogil=True)
def lot(key: Word, stream: Word) -> Word:
    """64 bits for a key in a stream."""
    return mixed(key ^ stream)


@njit(cache=True, nogil=True)
def uniform(key: Word, stream: Word) -> float:
    """A number in [0, 1) for a key in a stream, of 53 bits."""
    return float(mixed(key ^ stream) >> _S11) * _UNIT


@njit(cache=True, nogil=True)
def streams(seed: int, replicate: int, month: int, into: Words) -> None:
    """The streams of a month, by event."""
    word = mixed(np.uint64(seed) + _GOLD)
    word = mixed(word ^ (np.uint64(replicate) + _B))
    word = mixed(word ^ (np.uint64(month) + _A))
    for event in range(len(into)):
        into[event] = mixed(word ^ (np.uint64(event + 1) * _GOLD))


def key_of(*parts: int) -> int:
    """A number of 63 bits made of others."""
    word, full = 0x5851F42D4C957F2D, (1 << 64) - 1
    for part in parts:
        word = (word ^ (part & full)) & full
        word = ((word ^ (word >> 30)) * int(_A)) & full
        word = ((word ^ (word >> 27)) * int(_B)) & full
        word ^= word >> 31
    return word >> 1


@njit(cache=True, nogil=True)
def keys_of(kind: int, numbers: npt.NDArray[np.int64] | npt.NDArray[np.uint64]) -> Words:
    """Keys of many numbers of one kind."""
    found = np.empty(len(numbers), np.uint64)
    first = mixed(np.uint64(kind) + _GOLD)
    for at in range(len(numbers)):
        found[at] = mixed(first ^ (np.uint64(numbers[at]) + _B))
    return found
