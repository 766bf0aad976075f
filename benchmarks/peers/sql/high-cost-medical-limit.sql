WITH person AS (
    SELECT *, insured AND birth >= $born_70_month AS holds
    FROM now
    WHERE subject AND (insured AND birth >= $born_70_month) IS NOT FALSE
),
house AS (
    SELECT
        unit,
        bool_and(coalesce(NOT insured AND NOT head OR tax_class_$care_year = 0, false)) AS untaxed,
        bool_and(coalesce(
            birth > $born_19 OR NOT insured AND NOT head OR tax_class_$care_year = 0, true
        )) AS maybe_untaxed,
        coalesce(sum(greatest(coalesce(total_$care_year, 0) - $basic, 0))
            FILTER (insured AND birth <= $born_19), 0) AS least,
        coalesce(sum(greatest(coalesce(total_$care_year, $yen) - $basic, 0))
            FILTER (insured IS NOT FALSE), 0) AS most
    FROM now
    WHERE subject AND (birth > $born_19) IS NOT TRUE AND unit IN (SELECT unit FROM person)
    GROUP BY unit
),
class AS (
    SELECT
        row,
        holds,
        CASE
            WHEN coalesce(untaxed, true) THEN 4
            WHEN most > $cost_bound_0 THEN 0
            WHEN most > $cost_bound_1 THEN 1
            WHEN most > $cost_bound_2 THEN 2
            ELSE 3
        END AS low,
        CASE
            WHEN coalesce(maybe_untaxed, true) THEN 4
            WHEN least > $cost_bound_0 THEN 0
            WHEN least > $cost_bound_1 THEN 1
            WHEN least > $cost_bound_2 THEN 2
            ELSE 3
        END AS high
    FROM person
    LEFT JOIN house USING (unit)
)
SELECT
    row,
    holds,
    CASE WHEN low < high THEN $cost_4 ELSE [$cost_0, $cost_1, $cost_2, $cost_3, $cost_4][low + 1] END
        AS amount_low,
    [$cost_0, $cost_1, $cost_2, $cost_3, $cost_4][low + 1] AS amount_high,
    low AS tier_low,
    high AS tier_high
FROM class
