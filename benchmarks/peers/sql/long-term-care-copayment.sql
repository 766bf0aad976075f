WITH certified AS (
    SELECT *, care > 0 AND birth <= $born_40 AS holds
    FROM now
    WHERE subject AND (care > 0 AND birth <= $born_40) IS NOT FALSE
),
house AS (
    SELECT
        unit,
        count(*) FILTER (birth <= $born_65) AS few,
        count(*) AS many,
        coalesce(sum(coalesce(pension_$care_year, 0) + coalesce(other_$care_year, 0))
            FILTER (birth <= $born_65), 0) AS least,
        sum(coalesce(pension_$care_year, $yen) + coalesce(other_$care_year, $yen)) AS most
    FROM now
    WHERE subject AND (birth <= $born_65) IS NOT FALSE AND unit IN (SELECT unit FROM certified)
    GROUP BY unit
),
judged AS (
    SELECT
        row,
        holds,
        welfare OR birth > $born_65 OR tax_class_$care_year = 0 AS spared,
        aggregate_$care_year >= $care_income_3 AND CASE
            WHEN least >= CASE WHEN many <= 1 THEN $care_alone_3 ELSE $care_several_3 END THEN true
            WHEN most < CASE WHEN few <= 1 THEN $care_alone_3 ELSE $care_several_3 END THEN false
        END AS three,
        aggregate_$care_year >= $care_income_2 AND CASE
            WHEN least >= CASE WHEN many <= 1 THEN $care_alone_2 ELSE $care_several_2 END THEN true
            WHEN most < CASE WHEN few <= 1 THEN $care_alone_2 ELSE $care_several_2 END THEN false
        END AS two
    FROM certified
    LEFT JOIN house USING (unit)
)
SELECT
    row,
    holds,
    CASE WHEN spared IS NOT FALSE THEN 1 WHEN three THEN 3 WHEN two THEN 2 ELSE 1 END AS amount_low,
    CASE
        WHEN spared THEN 1
        WHEN three IS NOT FALSE THEN 3
        WHEN two IS NOT FALSE THEN 2
        ELSE 1
    END AS amount_high
FROM judged
