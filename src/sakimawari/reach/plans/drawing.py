"""What is drawn by lot, and the ids under which steps are sent: keyed, so that the same comes out.

Nothing here is random: a person and what they are told of give the same draw under the same seed in
every plan, and nobody without the city's keys can foretell it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.reference import ALPHABET
from sakimawari.reach.wording.trials.drawing import Trial
from sakimawari.rules.population import Int64s

UInt64s = npt.NDArray[np.uint64]
_CHARACTERS = 26
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What bundles tell, as numbers that do not depend on any table: for each pick the subject's key,
    the topic, the deadline, and how often it was told before; `starts` as in `Bundled`.
    """

    starts: Int64s
    topic: UInt64s
    subject: UInt64s
    deadline: Int64s
    times: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The draws of bundles: `id` bytes of a step if told and if held out, `key` breaks ties in the
    budget, `lot` is a number from 0 to 1 for the hold-out.
    """

    told: tuple[bytes, ...]
    held: tuple[bytes, ...]
    key: UInt64s
    lot: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """The variants of words on trial (one: no trial). Drawn per household and never anew in another
    plan of the same seed: all of a home hear one, whatever it is told of.
    """

    names: tuple[str, ...]
    secret: bytes = field(repr=False)
    seed: int

    def of(self, households: pa.Array, persons: pa.Array) -> list[str]:
        """The variant each hears; who lives in no household is drawn alone."""
        if len(self.names) < 2:
            return [*self.names] * len(households)
        trial = Trial(
            name=f"plans {self.seed} {' '.join(self.names)}",
            variants=self.names,
            planned=1,
            secret=self.secret,
        )
        homes = zip(households.to_pylist(), persons.to_pylist(), strict=True)
        return list(trial.variants_of([home or person for home, person in homes]))


def drawn(persons: Sequence[str], contents: Contents, *, secret: bytes, seed: int) -> Drawn:
    """The draws of bundles for these people.

    `lot` depends on seed, person and topics alone, so that somebody held out stays so; an id on what
    is told, its deadlines and how often it was told before, so that a second plan has the same one.
    """
    what = _of_bundles(contents, whole=True)
    about = _of_bundles(contents, whole=False)
    lots = hashlib.blake2b(f"hold-out {seed}".encode(), key=secret, digest_size=32).digest()
    told, held, keys, numbers = [], [], [], []
    for person, said, topics in zip(persons, what, about, strict=True):
        name = person.encode()
        id = hashlib.blake2b(name + said, key=secret, digest_size=17).digest()
        told.append(id)
        held.append(hashlib.blake2b(id, key=secret, digest_size=17, person=b"held out").digest())
        keys.append(id[:8])
        numbers.append(hashlib.blake2b(name + topics, key=lots, digest_size=16).digest())
    drawn_numbers = np.frombuffer(b"".join(numbers), np.uint64).reshape(-1, 2)
    return Drawn(
        told=tuple(told),
        held=tuple(held),
        key=np.frombuffer(b"".join(keys), np.uint64),
        lot=drawn_numbers[:, 0].astype(np.float64) / 2.0**64,
    )


def of_this_plan(key: UInt64s, day: int) -> UInt64s:
    """Keys mixed with the first day of a plan: among equals nobody is always the last one."""
    return _mixed(key ^ _mixed(np.full(1, day, np.uint64)))


def id_of(digest: bytes) -> str:
    """A step's id: 26 characters of Crockford's base 32."""
    number = int.from_bytes(digest, "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(_CHARACTERS))


def hash_of_words(words: Sequence[str]) -> UInt64s:
    """A number for each word, the same in every plan."""
    digests = (hashlib.blake2b(word.encode(), digest_size=8).digest() for word in words)
    return np.frombuffer(b"".join(digests), np.uint64)


def hash_of_keys(keys: pa.Array) -> UInt64s:
    """A number for each opaque key, the same in every plan."""
    fixed = np.array(keys.to_numpy(zero_copy_only=False), "S16")
    halves = np.frombuffer(fixed.tobytes(), np.uint64).reshape(-1, 2)
    return _mixed(halves[:, 0] ^ _mixed(halves[:, 1]))


def held_out(drawn_: Drawn, share: float, *, may: Bools, must: Bools, never: Bools) -> Bools:
    """Which bundles are held out: a share of those that `may` be, and those who wait already
    (`must`); never those who waited before (`never`).
    """
    lot = np.asarray(drawn_.lot < share, np.bool_)
    return may & ((lot & ~never) | must)


def _of_bundles(contents: Contents, *, whole: bool) -> Iterator[bytes]:
    """16 bytes for each bundle: the sum of its picks' hashes, so that their order does not matter."""
    each = contents.topic ^ _mixed(contents.subject)
    if whole:
        each = each ^ _mixed(contents.deadline.astype(np.uint64) ^ np.uint64(0xD1B54A32D192ED03))
        each = each ^ _mixed(contents.times.astype(np.uint64) + np.uint64(0x8CB92BA72F3D8DD7))
    first = contents.starts[:-1]
    lanes = [_mixed(each + np.uint64(lane)) for lane in (1, 2)]
    summed = [np.add.reduceat(lane, first) if len(first) else lane[:0] for lane in lanes]
    joined = np.stack(summed, axis=1).tobytes()
    return (joined[at : at + 16] for at in range(0, len(joined), 16))


def _mixed(numbers: UInt64s) -> UInt64s:
    """Bits spread over the whole number (the finaliser of splitmix64, on our own increments)."""
    z = numbers + _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
