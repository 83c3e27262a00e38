MATCH (t:Table)
WHERE t.dialect IS NOT NULL AND t.dialect <> 'postgres'
WITH t.dialect AS dialect, count(t) AS count
RETURN 'the database is ' + dialect + ', for which no index is advised yet' AS reason, count
ORDER BY reason, count
