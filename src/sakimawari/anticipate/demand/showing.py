"""What a demand keeps for those who look at it: whoever is entitled, service by service.

services-ahead.svg     all services side by side, the city by calendar year; its table holds the numbers
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from sakimawari.anticipate.pictures.multiples import Small, small_multiples
from sakimawari.anticipate.pictures.picture import save
from sakimawari.anticipate.pictures.sparks import Spark
from sakimawari.anticipate.pictures.terms import JAPANESE, Terms, amount

_TERMS = Terms(
    low=JAPANESE.low.replace("{share}", "90"), high=JAPANESE.high.replace("{share}", "90")
)


def keep(folder: Path, years: pa.Table) -> None:
    """Write the picture of a table by calendar year; none where no whole year is ahead."""
    rows = [row for row in years.to_pylist() if row["level"] == "city" and not row["hidden"]]
    found: dict[str, list[dict[str, float]]] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row)
    labels = tuple(f"{year}年" for year in sorted({row["since"].year for row in rows}))
    whole = {name: each for name, each in found.items() if len(each) == len(labels)}
    if not labels or not whole:
        return
    smalls = [
        Small(
            name=name,
            beside=f"{amount(each[0]['entitled'])}→{amount(each[-1]['entitled'])}",
            spark=Spark(
                past=(),
                middle=tuple(row["entitled"] for row in each),
                low=tuple(row["entitled_low"] for row in each),
                high=tuple(row["entitled_high"] for row in each),
            ),
        )
        for name, each in whole.items()
    ]
    told = f"{len(smalls)}の制度の対象になる人、{labels[0]}から{labels[-1]}まで"
    picture = small_multiples(
        "制度の対象になる人", told, labels, smalls, shared=False, terms=_TERMS
    )
    save(folder, "services-ahead", picture)
