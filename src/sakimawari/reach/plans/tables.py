"""The tables of a plan's folder: the contract between whoever plans and whoever carries out.

A plan is a folder `plans/NAME` of the city's home, written once: `steps.parquet` (what is to be
done), `later.parquet` (what waits, each with its reason), `manifest.json`. Keys are opaque; nothing
names anybody.
"""

from __future__ import annotations

import pyarrow as pa

STEPS = pa.schema(
    [
        ("step", pa.string()),  # 26 characters of base 32: the id under which it is sent, for ever
        ("person", pa.string()),  # opaque key of the adult addressed
        ("household", pa.string()),
        ("ward", pa.string()),
        ("town", pa.string()),
        ("language", pa.string()),  # ja, easy, en
        ("large_text", pa.bool_()),  # asked for large print: whatever is printed keeps it
        ("age_band", pa.string()),  # of the addressee: 18-29, 30-39 … 90-; "" unknown
        # Three lists side by side: a service stands once for each subject. The most pressing first.
        ("services", pa.list_(pa.string())),  # slugs; "topic:…" for what a list names beside them
        ("subjects", pa.list_(pa.string())),  # whose right each is: a person's or household's key
        ("why", pa.list_(pa.string())),  # values.Why of each
        ("deadline", pa.date32()),  # the nearest; null: none
        ("yen", pa.int64()),  # at stake a year; a possible right with what it may come to
        ("medium", pa.string()),
        ("further", pa.list_(pa.string())),  # media tried after it, in their order
        ("send_on", pa.date32()),
        ("useful_until", pa.date32()),  # after this day it is not sent any more
        ("variant", pa.string()),  # of the wording: a, b …
        ("held_out", pa.bool_()),  # nothing is sent: they are compared with
        ("cost_yen", pa.int32()),
        ("minutes", pa.float32()),  # of staff
        ("effect", pa.float32()),  # expected probability of a reply
        ("change", pa.string()),  # new, kept, moved (other day or medium than in the plan before)
    ]
)
LATER = pa.schema(
    [
        ("person", pa.string()),
        ("household", pa.string()),
        ("ward", pa.string()),
        ("language", pa.string()),
        ("age_band", pa.string()),
        ("services", pa.list_(pa.string())),
        ("deadline", pa.date32()),
        ("yen", pa.int64()),
        ("because", pa.string()),  # of budget.values.Because, or full: it fits in no message
        ("until", pa.date32()),  # the day from which it is weighed again; null: with the next plan
    ]
)
