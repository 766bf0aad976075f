"""The phrases the city says around a pack's words, one file a language: the seam for more languages.

Shipped are ja, easy and en (`phrases/`); a city adds `<home>/phrases/TAG.yaml` for any tag of BCP 47
and has all messages in that language. The Japanese file is the pattern for every other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from sakimawari.packs.document import Item, Text, read_document
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.findings import Findings, nearest
from sakimawari.problems import Place, Problem, Problems
from sakimawari.reach.telling.offer import Language

FOLDER = "phrases"
PATTERN = "ja"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_SLOT = re.compile(r"\{([a-z]+)\}")
_FIGURES = {each.value: each for each in Language}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """The phrases of one language. `dates` and `amounts` are how figures are written in it."""

    tag: str
    language: str  # its own name
    dates: Language
    amounts: Language
    phrases: Mapping[str, str]
    variants: Mapping[str, Mapping[str, str]]

    def say(self, key: str, variant: str = "a", **values: str) -> str:
        """A phrase with its slots filled; where a variant does not say it, the main one does."""
        phrase = self.variants.get(variant, {}).get(key, self.phrases[key])
        return phrase.format(**values)


@cache
def shipped_phrasebooks() -> Mapping[str, Phrasebook]:
    """ja, easy and en, by tag."""
    folder = Path(str(resources.files("sakimawari.reach.wording"))) / FOLDER
    return {path.stem: _read(path, path.name, None) for path in sorted(folder.glob("*.yaml"))}


def phrasebooks_of(home: Path | None) -> Mapping[str, Phrasebook]:
    """The shipped languages and those a city adds in `<home>/phrases`.

    Raises Problems with every fault of every file (REACH092).
    """
    books = dict(shipped_phrasebooks())
    found: list[Problem] = []
    paths = [] if home is None else sorted((home / FOLDER).glob("*.yaml"))
    for path in paths:
        try:
            books[path.stem] = _read(path, f"{FOLDER}/{path.name}", books[PATTERN])
        except Problems as problems:
            found.extend(problems.found)
    if found:
        raise Problems(found)
    return books


def _read(path: Path, name: str, pattern: Phrasebook | None) -> Phrasebook:
    findings = Findings()
    item = read_document(path, name, findings)
    findings.raise_any()
    said = dict(_texts(item))
    variants = _variants(item)
    book = Phrasebook(
        tag=path.stem,
        language=said.pop("language", ""),
        dates=_FIGURES.get(said.pop("dates", "en"), Language.ENGLISH),
        amounts=_FIGURES.get(said.pop("amounts", "en"), Language.ENGLISH),
        phrases=said,
        variants=variants,
    )
    if pattern is not None:
        problems = list(_faults(book, pattern, Place(file=name)))
        if problems:
            raise Problems(problems)
    return book


def _texts(item: Item | None) -> Iterator[tuple[str, str]]:
    for key, value in item.pairs if isinstance(item, YamlMapping) else ():
        if isinstance(value, Text):
            yield key.value, value.value


def _variants(item: Item | None) -> dict[str, dict[str, str]]:
    pairs = item.pairs if isinstance(item, YamlMapping) else ()
    held = next((value for key, value in pairs if key.value == "variants"), None)
    if not isinstance(held, YamlMapping):
        return {}
    return {key.value: dict(_texts(value)) for key, value in held.pairs}


def _faults(book: Phrasebook, pattern: Phrasebook, place: Place) -> Iterator[Problem]:
    """What keeps a language from being spoken: a phrase missing or unknown, a slot nobody fills."""
    if not _TAG.fullmatch(book.tag) and book.tag not in {each.value for each in Language}:
        yield _fault(
            f"`{book.tag}` is no tag of a language", "name the file vi.yaml, zh-Hans.yaml …", place
        )
    for key in pattern.phrases:
        if key not in book.phrases:
            yield _fault(f"the phrase `{key}` is missing", "translate it from ja.yaml", place)
    for key, phrase in _all(book):
        if key not in pattern.phrases:
            near = nearest(key, pattern.phrases)
            yield _fault(f"nobody says the phrase `{key}`", "correct the key", place, near)
            continue
        known = set(_SLOT.findall(pattern.phrases[key]))
        for slot in sorted(_slots(phrase) - known):
            near = nearest(slot, known)
            what = f"the phrase `{key}` has the slot {{{slot}}}, which nobody fills"
            yield _fault(what, "use the slots of ja.yaml", place, near)


def _all(book: Phrasebook) -> Iterable[tuple[str, str]]:
    yield from book.phrases.items()
    for variant in book.variants.values():
        yield from variant.items()


def _slots(phrase: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", phrase))


def _fault(what: str, do: str, place: Place, near: str | None = None) -> Problem:
    return Problem(id="REACH092", what=what, do=do, where=place, near=near)
