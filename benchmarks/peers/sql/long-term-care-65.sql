SELECT row, birth <= $born_65 AS holds
FROM now
WHERE subject AND (birth <= $born_65) IS NOT FALSE
