-- Everybody with what holds on the day. NULL is "not known"; a register without an entry says no.
CREATE OR REPLACE TEMP TABLE now AS
SELECT
    people.* EXCLUDE (school, notified),
    coalesce(school, 0) AS school,
    coalesce(notified, false) AS notified,
    coalesce(birth, $earliest) AS born_low,
    coalesce(birth, $latest) AS born_high,
    CASE WHEN welfare.row IS NULL THEN false ELSE welfare.value = 1 END AS welfare,
    CASE WHEN care.row IS NULL THEN 0 ELSE care.value END AS care,
    CASE WHEN in_home.row IS NULL THEN false ELSE in_home.value = 1 END AS in_home,
    CASE WHEN insured.row IS NULL THEN false ELSE insured.value = 1 END AS insured,
    CASE WHEN pension_kind.row IS NULL THEN 0 ELSE pension_kind.value END AS pension_kind,
    CASE WHEN physical.row IS NULL THEN 0 ELSE physical.value END AS physical,
    CASE WHEN intellectual.row IS NULL THEN 0 ELSE intellectual.value END AS intellectual,
    CASE WHEN mental.row IS NULL THEN 0 ELSE mental.value END AS mental
FROM people
LEFT JOIN (FROM welfare WHERE $on BETWEEN since AND until) AS welfare USING (row)
LEFT JOIN (FROM care WHERE $on BETWEEN since AND until) AS care USING (row)
LEFT JOIN (FROM in_home WHERE $on BETWEEN since AND until) AS in_home USING (row)
LEFT JOIN (FROM insured WHERE $on BETWEEN since AND until) AS insured USING (row)
LEFT JOIN (FROM pension_kind WHERE $on BETWEEN since AND until) AS pension_kind USING (row)
LEFT JOIN (FROM physical WHERE $on BETWEEN since AND until) AS physical USING (row)
LEFT JOIN (FROM intellectual WHERE $on BETWEEN since AND until) AS intellectual USING (row)
LEFT JOIN (FROM mental WHERE $on BETWEEN since AND until) AS mental USING (row);
