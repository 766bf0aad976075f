"""The records of a delimited file: rows numbered as a spreadsheet shows them, broken ones told.

A record may hold line breaks within quotes. A quote that is never closed does not swallow the rest
of the file: the line it stands in is reported as broken and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sakimawari.registry.boundaries import features_of, rows_of_points
from sakimawari.registry.encodings import Decoding, text_of
from sakimawari.registry.sources import Source, SourceKind

BATCH_ROWS = 20_000
_LONGEST_RECORD_LINES = 60
_PREVIEW_RECORDS = 200

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
    line: str, lines: Iterator[str], waiting: list[str], delimiter: str
) -> tuple[Row, bool]:
    """The record that begins with this line; lines taken in vain go back to `waiting`."""
    cells = _splits(line, delimiter)
    taken: list[str] = []
    while cells is None and len(taken) < _LONGEST_RECORD_LINES:
        following = waiting.pop() if waiting else next(lines, None)
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


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[Row, bool]]:
    """Each record with whether it is broken by an unclosed quote."""
    source = iter(lines)
    waiting: list[str] = []
    while True:
        line = waiting.pop() if waiting else next(source, None)
        if line is None:
            return
        if '"' in line:
            yield _quoted(line, source, waiting, delimiter)
        else:
            text = line[:-1] if line.endswith("\n") else line
            yield (text.split(delimiter) if text else []), False


def batches(source: Source, decoding: Decoding, delimiter: str) -> Iterator[Batch]:
    """All records of a file, batch by batch; memory stays that of one batch.

    A map of points is one batch, its properties the columns.
    """
    if source.kind is SourceKind.MAP:
        with text_of(source, decoding) as text:
            rows = rows_of_points(features_of(text.read()) or []) or []
        yield Batch(first=1, rows=rows, broken=frozenset(), last=True)
        return
    with text_of(source, decoding) as text:
        found = records(text, delimiter)
        first = 1
        taken = list(islice(found, BATCH_ROWS))
        while taken:
            following = list(islice(found, BATCH_ROWS))
            yield Batch(
                first=first,
                rows=[row for row, _ in taken],
                broken=frozenset(place for place, (_, broken) in enumerate(taken) if broken),
                last=not following,
            )
            first += len(taken)
            taken = following


def preview(source: Source, decoding: Decoding) -> tuple[list[Row], str]:
    """The first records of a file, and its delimiter (comma or tab)."""
    with text_of(source, decoding) as text:
        lines = list(islice(text, _PREVIEW_RECORDS))
    tabs = sum(line.count("\t") for line in lines[:20])
    commas = sum(line.count(",") for line in lines[:20])
    delimiter = "\t" if tabs > commas else ","
    return [row for row, _ in records(lines, delimiter)], delimiter
