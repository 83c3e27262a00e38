MATCH (q:Query)
WHERE q.dynamic = true AND q.injection IS NULL
RETURN coalesce(q.dynamicReason, 'part of the statement is known only at run time') AS reason, count(q) AS count
ORDER BY reason, count
