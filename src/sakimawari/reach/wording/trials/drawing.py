"""Which variant a household hears: a keyed lot, so that all of a home hear the same, always."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial of variants. `secret` is the city's key; `name` parts one trial from another, so that
    nobody is in the same group of every trial. `planned` is how many of each variant are to be told.
    """

    name: str
    variants: tuple[str, ...]
    planned: int
    secret: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if len(set(self.variants)) != len(self.variants) or len(self.variants) < 2:
            raise ValueError("a trial compares two or more different variants")
        if self.planned < 1:
            raise ValueError("a trial plans at least one contact a variant")
        if len(self.secret) > 64:
            raise ValueError("a key has at most 64 bytes")

    def variant_of(self, household: str) -> str:
        """The variant of a household, the same for all its members and at any time."""
        return self.variants[self._place(household)]

    def variants_of(self, households: Sequence[str]) -> Iterator[str]:
        """The variants of many households, in their order."""
        return map(self.variant_of, households)

    def _place(self, household: str) -> int:
        label = f"variant\0{self.name}\0{household}".encode()
        number = int.from_bytes(hashlib.blake2b(label, key=self.secret, digest_size=8).digest())
        return number * len(self.variants) >> 64
