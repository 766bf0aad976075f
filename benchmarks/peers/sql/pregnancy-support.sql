SELECT
    row,
    heartbeat AND due >= $pregnancy_since AS holds,
    $pregnancy_once + $pregnancy_each * coalesce(babies, 1) AS amount_low,
    $pregnancy_once + $pregnancy_each * coalesce(babies, 6) AS amount_high
FROM now
WHERE subject AND notified AND (heartbeat AND due >= $pregnancy_since) IS NOT FALSE
