MATCH (q:Query)
WHERE q.operation IN ['select', 'unknown'] AND q.bounded IS NULL
RETURN coalesce(q.dynamicReason, 'whether the statement is bounded is not known') AS reason, count(q) AS count
ORDER BY reason, count
