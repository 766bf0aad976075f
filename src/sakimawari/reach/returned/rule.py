"""From when a reading is taken without a person: thresholds, and why they are what they are.

They were chosen on the calibration part of `benchmarks/returned_paper.py`, a step above the surest
wrong reading there, and then held against the test part, drawn with other seeds, other hands and
other ways of spoiling a page. A city that scans otherwise chooses its own with the same command.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sakimawari.reach.letters.geometry import Reads
from sakimawari.reach.returned.ticks import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How sure is sure enough. `note` is how much ink beside all boxes (square millimetres) makes a
    slip one for a person: somebody wrote something the form has no place for.
    """

    digits: float = 0.87
    kana: float = 0.90
    note: float = 4.0
    over_print: float = 0.8  # square millimetres of ink on a value that was printed
    ink: float = 6.0  # square millimetres from which a signature is one
    ticks: Limits = field(default_factory=Limits)

    def enough(self, reads: Reads, sure: float) -> bool:
        """Whether characters read so surely are taken without a person."""
        match reads:
            case Reads.DIGITS:
                return sure >= self.digits
            case Reads.KANA:
                return sure >= self.kana
            case _:
                return False


RULE = Rule()
