MATCH (q:Query)
WHERE q.parsed = false OR q.error IS NOT NULL
RETURN coalesce(q.error, q.dynamicReason, 'the statement could not be parsed') AS reason, count(q) AS count
ORDER BY reason, count
