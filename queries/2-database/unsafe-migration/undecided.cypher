MATCH (t:Table)
WHERE t.dialect IS NOT NULL
WITH count(t) AS foreignTables
WHERE foreignTables > 0
MATCH (m:Migration)
RETURN 'the migrations are written for another database than Postgres' AS reason, count(m) AS count
ORDER BY reason, count
