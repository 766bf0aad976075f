SELECT
    row,
    birth > $medical_all AND birth <= $on AND NOT welfare AS holds,
    CASE
        WHEN born_high > $medical_free THEN 0
        WHEN born_high > $medical_preschool THEN 1
        WHEN born_high > $medical_primary THEN 2
        ELSE 3
    END AS tier_low,
    CASE
        WHEN born_low > $medical_free THEN 0
        WHEN born_low > $medical_preschool THEN 1
        WHEN born_low > $medical_primary THEN 2
        ELSE 3
    END AS tier_high
FROM now
WHERE subject AND (birth > $medical_all AND birth <= $on AND NOT welfare) IS NOT FALSE
