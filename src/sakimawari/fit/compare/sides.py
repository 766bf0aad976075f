"""The two sides of a comparison: `current`, or a folder whose packs stand in for those of their id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sakimawari.fit.compare.whatif import WhatIf, changed, read_what_if
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs, packs_in
from sakimawari.problems import fault

CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The catalogues before (A) and after (B), and what was supposed on top of B."""

    before: Catalogue
    after: Catalogue
    names: tuple[str, str]
    what_ifs: tuple[WhatIf, ...] = ()


def take_sides(
    current: Catalogue, first: str, second: str | None, what_ifs: Sequence[str]
) -> Sides:
    """Both sides, from the packs in effect; B is A where only figures are supposed otherwise.

    Raises COMP006 where nothing is named to compare with, and whatever the packs raise.
    """
    if second is None and not what_ifs:
        raise fault(
            "COMP006",
            "one set of rules alone has nothing to be compared with",
            'name a second pack folder, or suppose a figure otherwise: --what-if "NAME +10%"',
        )
    before = _catalogue(first, current)
    base = before if second in {None, first} else _catalogue(second or first, current)
    supposed = tuple(read_what_if(text, base) for text in what_ifs)
    after = changed(base, supposed) if supposed else base
    told = " ".join((second or first, *(f"[{each.text}]" for each in supposed)))
    return Sides(before=before, after=after, names=(first, told), what_ifs=supposed)


def _catalogue(name: str, current: Catalogue) -> Catalogue:
    """All packs in use, those of the folder in place of the ones with the same id."""
    if name == CURRENT:
        return current
    folders = packs_in(Path(name)) or (Path(name),)
    given = {pack.id for pack in load_packs(folders).packs}
    kept = [pack.folder for pack in current.packs if pack.id not in given]
    return load_packs([*kept, *folders])
