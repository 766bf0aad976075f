WITH person AS (
    SELECT
        row,
        birth BETWEEN $life_88_first AND $life_88_last AS is_88,
        birth BETWEEN $life_100_first AND $life_100_last AS is_100,
        moved <= $life_settled AND $life_held AS stays
    FROM now
    WHERE subject
)
SELECT
    row,
    (is_88 OR is_100) AND stays AS holds,
    CASE WHEN is_100 THEN $life_100 ELSE $life_88 END AS amount_low,
    CASE WHEN is_100 IS NOT FALSE THEN $life_100 ELSE $life_88 END AS amount_high
FROM person
WHERE ((is_88 OR is_100) AND stays) IS NOT FALSE
