"""給付・認定台帳: who receives one of the many programmes without a register of their own.

Of those who fit by what the city knows, some 70 to 85 in a hundred receive it; nearly all where the
office acts by itself (軽減, 給食費); few where it is a matter of taste (産後ケア). The shares are invented
unless a source is named; conditions are near the law, not the law.
"""

from __future__ import annotations

import pyarrow as pa

from sakimawari.city.awards import Award
from sakimawari.city.formats import Style, dates, same
from sakimawari.city.parents import Upbringing
from sakimawari.city.part import Part, Sheets, Table
from sakimawari.city.registers import award_families, award_means
from sakimawari.city.store import completed

FILE = "31_給付・認定台帳.csv"


def sheets(part: Part, raised: Upbringing) -> Sheets:
    """A row a person and programme."""
    tables = [
        _rows(part, award)
        for award in (*award_means.awards(part), *award_families.awards(part, raised))
    ]
    return {FILE: {name: pa.concat_arrays([table[name] for table in tables]) for name in tables[0]}}


def _rows(part: Part, award: Award) -> Table:
    return completed(
        FILE,
        {
            "宛名番号": part.people.ids(award.rows),
            "制度名": same(award.programme, len(award.rows)),
            "決定日": dates(award.since, Style.DASHED),
            "終了日": dates(award.until, Style.DASHED),
        },
    )
