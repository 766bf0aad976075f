"""The tables of a run as SQL over what it stores: `views` in the order in which they build on another.

Stored are the layers of the calendar; everything a clerk asks for follows from them, the date of the
run and the register of recipients. Dates of the register are day numbers.
"""

from __future__ import annotations

from datetime import date

_AGE = """CASE WHEN {born} IS NULL THEN -1 ELSE
  year(DATE '{on}') - year({born}) - CAST(
    month(DATE '{on}') * 100 + day(DATE '{on}') < month({born}) * 100 + day({born}) AS INTEGER)
END::SMALLINT"""

_LAYERS = """
SELECT c.* REPLACE (greatest(c.since, DATE '{on}') AS since,
  least(c.until, DATE '{final}') AS until), s.unit_of_amount, s.times_a_year
FROM stored_calendar c JOIN services s ON c.service = s.service
WHERE c.until >= DATE '{on}' {still_counts}
"""
_STILLCOUNTS = """AND NOT EXISTS (
  SELECT 1 FROM replaced r WHERE r.household = c.household AND r.layer > c.layer)"""

_RIGHTS = f"""
SELECT service, subject_kind, subject, household, ward, town, {_AGE} AS age, status,
  amount_low, amount_high, unit_of_amount, tier_low, tier_high, deadline, undecided, missing,
  since, until, ended_by, times_a_year
FROM layers
""".replace("{born}", "born")

_PEOPLE = """
SELECT person, household, unit, ward, town, file_row_number::INTEGER AS row
FROM stored_people WHERE is_subject = 1
"""
# Who receives what on the date, each subject once; nobody of a closed household.
_RECEIVES = f"""
SELECT s.service, s.subject_kind, s.name, p.household, p.unit,
  CASE s.subject_kind WHEN 'person' THEN r.person ELSE p.household END AS subject,
  min(CASE s.subject_kind WHEN 'person' THEN p.row ELSE p.unit END) AS row,
  any_value(p.ward) AS ward, any_value(p.town) AS town,
  min({_AGE}) AS age
FROM stored_receiving r
JOIN services s ON r.programme = s.received_as AND s.subject_kind <> 'company'
JOIN people p ON p.row = r.row
LEFT JOIN stored_births b ON b.row = p.row
WHERE r.since <= {{on_number}} AND {{on_number}} <= r.until
  AND p.household NOT IN (SELECT household FROM units WHERE closed)
GROUP BY ALL
UNION ALL
SELECT DISTINCT s.service, s.subject_kind, s.name, NULL::VARCHAR, c.unit, c.household, c.unit,
  c.ward, NULL::VARCHAR, -1::SMALLINT
FROM programmes r
JOIN services s ON r.programme = s.received_as AND s.subject_kind = 'company'
JOIN companies c ON c.unit = r.row
WHERE r.since <= {{on_number}} AND {{on_number}} <= r.until
""".replace("{born}", "DATE '1970-01-01' + b.value")

_HELD = "SELECT * FROM rights WHERE since <= DATE '{on}'"
_UNMET = """
SELECT h.*, CASE h.status WHEN 'yes' THEN 'unclaimed' ELSE 'possible' END AS kind
FROM held h ANTI JOIN receives r ON h.service = r.service AND h.subject = r.subject
"""
# What a company has (a grant, a certificate) was decided once: there is nothing to review.
_TO_REVIEW = """
SELECT r.* FROM receives r ANTI JOIN held h ON h.service = r.service AND h.subject = r.subject
WHERE r.subject_kind <> 'company'
"""
# What ends needs no look at what lay before it; what begins or changes is told apart in one look.
_COMING = """
SELECT {who}, CASE before WHEN 'yes' THEN 'changes' ELSE 'begins' END AS change, since AS on,
  -1::TINYINT AS ended_by, amount_low, amount_high, unit_of_amount
FROM turns WHERE status = 'yes' AND (before IS DISTINCT FROM 'yes' OR gave_otherwise)
UNION ALL
SELECT {who}, 'ends', until + 1, ended_by, amount_low, amount_high, unit_of_amount
FROM rights WHERE status = 'yes' AND ended_by >= 0
"""
# Each stretch that begins after the date, beside the one that lies before it, to the day.
_TURNS = """
SELECT {r_who}, r.status, r.since, r.until, r.ended_by, r.amount_low, r.amount_high,
  r.unit_of_amount, b.status AS before,
  (b.amount_low, b.amount_high, b.tier_low, b.tier_high)
    IS DISTINCT FROM (r.amount_low, r.amount_high, r.tier_low, r.tier_high) AS gave_otherwise
FROM rights r
LEFT JOIN (SELECT * FROM rights WHERE until < DATE '{final}') b
  ON b.service = r.service AND b.subject = r.subject AND b.until = r.since - 1
WHERE r.since > DATE '{on}'
"""
_DEADLINES = """
SELECT {who}, 'claim' AS kind, NULL::VARCHAR AS what, min(deadline) AS by,
  (min(deadline) - DATE '{on}')::INTEGER AS days_left
FROM rights h ANTI JOIN receives r ON h.service = r.service AND h.subject = r.subject
WHERE deadline BETWEEN DATE '{on}' AND DATE '{final}' AND deadline BETWEEN since AND until
GROUP BY {who}
UNION ALL
SELECT r.service, r.subject_kind, r.subject, r.household, r.ward, r.town, r.age, 'renewal', n.what,
  n.by, (n.by - DATE '{on}')::INTEGER
FROM receives r JOIN renewals n ON n.service = r.service
WHERE n.by BETWEEN DATE '{on}' AND DATE '{final}' AND EXISTS (
  SELECT 1 FROM rights h WHERE h.service = r.service AND h.subject = r.subject
    AND n.by BETWEEN h.since AND h.until)
"""
_ENTITLEMENTS = """
SELECT {subject}, {right} FROM held h {placed}
"""
_GAP = """
SELECT {subject}, h.kind, {right} FROM unmet h {placed}
UNION ALL BY NAME
SELECT service, subject_kind, subject, household, unit, row, ward, town, age, 'to_review' AS kind
FROM to_review
"""
_PLACED = """
LEFT JOIN people p ON h.subject_kind = 'person' AND p.person = h.subject
LEFT JOIN households u ON h.subject_kind = 'household' AND u.household = h.subject
LEFT JOIN companies c ON h.subject_kind = 'company' AND c.household = h.subject
"""
_SUMMARY = """
WITH wards AS (SELECT ward, bool_or(lived_in) AS lived_in FROM (
    SELECT DISTINCT ward, true AS lived_in FROM households
    UNION ALL SELECT DISTINCT ward, false FROM companies) WHERE ward IS NOT NULL GROUP BY ward),
entitled AS (SELECT service, ward, count(*) FILTER (status = 'yes') AS entitled,
    count(*) FILTER (status = 'unknown') AS possible FROM held GROUP BY ALL),
receiving AS (SELECT service, ward, count(*) AS receiving FROM receives GROUP BY ALL),
gaps AS (SELECT service, ward, count(*) FILTER (kind = 'unclaimed') AS unclaimed,
    count(*) FILTER (kind = 'possible') AS unclaimed_possible,
    sum(amount_low * times_a_year) FILTER (kind = 'unclaimed') AS unclaimed_yen_per_year
    FROM unmet GROUP BY ALL),
review AS (SELECT service, ward, count(*) AS to_review FROM to_review GROUP BY ALL),
turning AS (SELECT service, ward, count(*) FILTER (change = 'begins') AS begins,
    count(*) FILTER (change = 'ends') AS ends FROM coming GROUP BY ALL),
due AS (SELECT service, ward, count(*) AS deadlines FROM deadlines GROUP BY ALL)
SELECT s.service, s.name, w.ward, {counts}
FROM services s JOIN wards w ON w.lived_in OR s.subject_kind = 'company'
LEFT JOIN entitled USING (service, ward) LEFT JOIN receiving USING (service, ward)
LEFT JOIN gaps USING (service, ward) LEFT JOIN review USING (service, ward)
LEFT JOIN turning USING (service, ward) LEFT JOIN due USING (service, ward)
ORDER BY s.service, w.ward
"""
COUNTS = (
    "entitled",
    "possible",
    "receiving",
    "unclaimed",
    "unclaimed_possible",
    "unclaimed_yen_per_year",
    "to_review",
    "begins",
    "ends",
    "deadlines",
)
_WHO = "h.service, h.subject_kind, h.subject, h.household, h.ward, h.town, h.age"
_SUBJECT = (
    "h.service, h.subject_kind, h.subject, h.household, coalesce(p.unit, u.unit, c.unit) AS unit, "
    "coalesce(p.row, u.unit, c.unit) AS row, h.ward, h.town, h.age"
)
_RIGHT = (
    "h.status, h.amount_low, h.amount_high, h.unit_of_amount, h.tier_low, h.tier_high, "
    "h.deadline, h.undecided, h.missing"
)
_CALENDAR = "SELECT * EXCLUDE (times_a_year) FROM rights"


# Views that `summary` reads several times: worth keeping while it is made.
READ_OFTEN = ("rights", "receives", "unmet")


def views(*, on: date, final: date, layered: bool) -> dict[str, str]:
    """Name and SQL of each view. `layered`: whether households have been read anew since."""
    who = _WHO.replace("h.", "")
    given = {
        "on": on.isoformat(),
        "on_number": str((on - date(1970, 1, 1)).days),
        "final": final.isoformat(),
        "who": who,
        "r_who": _WHO.replace("h.", "r."),
        "subject": _SUBJECT,
        "right": _RIGHT,
        "placed": _PLACED,
        "still_counts": _STILLCOUNTS if layered else "",
        "counts": ", ".join(f"coalesce({name}, 0)::BIGINT AS {name}" for name in COUNTS),
    }
    texts = {
        "people": _PEOPLE,
        "layers": _LAYERS,
        "rights": _RIGHTS,
        "receives": _RECEIVES,
        "held": _HELD,
        "unmet": _UNMET,
        "to_review": _TO_REVIEW,
        "turns": _TURNS,
        "calendar": _CALENDAR,
        "entitlements": _ENTITLEMENTS,
        "gap": _GAP,
        "coming": _COMING,
        "deadlines": _DEADLINES,
        "summary": _SUMMARY,
    }
    return {name: text.format(**given) for name, text in texts.items()}
