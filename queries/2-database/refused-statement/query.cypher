// @id refused-statement
// @title Statement that the database refuses
// @severity high
// @confidence high
// @checklist 2.01 7.01
// @requires Query Table
// @impact Whatever sends it fails, each time.

MATCH (f:Function)-[:EXECUTES]->(q:Query)
WHERE q.error IS NOT NULL AND q.sqlstate IS NOT NULL AND q.errorDoubt IS NULL
WITH q, f ORDER BY coalesce(f.reachedByRoute, false) DESC, coalesce(f.reachedByServer, false) DESC, q.id, f.id
WITH q.errorFile AS file, q.errorLine AS line, q.sqlstate AS state, q.error AS error,
     collect(q) AS refused, collect(f) AS senders, count(DISTINCT q.id) AS statements
WITH file, line, state, error, head(refused) AS q, head(senders) AS f, senders, statements
CALL {
  WITH senders
  UNWIND senders AS sender
  MATCH (r:Route)-[:HANDLED_BY]->(:Function)-[:CALLS*0..8]->(sender)
  WITH DISTINCT r.id AS route ORDER BY route
  RETURN collect(route) AS routes
}
RETURN [f.id, state, error, q.sql] AS anchors, file, line,
  CASE WHEN coalesce(f.reachedByRoute, false) THEN 'high' WHEN coalesce(f.reachedByServer, false) THEN 'medium' ELSE 'low' END AS severity,
  CASE WHEN state IN ['42P08', '42P18'] THEN 'medium' ELSE 'high' END AS confidence,
  CASE WHEN state = '42P01' THEN 'Statement about a table that does not exist'
       WHEN state = '42703' THEN 'Statement with a column that does not exist'
       WHEN state = '42702' THEN 'Statement with an ambiguous column'
       WHEN state IN ['42883', '42804', '22P02', '42P08', '42P18'] THEN 'Statement with types that do not fit'
       WHEN state = '42P10' THEN 'ON CONFLICT without its unique index'
       WHEN state = '23502' THEN 'INSERT without a column that must have a value'
       WHEN state = '08P01' THEN 'Statement with another number of values than placeholders'
       WHEN state = '42601' THEN 'Statement that is not SQL'
       ELSE 'Statement that the database refuses' END AS title,
  'Postgres refuses `' + coalesce(q.name, 'a statement') + '`, which `' + coalesce(f.receiver + '.', '') + f.name + '` sends: ' + error + ' (' + state + ')'
    + CASE WHEN q.errorHint IS NULL THEN '' ELSE '; ' + q.errorHint END + '.'
    + CASE statements WHEN 1 THEN ' The statement is `' ELSE ' It stands in ' + toString(statements) + ' statements, first in `' END
    + substring(q.sql, 0, 400) + '`.' AS message,
  coalesce(q.errorFix, 'Change the statement, or the schema, so that they agree.') AS fix,
  [f.id, q.id] AS path, routes
ORDER BY file, line, anchors
