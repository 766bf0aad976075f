WITH applicant AS (
    FROM now
    WHERE subject AND (pension_kind = 1) IS NOT FALSE
        AND NOT coalesce(birth > $born_25 AND NOT welfare AND student, false)
),
member AS (
    SELECT
        *,
        physical <> 0 OR intellectual <> 0 OR mental <> 0 OR deducts_lone_$pension_year AS special,
        coalesce(total_$pension_year, 0) AS total_low,
        coalesce(total_$pension_year, $yen) AS total_high,
        coalesce(dependants_$pension_year, 0) AS dependants_low,
        coalesce(dependants_$pension_year, 20) AS dependants_high,
        coalesce(insurance_$pension_year, 0) + coalesce(medical_$pension_year, 0)
            + CASE
                WHEN deducts_severe_$pension_year THEN $severe_low
                WHEN deducts_disabled_$pension_year
                    THEN CASE
                        WHEN deducts_severe_$pension_year IS NULL THEN least($severe_low, $disabled_low)
                        ELSE $disabled_low
                    END
                ELSE 0
            END
            + CASE WHEN deducts_lone_$pension_year THEN $lone_low ELSE 0 END AS less_low,
        coalesce(insurance_$pension_year, $yen) + coalesce(medical_$pension_year, $yen)
            + CASE
                WHEN deducts_severe_$pension_year IS NOT FALSE THEN $severe_high
                WHEN deducts_disabled_$pension_year IS NOT FALSE THEN $disabled_high
                ELSE 0
            END
            + CASE WHEN deducts_lone_$pension_year IS NOT FALSE THEN $lone_high ELSE 0 END AS less_high,
        $old_low * coalesce(old_$pension_year, 0)
            + $student_low * coalesce(students_$pension_year, 0) AS more_low,
        $old_high * coalesce(old_$pension_year, 10)
            + $student_high * coalesce(students_$pension_year, 10) AS more_high
    FROM now
    WHERE unit IN (SELECT unit FROM applicant)
),
counted AS (
    SELECT
        *,
        CASE
            WHEN total_high <= $exempt_each * (dependants_low + 1) + $exempt_alone THEN true
            WHEN total_low > $exempt_each * (dependants_high + 1) + $exempt_alone THEN false
        END OR (special AND aggregate_$pension_year <= $exempt_special) AS whole,
        greatest(total_low - less_high, 0) AS income_low,
        greatest(total_high - less_low, 0) AS income_high,
        $exempt_dependant * dependants_low + more_low AS room_low,
        $exempt_dependant * dependants_high + more_high AS room_high
    FROM member
),
step AS (
    SELECT
        *,
        CASE
            WHEN whole IS NOT FALSE THEN 1
            WHEN income_low <= $exempt_2 + room_high THEN 2
            WHEN income_low <= $exempt_3 + room_high THEN 3
            WHEN income_low <= $exempt_4 + room_high THEN 4
            ELSE 5
        END AS low,
        CASE
            WHEN whole THEN 1
            WHEN income_high <= $exempt_2 + room_low THEN 2
            WHEN income_high <= $exempt_3 + room_low THEN 3
            WHEN income_high <= $exempt_4 + room_low THEN 4
            ELSE 5
        END AS high
    FROM counted
),
couple AS (
    SELECT
        own.*,
        greatest(own.low, coalesce(other.low, 1)) AS couple_low,
        greatest(own.high, coalesce(other.high, 1)) AS couple_high
    FROM step AS own
    LEFT JOIN step AS other ON own.spouse = other.row
    WHERE own.subject AND (own.pension_kind = 1) IS NOT FALSE
),
head_of AS (
    SELECT
        couple.row,
        max(CASE WHEN step.head AND step.birth <= $born_19 THEN step.low ELSE 1 END) AS low,
        max(step.high) AS high
    FROM couple
    JOIN step
        ON step.unit = couple.unit
        AND step.row <> couple.row
        AND step.subject
        AND (step.head AND step.birth <= $born_19) IS NOT FALSE
    GROUP BY couple.row
),
judged AS (
    SELECT
        couple.* EXCLUDE (low, high),
        greatest(couple_low, coalesce(head_of.low, 1)) AS low,
        greatest(couple_high, coalesce(head_of.high, 1)) AS high
    FROM couple
    LEFT JOIN head_of USING (row)
),
granted AS (
    SELECT
        *,
        pension_kind = 1
            AND NOT (birth > $born_25 AND NOT welfare AND student)
            AND (
                welfare
                OR CASE WHEN high <= 4 THEN true WHEN low > 4 THEN false END
                OR (CASE WHEN couple_high <= 1 THEN true WHEN couple_low > 1 THEN false END
                    AND birth > $born_50)
            ) AS holds
    FROM judged
)
SELECT
    row,
    holds,
    CASE
        WHEN welfare OR high <= 1 THEN $contribution
        WHEN high > 4 THEN 0
        ELSE $contribution - (2 * $contribution * least(high - 1, 3) + 40) // 80 * 10
    END AS amount_low,
    CASE
        WHEN welfare IS NOT FALSE OR low <= 1 THEN $contribution
        WHEN low > 4 THEN 0
        ELSE $contribution - (2 * $contribution * least(low - 1, 3) + 40) // 80 * 10
    END AS amount_high,
    CASE WHEN welfare IS NOT FALSE THEN 0 ELSE low END AS tier_low,
    CASE WHEN welfare THEN 0 ELSE high END AS tier_high
FROM granted
WHERE holds IS NOT FALSE
