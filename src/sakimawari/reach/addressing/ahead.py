"""What a run holds of the days ahead beside its gap: rights that begin or end, what is to be handed in.

The same statements tell a plan what there is to say, and whoever sends what of it still holds on the
day. `{on}` and the last day of each (`{coming}`, `{ending}`, `{renewal}`) are filled in by the reader.
"""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from sakimawari.fit.store import Run

LOOKED_AHEAD = timedelta(days=300)  # the farthest plan tells of nothing beyond
_PLACED = """
LEFT JOIN people p ON r.subject_kind = 'person' AND p.person = r.subject
LEFT JOIN households u ON r.subject_kind = 'household' AND u.household = r.subject
"""
_PLACE = "coalesce(p.unit, u.unit) AS unit, coalesce(p.row, u.unit) AS row"
_WHO = "service, subject_kind, subject, household, unit, row"
_SAME = "ON {}.service = r.service AND {}.subject = r.subject"

# A right that is neither held nor received on the day and surely begins soon: its first beginning.
COMING = f"""
SELECT {_WHO}, amount_low, amount_high, deadline, 'coming' AS occasion, since,
  NULL::DATE AS until, NULL::VARCHAR AS hand_in
FROM (SELECT r.*, {_PLACE}
  FROM rights r ANTI JOIN held h {_SAME.format("h", "h")} ANTI JOIN receives c {_SAME.format("c", "c")}
  {_PLACED}
  WHERE r.status = 'yes' AND r.since > DATE '{{on}}' AND r.since <= DATE '{{coming}}'
    AND r.subject_kind <> 'company'
  QUALIFY row_number() OVER (PARTITION BY r.service, r.subject ORDER BY r.since) = 1)
"""
# What is received and ends soon, unless it goes on within the month under a new reading.
ENDING = f"""
SELECT r.service, r.subject_kind, r.subject, r.household, {_PLACE},
  r.amount_low, r.amount_high, NULL::DATE AS deadline, 'ending' AS occasion,
  NULL::DATE AS since, r.until, NULL::VARCHAR AS hand_in
FROM rights r SEMI JOIN receives c {_SAME.format("c", "c")}
ANTI JOIN rights n {_SAME.format("n", "n")} AND n.since BETWEEN r.until + 1 AND r.until + 31
{_PLACED}
WHERE r.status = 'yes' AND r.ended_by >= 0 AND r.until >= DATE '{{on}}'
  AND r.until <= DATE '{{ending}}' AND r.subject_kind <> 'company'
"""
# What a recipient must hand in: the next day of each right, with the name of what it is.
RENEWAL = f"""
SELECT r.service, r.subject_kind, r.subject, r.household, {_PLACE},
  NULL::BIGINT AS amount_low, NULL::BIGINT AS amount_high, min(r."by") AS deadline,
  'renewal' AS occasion, NULL::DATE AS since, NULL::DATE AS until,
  arg_min(r.what, r."by") AS hand_in
FROM deadlines r {_PLACED}
WHERE r.kind = 'renewal' AND r."by" BETWEEN DATE '{{on}}' AND DATE '{{renewal}}'
  AND r.subject_kind <> 'company'
GROUP BY ALL
"""


def ahead_of(run: Run, *, on: date) -> pa.Table:
    """Everything of the days ahead that may be told on a day, whoever it is told to.

    Columns: service, subject_kind, subject, household, unit, row, amounts, deadline, `occasion`
    (a value of `telling.Occasion`), since, until, hand_in.
    """
    last = (on + LOOKED_AHEAD).isoformat()
    given = {"on": on.isoformat(), "coming": last, "ending": last, "renewal": last}
    several = (each.format(**given) for each in (COMING, ENDING, RENEWAL))
    return run.ask(" UNION ALL BY NAME ".join(f"({each})" for each in several))
