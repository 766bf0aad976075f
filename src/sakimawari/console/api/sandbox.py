"""Residents for test keys: the households of the packs' worked examples, one or more a service.

A test key never meets a resident of the city. `test.child-allowance.1` is the first example of
child-allowance, on the day the example is for; its people are asked about that service alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sakimawari.packs.case_files import Case, read_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.document import read_document
from sakimawari.packs.findings import Findings
from sakimawari.packs.pack import Service
from sakimawari.problems import fault
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Holder

PREFIX = "test."
_KEY = re.compile(r"test\.([a-z0-9-]+)\.([1-9][0-9]{0,2})")
_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """An example's household: whom it is about, on which day, for which service."""

    key: str
    service: Service
    situation: Situation
    position: int
    on: date


def invented(key: str, catalogue: Catalogue) -> Invented:
    """The household of a test key's resident. CLI010 where there is no such example."""
    matched = _KEY.fullmatch(key)
    service = catalogue.services.get(matched[1]) if matched is not None else None
    if matched is None or service is None or service.holder is Holder.COMPANY:
        raise _nobody()
    about = [
        (case, expected)
        for case in _cases(service.slug, catalogue)
        for expected in case.expect
        if expected.service == service.slug and expected.subject not in case.companies
    ]
    number = int(matched[2])
    if number > len(about):
        raise _nobody()
    case, expected = about[number - 1]
    situation, position = case.read_for(expected.subject)
    return Invented(key=key, service=service, situation=situation, position=position, on=case.on)


def _nobody() -> Exception:
    return fault(
        "CLI010",
        "no invented resident has this key",
        "write test.SERVICE.NUMBER, for example test.child-allowance.1",
    )


def _cases(slug: str, catalogue: Catalogue) -> tuple[Case, ...]:
    """The examples of a service's own file."""
    return _read(slug, catalogue.hash, _Held(catalogue))


class _Held:
    """A catalogue as an argument that is not compared: its hash is beside it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=_KEPT)
def _read(slug: str, packs_hash: str, held: _Held) -> tuple[Case, ...]:
    findings = Findings()
    for pack in held.catalogue.packs:
        path = pack.folder / "cases" / f"{slug}.yaml"
        if path.is_file():
            item = read_document(path, path.name, findings)
            cases = read_cases(item, held.catalogue, findings)
            if cases:
                return cases
    return ()
