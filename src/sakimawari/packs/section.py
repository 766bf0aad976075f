"""Reading one YAML mapping by its keys: each key is asked for, and what nobody asked for is named.

Every fault becomes a problem with its line, and reading goes on, so that one run shows them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sakimawari.packs.document import Item, Listing, Mapping, Text, normal
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.values import NO, YES, date_of
from sakimawari.problems import Place

LINE, PARAGRAPH = 300, 4000  # characters


class Section:
    """A mapping being read; `what` names it in messages (service, clause has-child …)."""

    def __init__(self, mapping: Mapping, findings: Findings, what: str) -> None:
        self.place = mapping.place
        self.findings = findings
        self.what = what
        self.items: dict[str, Item] = {}
        self.places: dict[str, Place] = {}
        self._asked: list[str] = []
        self._blamed: set[str] = set()
        for key, item in mapping.pairs:
            if key.value in self.items:
                findings.problem(
                    "PACK008",
                    f"`{key.value}` stands twice in {what}",
                    "remove one of the two",
                    where=key.place,
                    near=f"the first stands in line {self.places[key.value].line}",
                )
                continue
            self.items[key.value] = item
            self.places[key.value] = key.place

    def item(self, key: str, *, required: bool = False) -> Item | None:
        """The value under a key; an unquoted null counts as absent."""
        self._asked.append(key)
        found = self.items.get(key)
        if isinstance(found, Text) and found.is_null:
            found = None
        if found is None and required:
            near = nearest(key, [name for name in self.items if name not in self._asked])
            self._blamed.update([near] if near is not None else [])
            self.findings.problem(
                "PACK007",
                f"{self.what} lacks `{key}`",
                f"add `{key}:` here",
                where=self.place if near is None else self.places[near],
                near=near,
            )
        return found

    def text(self, key: str, *, required: bool = False, most: int = LINE) -> Text | None:
        """A text under a key, its place kept; longer than `most` characters is a problem."""
        found = self.item(key, required=required)
        if found is None:
            return None
        if not isinstance(found, Text):
            self.wrong_shape(key, found, "a text")
            return None
        if len(found.value) > most:
            self.findings.problem(
                "PACK009",
                f"`{key}` of {self.what} has {len(found.value)} characters; {most} are allowed",
                "shorten it",
                where=found.place,
            )
        return found

    def words(self, key: str, *, required: bool = False, most: int = LINE) -> str | None:
        """Like `text`, the trimmed words alone; empty words count as absent."""
        found = self.text(key, required=required, most=most)
        return None if found is None else found.value.strip() or None

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date under a key."""
        found = self.text(key, required=required)
        if found is None:
            return None
        day = date_of(found.value)
        if day is None:
            self.unreadable(key, found, "a date such as 2026-04-01")
        return day

    def yes(self, key: str, *, default: bool = False) -> bool:
        """A yes or no under a key."""
        found = self.text(key)
        if found is None:
            return default
        word = normal(found.value).lower()
        if word not in YES | NO:
            self.unreadable(key, found, "yes or no")
        return word in YES

    def choice(self, key: str, options: tuple[str, ...], *, default: str | None = None) -> str:
        """One of some words; without a default the key is required (and the first stands in)."""
        found = self.text(key, required=default is None)
        fallback = options[0] if default is None else default
        if found is None:
            return fallback
        word = normal(found.value)
        if word in options:
            return word
        self.unreadable(key, found, f"one of {', '.join(options)}", nearest(word, options))
        return fallback

    def section(self, key: str, what: str, *, required: bool = False) -> Section | None:
        """A mapping under a key."""
        found = self.item(key, required=required)
        if found is None:
            return None
        if not isinstance(found, Mapping):
            self.wrong_shape(key, found, "a mapping (key: value)")
            return None
        return Section(found, self.findings, what)

    def listing(self, key: str, *, required: bool = False) -> tuple[Item, ...]:
        """The items of a list under a key; absent is empty."""
        found = self.item(key, required=required)
        if found is None:
            return ()
        if not isinstance(found, Listing):
            self.wrong_shape(key, found, "a list")
            return ()
        return found.items

    def texts(self, key: str, *, required: bool = False) -> tuple[Text, ...]:
        """The texts of a list under a key."""
        items = self.listing(key, required=required)
        for item in items:
            if not isinstance(item, Text):
                self.wrong_shape(key, item, "a list of texts")
        return tuple(item for item in items if isinstance(item, Text))

    def sections(self, key: str, what: str, *, required: bool = False) -> Iterator[Section]:
        """The mappings of a list under a key, one after the other."""
        for item in self.listing(key, required=required):
            if isinstance(item, Mapping):
                yield Section(item, self.findings, what)
            else:
                self.wrong_shape(key, item, "a list of mappings")

    def close(self) -> None:
        """Name every key that nobody asked for."""
        for key, place in self.places.items():
            if key not in self._asked and key not in self._blamed:
                self.findings.problem(
                    "PACK006",
                    f"{self.what} has a key `{key}` that packs do not know",
                    "correct the key, or remove it",
                    where=place,
                    near=nearest(key, self._asked),
                )

    def unreadable(self, key: str, found: Text, wants: str, near: str | None = None) -> None:
        """Note that a text under a key is not what it should be."""
        self.findings.problem(
            "PACK010",
            f"`{key}` of {self.what} reads `{found.value.strip()}`, which is not {wants}",
            f"write {wants}",
            where=found.place,
            near=near,
        )

    def wrong_shape(self, key: str, found: Item, wants: str) -> None:
        """Note that something else than a text, list or mapping stands under a key."""
        self.findings.problem(
            "PACK005",
            f"`{key}` of {self.what} should hold {wants}",
            f"write {wants} under `{key}`",
            where=found.place,
        )


def open_section(item: Item | None, findings: Findings, what: str) -> Section | None:
    """A whole file as a section; a file that is not a mapping is a problem."""
    if item is None:
        return None
    if not isinstance(item, Mapping):
        findings.problem(
            "PACK005",
            f"{what} should be a mapping (key: value)",
            "see the page on the files of a pack",
            where=item.place,
        )
        return None
    return Section(item, findings, what)
