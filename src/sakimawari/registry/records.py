"""The records of a delimited file: rows numbered as a spreadsheet shows them, broken ones told.

A record may hold line breaks within quotes. A quote that is never closed does not swallow the rest
of the file: the line it stands in is reported as broken and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import islice

from sakimawari.registry.boundaries import features_of, rows_of_points
from sakimawari.registry.encodings import Decoding, text_of
from sakimawari.registry.sources import Source, SourceKind

BATCH_LINES = 50_000
_LONGEST_RECORD_LINES = 60
_PREVIEW_LINES = 200

Row = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Consecutive records of a file. `first` is the row number of the first, counted from 1.

    `broken` holds the places within the batch of records with an unclosed quote. `last`: no further
    batch follows.
    """

    first: int
    rows: list[Row]
    broken: frozenset[int]
    last: bool


def _splits(line: str, delimiter: str) -> Row | None:
    """The cells of a record, or None if a quote in it is still open."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _quoted(
    line: str, waiting: list[str], further: Iterator[str], delimiter: str
) -> tuple[Row, bool]:
    """The record that begins with this line; lines taken in vain go back to `waiting`."""
    cells = _splits(line, delimiter)
    taken: list[str] = []
    while cells is None and len(taken) < _LONGEST_RECORD_LINES:
        following = waiting.pop() if waiting else next(further, None)
        if following is None:
            break
        taken.append(following)
        if '"' in following:
            cells = _splits(line + "".join(taken), delimiter)
    if cells is not None:
        return cells, False
    waiting.extend(reversed(taken))
    lenient = next(csv.reader([line], delimiter=delimiter), [])
    return ([line.rstrip("\n")] if len(lenient) < 2 else lenient), True


def _parted(line: str, delimiter: str) -> Row:
    text = line[:-1] if line.endswith("\n") else line
    return text.split(delimiter) if text else []


def records(
    lines: Iterable[str], delimiter: str, further: Iterator[str] | None = None
) -> Iterator[tuple[Row, bool]]:
    """Each record that begins in `lines`, with whether it is broken by an unclosed quote.

    A record that is still open at the end of `lines` goes on in `further`.
    """
    waiting = list(lines)
    waiting.reverse()
    beyond = iter(()) if further is None else further
    while waiting:
        line = waiting.pop()
        if '"' in line:
            yield _quoted(line, waiting, beyond, delimiter)
        else:
            yield _parted(line, delimiter), False


def _map_batch(source: Source, decoding: Decoding) -> Batch:
    """A map of points as one batch, its properties the columns."""
    with text_of(source, decoding) as text:
        rows = rows_of_points(features_of(text.read()) or []) or []
    return Batch(first=1, rows=rows, broken=frozenset(), last=True)


def batches(source: Source, decoding: Decoding, delimiter: str) -> Iterator[Batch]:
    """All records of a file, batch by batch; memory stays that of one batch."""
    if source.kind is SourceKind.MAP:
        yield _map_batch(source, decoding)
        return
    with text_of(source, decoding) as text:
        first = 1
        lines = list(islice(text, BATCH_LINES))
        while lines:
            if any('"' in line for line in lines):
                found = list(records(lines, delimiter, text))
                rows = [row for row, _ in found]
                broken = frozenset(place for place, (_, bad) in enumerate(found) if bad)
            else:
                rows, broken = [_parted(line, delimiter) for line in lines], frozenset()
            lines = list(islice(text, BATCH_LINES))
            yield Batch(first=first, rows=rows, broken=broken, last=not lines)
            first += len(rows)


def rows_at(
    source: Source, decoding: Decoding, delimiter: str, wanted: Set[int]
) -> Iterator[tuple[int, Row]]:
    """The rows with these numbers, in order; the others are not even parted."""
    if source.kind is SourceKind.MAP:
        rows = _map_batch(source, decoding).rows
        yield from ((number, rows[number - 1]) for number in sorted(wanted))
        return
    furthest = max(wanted, default=0)
    with text_of(source, decoding) as text:
        first = 1
        while first <= furthest and (lines := list(islice(text, BATCH_LINES))):
            if any('"' in line for line in lines):
                found = [row for row, _ in records(lines, delimiter, text)]
                numbered = ((first + place, row) for place, row in enumerate(found))
                yield from ((number, row) for number, row in numbered if number in wanted)
                first += len(found)
                continue
            here = sorted(number for number in wanted if first <= number < first + len(lines))
            yield from ((number, _parted(lines[number - first], delimiter)) for number in here)
            first += len(lines)


def preview(source: Source, decoding: Decoding) -> tuple[list[Row], str]:
    """The first records of a file, and its delimiter (comma or tab)."""
    with text_of(source, decoding) as text:
        lines = list(islice(text, _PREVIEW_LINES))
    tabs = sum(line.count("\t") for line in lines[:20])
    commas = sum(line.count(",") for line in lines[:20])
    delimiter = "\t" if tabs > commas else ","
    return [row for row, _ in records(lines, delimiter)], delimiter
