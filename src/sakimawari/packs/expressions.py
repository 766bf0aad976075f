"""Expressions of a pack, read with the place of the YAML value they stand in.

Whatever the parser finds is noted, and reading goes on, so that one run shows every typo.
"""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.packs.document import Text
from sakimawari.packs.findings import Findings
from sakimawari.problems import Problems
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.tree import Holder, Truth, Type, Value
from sakimawari.rules.vocabulary import Vocabulary

LONGEST_EXPRESSION = 4000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Expressions:
    """The parser over the words of one pack, for one holder."""

    vocabulary: Vocabulary
    holder: Holder
    findings: Findings

    def truth(self, text: Text) -> Truth | None:
        """A condition; None with problems noted."""
        try:
            return parse_truth(
                text.value.strip(), self.vocabulary, holder=self.holder, place=text.place
            )
        except Problems as error:
            self.findings.take(error.found)
            return None

    def value(self, text: Text, expected: Type | None = None) -> Value | None:
        """A value of the expected type, if one is; None with problems noted."""
        try:
            return parse_value(
                text.value.strip(),
                self.vocabulary,
                holder=self.holder,
                place=text.place,
                expected=expected,
            )
        except Problems as error:
            self.findings.take(error.found)
            return None
