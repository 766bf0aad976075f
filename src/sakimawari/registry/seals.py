"""Which keys the snapshots of a city were sealed with: until none needs it, a key must stay."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sakimawari.registry.store import SNAPSHOTS

_SEALED = ("identities", "contacts")  # tables with a column `sealed`
# version, four bytes of the key's id, then nonce and text: as `guard.keys` writes a seal
_ID = slice(1, 5)


def keys_of_snapshots(home: Path) -> Counter[bytes]:
    """How many seals of all snapshots were made with which key, by its id."""
    used: Counter[bytes] = Counter()
    for table in _SEALED:
        for path in sorted((home / SNAPSHOTS).glob(f"*/{table}.parquet")):
            with pq.ParquetFile(path, memory_map=True) as file:
                for batch in file.iter_batches(columns=["sealed"]):
                    used.update(_ids(batch.column("sealed")))
    return used


def _ids(sealed: pa.Array) -> Counter[bytes]:
    ids = pc.binary_slice(sealed.drop_null(), _ID.start, _ID.stop)
    counted = pc.value_counts(ids)
    return Counter({row["values"]: row["counts"] for row in counted.to_pylist()})
