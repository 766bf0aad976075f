"""Files of a visitor: what they have told already, and answers given beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sakimawari.packs.case_files import read_household
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.document import Text, read_document
from sakimawari.packs.findings import Findings
from sakimawari.problems import fault
from sakimawari.rules.situation import Situation


def visitor_in(file: Path, catalogue: Catalogue) -> Situation:
    """The household of a file written like a worked example: `people`, and `household` if wanted.

    Everybody who lives there is to be named. Raises Problems.
    """
    findings = Findings()
    item = read_document(file, file.name, findings)
    situation = None if item is None else read_household(item, catalogue, findings)
    findings.raise_any()
    if situation is None or not situation.people:
        raise fault(
            "ASK004",
            "the file names no people",
            "write `people:` with one entry for each, as in a worked example",
        )
    return situation


def read_answers(file: Path) -> Mapping[str, str]:
    """Answers by the name of their question: `公務員@本人: いいえ`. Raises Problems."""
    findings = Findings()
    item = read_document(file, file.name, findings)
    findings.raise_any()
    if not isinstance(item, YamlMapping) or not all(
        isinstance(value, Text) for _, value in item.pairs
    ):
        raise fault(
            "ASK004",
            "the file holds no answers",
            "write one line for each: the question's name, a colon, the answer",
        )
    return {name.value: value.value for name, value in item.pairs if isinstance(value, Text)}
