"""Dated figures changed a little: each value by one smallest unit, each change of law by a day.

Values marked `certainty: check` are left alone, for they decide nothing. Moving the first day of a
value that is the same as the one before would change nothing either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sakimawari.packs.mutants.mutant import Kind as Sort
from sakimawari.packs.mutants.trees import neighbours
from sakimawari.rules.amounts import figure
from sakimawari.rules.figures import DatedParameter, DatedValue

Told = tuple[Sort, DatedParameter, str, str, str]  # sort, changed, which value, was, becomes


def parameter_variations(dated: DatedParameter, granule: int = 1) -> Iterator[Told]:
    """The changes of a parameter, with the value meant, and what it was and becomes in words.

    `granule` is the step of what it is compared with: amounts cut to 100 yen cannot tell a limit
    from one a yen higher.
    """
    held = dated.parameter.type
    for at, value in enumerate(dated.values):
        if not value.provenance.certain:
            continue
        which = f"from {value.since}"
        for other in _others(dated, value, granule):
            changed = _with(dated, at, replace(value, value=other))
            yield (
                Sort.PARAMETER,
                changed,
                which,
                figure(value.value or 0, held),
                figure(other, held),
            )
        if at > 0 and _differs(dated.values[at - 1], value):
            for shift in (-1, 1):
                since = value.since + timedelta(days=shift)
                changed = _with(dated, at, replace(value, since=since))
                yield Sort.IN_FORCE, changed, which, str(value.since), str(since)


def tenth_more(dated: DatedParameter) -> DatedParameter:
    """A parameter with every value a tenth more, at least by one unit: how others mutate theirs."""
    return replace(
        dated,
        values=tuple(
            value
            if value.value is None
            else replace(value, value=value.value + max(1, value.value // 10))
            for value in dated.values
        ),
    )


def _others(dated: DatedParameter, value: DatedValue, granule: int) -> tuple[int, ...]:
    if value.value is None:
        return ()
    held = dated.parameter.type
    return neighbours(
        value.value, held.kind, scale=held.scale, labels=len(held.labels), granule=granule
    )


def _differs(before: DatedValue, value: DatedValue) -> bool:
    known = [each.value if each.provenance.certain else None for each in (before, value)]
    return known[0] != known[1]


def _with(dated: DatedParameter, at: int, value: DatedValue) -> DatedParameter:
    return replace(dated, values=(*dated.values[:at], value, *dated.values[at + 1 :]))
