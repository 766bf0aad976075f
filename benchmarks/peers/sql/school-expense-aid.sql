WITH pupil AS (
    FROM now WHERE subject AND school IN (1, 2)
),
house AS (
    SELECT
        unit,
        count(*) AS people,
        bool_and(coalesce(birth > $born_19 OR tax_class_$school_year = 0, false)) AS untaxed,
        bool_and(coalesce(birth > $born_19 OR tax_class_$school_year = 0, true)) AS maybe_untaxed,
        coalesce(sum(total_$school_year) FILTER (birth <= $born_19), 0) AS least,
        coalesce(sum(coalesce(total_$school_year, $yen)) FILTER ((birth <= $born_19) IS NOT FALSE), 0)
            AS most
    FROM now
    WHERE subject AND unit IN (SELECT unit FROM pupil)
    GROUP BY unit
),
judged AS (
    SELECT
        pupil.*,
        welfare
            OR CASE WHEN untaxed THEN true WHEN NOT maybe_untaxed THEN false END
            OR (CASE WHEN most <= income_limit THEN true WHEN least > income_limit THEN false END
                AND recognised) AS holds,
        CASE WHEN school = 1 THEN $school_primary ELSE $school_secondary END AS paid
    FROM pupil
    JOIN house USING (unit)
    JOIN school_limits ON house.people BETWEEN least_people AND most_people
)
SELECT
    row,
    holds,
    CASE WHEN NOT welfare AND grade = 1 THEN paid ELSE 0 END AS amount_low,
    CASE WHEN welfare IS NOT TRUE AND (grade = 1) IS NOT FALSE THEN paid ELSE 0 END AS amount_high
FROM judged
WHERE holds IS NOT FALSE
