MATCH (m:Migration)
WHERE m.applied = false OR m.file ENDS WITH '.go'
WITH CASE WHEN m.applied = false THEN 'a migration did not run: the tables that it changes are not compared'
     ELSE 'a migration is code: the schema that it makes is not known well enough to be compared' END AS reason, count(m) AS count
RETURN reason, count
ORDER BY reason, count
