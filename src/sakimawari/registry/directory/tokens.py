"""What a resident is found by, as texts; and how a text becomes a label nobody can read back.

Each text gives, under the city's key and for one snapshot alone, a label and a pad. The label says
where the list of residents stands, the pad seals it: without the key neither who stands in a list
nor which text it belongs to can be told, and no two snapshots have a label in common.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.registry.directory.folding import as_written, folded, numbers_of, words_of

LONGEST_BEGINNING = 12  # characters; what is typed beyond narrows no further
LABEL_BYTES, PAD_BYTES = 8, 32
_SALT_BYTES = 16


def written_text(name: str) -> str:
    """A name with these very characters."""
    return f"written {as_written(name)}"


def whole_text(name: str) -> str:
    """A whole name, folded."""
    return f"whole {folded(as_written(name))}"


def part_text(word: str) -> str:
    """A family or given name, folded."""
    return f"part {folded(word)}"


def beginning_text(name: str) -> str:
    """The beginning of a folded name."""
    return f"beginning {name[:LONGEST_BEGINNING]}"


def phone_text(digits: str) -> str:
    return f"phone {digits}"


def lot_text(numbers: tuple[str, ...]) -> str:
    """The first numbers of 番地."""
    return f"lot {'-'.join(numbers)}"


def whole_lot_text(numbers: tuple[str, ...]) -> str:
    """All numbers of 番地."""
    return f"whole lot {'-'.join(numbers)}"


def texts_of_name(name: str) -> Iterator[str]:
    """All texts a name (or its reading) is found by."""
    words, joined = words_of(name), folded(as_written(name))
    if not joined:
        return
    yield written_text(name)
    yield whole_text(name)
    for word in dict.fromkeys(folded(word) for word in words):
        if word:
            yield f"part {word}"
    for length in range(1, min(len(joined), LONGEST_BEGINNING + 1)):
        yield beginning_text(joined[:length])


def texts_of_lot(lot: str) -> Iterator[str]:
    """All texts 番地 is found by: whole, and by its first numbers."""
    numbers = numbers_of(lot)
    if numbers:
        yield whole_lot_text(numbers)
    for count in range(1, min(len(numbers), 3) + 1):
        yield lot_text(numbers[:count])


@dataclass(frozen=True, slots=True)
class Blind:
    """Turns texts into labels and pads under one key, for one snapshot."""

    key: bytes
    salt: bytes

    @staticmethod
    def of(key: bytes, snapshot: str, attempt: int = 0) -> Blind:
        """For a snapshot (its name); another `attempt` gives other labels."""
        about = f"{attempt} {snapshot}".encode()
        return Blind(key, hashlib.blake2b(about, digest_size=_SALT_BYTES).digest())

    def digest(self, text: str) -> bytes:
        """Label and pad of a text, one after the other."""
        return hashlib.blake2b(
            text.encode(), key=self.key, salt=self.salt, digest_size=LABEL_BYTES + PAD_BYTES
        ).digest()
