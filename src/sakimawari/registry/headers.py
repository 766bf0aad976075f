"""Headers recognised: which register a file holds, and which of its columns is which.

Names are compared loosely: width, case, blanks, brackets, underscores and every kind of dash or
long-vowel mark (都道府県コ―ド with U+2015 is 都道府県コード). A name may carry a bracketed note or a
prefix set off by a mark (住民.宛名番号). The file's own name only tips the scale between registers
whose columns are alike.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sakimawari.registry.layouts import ColumnLayout, Layout, Level, Role

_DASHES = dict.fromkeys("―ー‐‑‒–—−－ｰ-", "ー")
_NOISE = dict.fromkeys(" \u3000\t\r\n_・()[]{}「」【】〔〕<>'\"№#*※:", None)
_TABLE = str.maketrans(_DASHES | _NOISE)
_SEPARATORS = re.compile(r"[_.．:：/／＿\s]")
_HEADER_WITHIN_ROWS = 20
_ENOUGH_SHARE = 0.5
_ENOUGH_WEIGHT = 3.0
_SURE_SHARE = 0.8
_WHOLE_SHARE = 0.99
_HINTED_SHARE = 0.2
_MEASURE = "措置"
_HINT_WEIGHT = 0.5
_MISSING_WEIGHT = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A file's header read against a layout.

    header_row   row number of the header (1: the first row)
    places       where each column of the layout stands in a row
    written      the header as it stands in the file
    renamed      columns whose name differs from the layout's own: (as written, meant)
    unknown      names in the file that the layout does not know
    absent       optional columns of the layout that the file lacks
    reordered    the columns stand in another order than the layout's
    """

    layout: Layout
    header_row: int
    places: Mapping[str, int]
    written: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    absent: tuple[str, ...]
    reordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """How well a layout fits a header: share of its distinctive columns found, and what lacks.

    `speaks`: a heading names the register itself (支援措置開始日, 措置開始年月日).
    """

    layout: Layout
    share: float
    weight: float
    hinted: bool
    speaks: bool
    places: Mapping[str, int]
    missing: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the header may be of this layout (required columns may lack)."""
        if self.layout.level is Level.FACILITY and not self.missing and self._is_placed:
            return True
        if self.layout.level is Level.PROTECTION and not (self.hinted or self.speaks):
            return False  # anybody's first and last days must not pass for measures of protection
        if self.hinted and self.share >= _HINTED_SHARE:
            return True
        return self.share >= _ENOUGH_SHARE or self.weight >= _ENOUGH_WEIGHT

    @property
    def _is_placed(self) -> bool:
        """Whether the columns of latitude and longitude are there."""
        found = (self.layout.column(role) for role in (Role.LATITUDE, Role.LONGITUDE))
        return all(column is not None and column.name in self.places for column in found)

    @property
    def score(self) -> float:
        """The better of two layouts has the higher score.

        Registers are told by the share of their own columns that is there; lists of facilities,
        which have most columns in common, by how many columns they explain.
        """
        hint = _HINT_WEIGHT if self.hinted else 0.0
        share = self.share
        if self.layout.level is Level.FACILITY:
            share = _ENOUGH_SHARE + (len(self.places) + self.share) / 100
        return share + hint - (_MISSING_WEIGHT if self.missing else 0.0)


@lru_cache(maxsize=4096)
def loose_name(name: str) -> str:
    """A column's name as it is compared."""
    plain = unicodedata.normalize("NFKC", name).lstrip("\ufeff").lower()
    return plain.translate(_TABLE)


@lru_cache(maxsize=4096)
def _variants(name: str) -> tuple[str, ...]:
    """The loose forms of a written name, from the closest to the freest."""
    plain = unicodedata.normalize("NFKC", name).strip()
    without_note = re.sub(r"[(\[【〔<].*?[)\]】〕>]\s*$", "", plain)
    parts = [part for part in _SEPARATORS.split(plain) if part]
    forms = [loose_name(plain), loose_name(without_note)]
    if len(parts) > 1:
        forms += [loose_name(parts[-1]), loose_name("".join(parts[1:]))]
    return tuple(dict.fromkeys(form for form in forms if form))


def _names_of(column: ColumnLayout) -> tuple[str, ...]:
    return (column.name, *column.aliases)


@lru_cache(maxsize=256)
def _loose_names(names: tuple[tuple[str, ...], ...]) -> dict[str, tuple[int, int]]:
    """Loose name → (column, rank of the name among the column's names)."""
    meant: dict[str, tuple[int, int]] = {}
    for column, own in enumerate(names):
        for rank, name in enumerate(own):
            meant.setdefault(loose_name(name), (column, rank))
    return meant


def _meant(layout: Layout) -> dict[str, tuple[int, int]]:
    names = tuple(_names_of(column) for column in layout.columns.values())
    return _loose_names(names)


def match_columns(header: Sequence[str], layout: Layout) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column of the layout stands, and the columns that stand there twice.

    Closer forms of all names are tried before freer ones, so that 児童宛名番号 is never taken for
    宛名番号. Of several names of one column the layout's own goes before its aliases, in their order.
    """
    meant = _meant(layout)
    columns = tuple(layout.columns)
    variants = [_variants(name) for name in header]
    places: dict[str, int] = {}
    twice: list[str] = []
    for depth in range(max((len(forms) for forms in variants), default=0)):
        offers: dict[int, list[tuple[int, int]]] = {}
        for place, forms in enumerate(variants):
            found = meant.get(forms[depth]) if depth < len(forms) else None
            if found is not None and columns[found[0]] not in places:
                offers.setdefault(found[0], []).append((found[1], place))
        for column, ranked in offers.items():
            ranked.sort()
            places[columns[column]] = ranked[0][1]
            if depth == 0 and len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
                twice.append(columns[column])
        taken = set(places.values())
        variants = [() if place in taken else forms for place, forms in enumerate(variants)]
    return places, tuple(twice)


@lru_cache(maxsize=8)
def _weights(layouts: tuple[str, ...], names: tuple[tuple[str, ...], ...]) -> Counter[str]:
    return Counter(name for of_layout in names for name in set(of_layout))


def column_weights(layouts: Iterable[Layout]) -> Counter[str]:
    """In how many layouts each loose name occurs; the rarer, the more it tells."""
    known = tuple(layouts)
    names = tuple(
        tuple(loose_name(name) for column in layout.columns.values() for name in _names_of(column))
        for layout in known
    )
    return _weights(tuple(layout.register for layout in known), names)


def _weight(column: ColumnLayout, weights: Counter[str]) -> float:
    return 1.0 / max(weights[loose_name(column.name)], 1)


def _hinted(layout: Layout, stem: str) -> bool:
    """Whether the file's name speaks of this register."""
    name = loose_name(re.sub(r"^[\d０-９]+[a-z]?[_-]", "", stem))
    own = loose_name(re.sub(r"^\d+[a-z]?_|\.csv$", "", layout.file))
    return bool(name) and (own in name or loose_name(layout.register) == name or name == own)


def judge(header: Sequence[str], layout: Layout, stem: str, weights: Counter[str]) -> Candidate:
    """How well a layout fits a header."""
    places, twice = match_columns(header, layout)
    in_file = [column for column in layout.columns.values() if column.in_file]
    found = sum(_weight(column, weights) for column in in_file if column.name in places)
    whole = sum(_weight(column, weights) for column in in_file)
    return Candidate(
        layout=layout,
        share=found / whole,
        weight=found,
        hinted=_hinted(layout, stem),
        speaks=any(_MEASURE in loose_name(header[place]) for place in places.values()),
        places=places,
        missing=tuple(
            column.name for column in in_file if column.required and column.name not in places
        ),
        twice=twice,
    )


def find_header(
    rows: Sequence[Sequence[str]], layouts: Sequence[Layout], stem: str
) -> tuple[int, list[Candidate]]:
    """The row (counted from 1) that is a header, and the layouts it may be of, best first.

    Titles above the header are passed over. Without any fitting row: row 1 and no candidate.
    """
    weights = column_weights(layouts)
    best_row, best = 1, list[Candidate]()
    for number, row in enumerate(rows[:_HEADER_WITHIN_ROWS], start=1):
        if sum(bool(cell.strip()) for cell in row) < 2 or (best and best[0].share > _SURE_SHARE):
            continue
        judged = [judge(row, layout, stem, weights) for layout in layouts]
        judged.sort(key=lambda candidate: (not candidate.fits, -candidate.score))
        if judged[0].fits and (not best or judged[0].score > best[0].score):
            best_row, best = number, judged
    return best_row, best


def rival(candidates: Sequence[Candidate]) -> Candidate | None:
    """Another layout that explains the header as well as the best, so that neither is sure.

    A header with every column of the best layout is sure; so is one that the file's name speaks for.
    """
    best = candidates[0]
    if best.layout.level is Level.FACILITY or best.share > _WHOLE_SHARE:
        return None
    for other in candidates[1:]:
        explains = not other.missing and len(other.places) >= len(best.places)
        if explains and other.hinted == best.hinted:
            return other
    return None


def recognised(header: Sequence[str], header_row: int, candidate: Candidate) -> Recognised:
    """The header read against the layout that fits it."""
    layout = candidate.layout
    places = candidate.places
    order = [places[name] for name in layout.columns if name in places]
    used = set(places.values())
    return Recognised(
        layout=layout,
        header_row=header_row,
        places=places,
        written=tuple(header),
        renamed=tuple(
            (header[place], name) for name, place in places.items() if header[place] != name
        ),
        unknown=tuple(
            name for place, name in enumerate(header) if place not in used and name.strip()
        ),
        absent=tuple(
            column.name
            for column in layout.columns.values()
            if column.in_file and column.name not in places
        ),
        reordered=order != sorted(order),
    )


def closest_name(name: str, header: Sequence[str]) -> str | None:
    """The written name most like a missing column's, if any is like it."""
    by_loose = {loose_name(written): written for written in header if written.strip()}
    close = difflib.get_close_matches(loose_name(name), by_loose, n=1, cutoff=0.5)
    return by_loose[close[0]] if close else None
