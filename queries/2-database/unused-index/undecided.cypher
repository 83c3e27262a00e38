MATCH (t:Table)<-[:READS|WRITES]-(q:Query)
WHERE q.dynamic
WITH count(DISTINCT t) AS count
WHERE count > 0
RETURN 'a statement of the table is known only in part' AS reason, count
ORDER BY reason, count
