"""What a writing of letters is asked for, what it draws on, and what it reports."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sakimawari.fit.store import Run
from sakimawari.guard.consents.values import OwnWords
from sakimawari.packs.catalogue import Catalogue
from sakimawari.reach.addressing.sealed import OpenIdentity
from sakimawari.reach.telling.offer import Language, Sender
from sakimawari.registry.store import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for.

    `on` is the date the letters bear. `language` None means each person's own preference. `limit`
    takes the people with the most pressing rights. `pages_per_file` is 1 for a file a letter,
    more for a print shop. `answer_at` is an address put before the reference in the QR code; the
    reference alone if it is empty. `slack` grants the post three days more, for a discount.
    `workers` are processes.
    """

    on: date
    sender: Sender
    language: Language | None = None
    limit: int | None = None
    pages_per_file: int = 20
    answer_at: str = ""
    slack: bool = False
    workers: int = 1

    def __post_init__(self) -> None:
        if self.pages_per_file < 1 or self.workers < 1 or (self.limit or 0) < 0:
            raise ValueError("pages a file and workers count from 1, a limit from 0")

    def folder_name(self, run: str, packs: str) -> str:
        """The folder this order fills: the same order from the same run has the same one."""
        language = "" if self.language is None else self.language.value
        told = (
            self.on,
            self.sender,
            language,
            self.limit,
            self.pages_per_file,
            self.answer_at,
            self.slack,
        )
        digest = hashlib.sha256(repr((told, packs)).encode()).hexdigest()
        return f"{run}-{digest[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What letters are written from. `open_identity(person, sealed)` is the keys' own.

    `snapshot` is the one the run was made from, `current` the one loaded last: who is protected,
    gone, opted out or moved since the night is told by `current`, and so is where people live.
    `words` are residents' own last words on notices and on how they wish to be told. `told_enough`
    are those who heard of the city as often as its terms allow; they count as written to.
    """

    snapshot: Snapshot
    current: Snapshot
    run: Run
    catalogue: Catalogue
    open_identity: OpenIdentity
    words: OwnWords = field(default_factory=lambda: OwnWords(consents={}, wishes={}))
    told_enough: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersReport:
    """What was written. All counts, nobody's name.

    `households` with letters get one for each adult concerned. `addressees` could get one, before
    the limit. `left_out` counts rights that lead to no letter by reason (protected, departed,
    opted_out, not_found, no_adult, already_written) and letters not written (no_address,
    does_not_fit). `postage_yen` is the estimate for the cheapest way this batch allows. `already` is
    True if the same order was carried out before and nothing was done now.
    """

    folder: Path
    letters: int
    files: int
    households: int
    addressees: int
    offers: int
    left_out: Mapping[str, int]
    languages: Mapping[str, int]
    missing_glyphs: int
    postage_yen: int
    seconds: float
    already: bool = False
