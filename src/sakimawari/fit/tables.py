"""Findings as the tables of a run: entitlements, gap, coming, deadlines, summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.fit.coming import Changes
from sakimawari.fit.findings import Findings
from sakimawari.fit.frame import Frame, as_words, repeated, subject_columns
from sakimawari.fit.gap import Gap, GapKind, yen_per_year
from sakimawari.fit.schema import COMING, DEADLINES, ENTITLEMENTS, GAP, SUMMARY
from sakimawari.rules.outcome import Status
from sakimawari.rules.population import Int64s
from sakimawari.rules.tree import Holder

NO_DEADLINE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that one service's run found: the input of its tables."""

    service: str
    name: str
    amount_unit: str | None
    is_benefit: bool  # False for fees and shares to pay: no yen go unclaimed
    findings: Findings
    gap: Gap
    receiving_rows: Int64s
    missing: pa.Array


def right_columns(result: Result, positions: Int64s) -> dict[str, pa.Array]:
    """The columns of `schema.RIGHT` for some of the findings."""
    kept = result.findings.where(_mask(positions, len(result.findings)))
    known = kept.deadline != NO_DEADLINE
    status = np.where(kept.status == Status.YES, "yes", "unknown").tolist()
    deadline = pa.array(np.where(known, kept.deadline, 0).astype(np.int32), mask=~known)
    return {
        "status": as_words(pa.chunked_array([pa.array(status, pa.string())])),
        "amount_low": pa.array(kept.amount_low),
        "amount_high": pa.array(kept.amount_high),
        "unit_of_amount": repeated(result.amount_unit or "", len(kept)),
        "tier_low": pa.array(kept.tier_low.astype(np.int16)),
        "tier_high": pa.array(kept.tier_high.astype(np.int16)),
        "deadline": deadline.cast(pa.date32()),
        "undecided": pa.array(kept.undecided),
        "missing": result.missing.take(pa.array(positions)),
    }


def _mask(positions: Int64s, count: int) -> npt.NDArray[np.bool_]:
    mask = np.zeros(count, np.bool_)
    mask[positions] = True
    return mask


def _listed(frame: Frame, result: Result, positions: Int64s) -> Int64s:
    findings = result.findings
    return positions[frame.listable(findings.holder, findings.rows[positions])]


def entitlements_table(frame: Frame, result: Result) -> pa.Table:
    """Everyone who is or may be entitled and may stand in a list."""
    positions = _listed(frame, result, np.arange(len(result.findings), dtype=np.int64))
    rows = result.findings.rows[positions]
    columns = subject_columns(frame, result.service, result.findings.holder, rows)
    return pa.table({**columns, **right_columns(result, positions)}, schema=ENTITLEMENTS.schema)


def gap_table(frame: Frame, result: Result) -> pa.Table:
    """Unclaimed and possible rights, and recipients for a clerk to look at."""
    parts = []
    for kind, positions in (
        (GapKind.UNCLAIMED, result.gap.unclaimed),
        (GapKind.POSSIBLE, result.gap.possible),
    ):
        listed = _listed(frame, result, positions)
        rows = result.findings.rows[listed]
        columns = subject_columns(frame, result.service, result.findings.holder, rows)
        columns["kind"] = repeated(kind.value, len(rows))
        columns.update(right_columns(result, listed))
        parts.append(pa.table({name: columns[name] for name in GAP.columns}, schema=GAP.schema))
    parts.append(_review_table(frame, result))
    return pa.concat_tables(parts, promote_options="permissive")


def _review_table(frame: Frame, result: Result) -> pa.Table:
    holder = result.findings.holder
    rows = result.gap.to_review
    rows = rows[frame.listable(holder, rows)]
    columns = subject_columns(frame, result.service, holder, rows)
    columns["kind"] = repeated(GapKind.TO_REVIEW.value, len(rows))
    arrays = [
        columns.get(name, pa.nulls(len(rows), type)) for name, (type, _) in GAP.columns.items()
    ]
    return pa.table(arrays, schema=GAP.schema)


def coming_table(frame: Frame, changes: Changes) -> pa.Table:
    """Rights that begin or end, of everyone who may stand in a list."""
    keep = frame.listable(changes.holder, changes.rows)
    rows, begins, on = changes.rows[keep], changes.begins[keep], changes.on[keep]
    columns = subject_columns(frame, changes.service, changes.holder, rows)
    words = np.where(begins, "begins", "ends").tolist()
    columns["change"] = as_words(pa.chunked_array([pa.array(words, pa.string())]))
    columns["on"] = pa.array(on.astype(np.int32)).cast(pa.date32())
    return pa.table(columns, schema=COMING.schema)


def deadline_positions(result: Result, *, on: int, until: int) -> Int64s:
    """Findings not yet claimed whose last day to act lies within the horizon, today included."""
    by = result.findings.deadline
    near = (by != NO_DEADLINE) & (on <= by) & (by <= until)
    open_rights = np.union1d(result.gap.unclaimed, result.gap.possible)
    due: Int64s = open_rights[near[open_rights]].astype(np.int64)
    return due


def deadlines_table(frame: Frame, result: Result, *, on: int, until: int) -> pa.Table:
    """Last days to act that come up, of everyone who may stand in a list."""
    positions = _listed(frame, result, deadline_positions(result, on=on, until=until))
    findings = result.findings
    columns = subject_columns(frame, result.service, findings.holder, findings.rows[positions])
    by = findings.deadline[positions].astype(np.int32)
    columns["by"] = pa.array(by).cast(pa.date32())
    columns["days_left"] = pa.array((by - on).astype(np.int32))
    return pa.table(columns, schema=DEADLINES.schema)


def summary_table(
    frame: Frame, result: Result, changes: list[Changes], *, on: int, until: int
) -> pa.Table:
    """Counts of one service by ward, of everyone who may stand in a list.

    Protected households are left out here too: a count that took them in would give them away by
    its difference from the list.
    """
    findings, gap = result.findings, result.gap
    wards = as_words(frame.wards(findings.holder))
    codes = np.asarray(wards.indices)
    names = wards.dictionary.to_pylist()

    def count(rows: Int64s, weights: Int64s | None = None) -> Int64s:
        listed = frame.listable(findings.holder, rows)
        weighed = None if weights is None else weights[listed]
        counted = np.bincount(codes[rows[listed]], weights=weighed, minlength=len(names))
        return np.asarray(counted, np.int64)

    yes = findings.rows[findings.status == Status.YES]
    unclaimed = findings.rows[gap.unclaimed]
    yen = yen_per_year(findings.amount_low[gap.unclaimed], result.amount_unit)
    begins = [c.rows[c.begins] for c in changes] or [np.empty(0, np.int64)]
    ends = [c.rows[~c.begins] for c in changes] or [np.empty(0, np.int64)]
    due = findings.rows[deadline_positions(result, on=on, until=until)]
    columns: Mapping[str, object] = {
        "service": repeated(result.service, len(names)),
        "name": repeated(result.name, len(names)),
        "ward": pa.array(names, pa.string()).dictionary_encode(),
        "entitled": count(yes),
        "possible": count(findings.rows[findings.status == Status.UNKNOWN]),
        "receiving": count(np.unique(result.receiving_rows)),
        "unclaimed": count(unclaimed),
        "unclaimed_possible": count(findings.rows[gap.possible]),
        "unclaimed_yen_per_year": count(unclaimed, yen * result.is_benefit),
        "to_review": count(gap.to_review),
        "begins": count(np.concatenate(begins)),
        "ends": count(np.concatenate(ends)),
        "deadlines": count(due),
    }
    return pa.table(columns, schema=SUMMARY.schema)


def holder_rows(holder: Holder, rows: Int64s, units: npt.NDArray[np.int32]) -> Int64s:
    """Rows of people as rows of subjects: themselves, or the units they belong to."""
    return rows if holder is Holder.PERSON else np.unique(units[rows]).astype(np.int64)
