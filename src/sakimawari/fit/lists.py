"""Lists of subjects for staff, cut by service, ward and age, and written as CSV."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from sakimawari.fit.store import ListQuery, Run

__all__ = ["ListQuery", "write_list"]


def write_list(run: Run, query: ListQuery, path: Path) -> int:
    """Write a whole list as CSV with a byte-order mark, as Excel reads Japanese; count the rows.

    The file is for its owner only (mode 0600).
    """
    table = run.list(query)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=10_000):
            columns = [column.to_pylist() for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))
    return int(table.num_rows)
