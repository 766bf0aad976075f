WITH child AS (
    SELECT
        *,
        birth > $born_19 AND birth <= $on AND NOT in_home AS eligible,
        birth > $born_23 AND birth <= $on AND NOT in_home AND (birth > $born_19 OR supported) AS counts
    FROM now
    WHERE guardian <> -1
),
elder AS (
    SELECT
        one.row,
        other.counts
            AND CASE
                WHEN one.guardian = -2 OR other.guardian = -2 THEN NULL
                ELSE one.guardian = other.guardian
            END AS counts,
        other.born_high < one.born_low
            OR (other.row < one.row AND other.born_high = one.born_low) AS surely_before
    FROM child AS one
    JOIN child AS other
        ON one.unit = other.unit
        AND one.row <> other.row
        AND (one.guardian = other.guardian OR one.guardian = -2 OR other.guardian = -2)
        AND other.counts IS NOT FALSE
        AND (other.born_low < one.born_high
            OR (other.row < one.row AND other.born_low = one.born_high))
    WHERE one.eligible IS NOT FALSE
),
rank AS (
    SELECT row, 1 + count(*) FILTER (counts AND surely_before) AS low, 1 + count(*) AS high
    FROM elder
    GROUP BY row
),
paid AS (
    SELECT
        child.*,
        CASE
            WHEN rank.low >= 3 THEN $third
            WHEN born_low < $month_start_3 THEN $from_3
            ELSE $under_3
        END AS least,
        CASE
            WHEN rank.high >= 3 THEN $third
            WHEN born_high >= $month_start_3 THEN $under_3
            ELSE $from_3
        END AS most
    FROM child
    LEFT JOIN rank USING (row)
    WHERE eligible IS NOT FALSE
),
belongs AS (
    SELECT guardian AS row, eligible, least, most FROM paid WHERE guardian >= 0
    UNION ALL
    SELECT now.row, NULL, 0, most
    FROM paid
    JOIN now ON now.unit = paid.unit AND now.row <> paid.row
    WHERE paid.guardian = -2
),
parent AS (
    SELECT
        row,
        bool_or(coalesce(eligible, false)) AS surely,
        sum(CASE WHEN eligible THEN least ELSE 0 END) AS least,
        sum(most) AS most
    FROM belongs
    GROUP BY row
)
SELECT
    row,
    CASE WHEN surely THEN NOT servant END AS holds,
    least AS amount_low,
    most AS amount_high
FROM parent
JOIN now USING (row)
WHERE subject AND servant IS NOT TRUE
