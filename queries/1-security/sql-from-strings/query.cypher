// @id sql-from-strings
// @title SQL built from strings
// @severity critical
// @confidence high
// @checklist 1.06 R10 Q2
// @requires Query
// @impact Whoever controls the text can read, change or delete any row that the application can.

MATCH (q:Query)
WHERE q.injection IN ['request', 'parameter', 'unknown']
OPTIONAL MATCH (f:Function)-[:EXECUTES]->(q)
WITH q, f ORDER BY f.id
WITH q, head(collect(f.id)) AS sender, CASE q.injection WHEN 'request' THEN 0 WHEN 'parameter' THEN 1 ELSE 2 END AS straight
// The ways to write one statement are one finding: the one that holds text of the request speaks for all.
WITH q, sender, straight ORDER BY straight, q.id
WITH q.file AS file, q.line AS line, q.operation AS operation, sender, head(collect(q)) AS q, count(q) AS ways
RETURN [q.id] AS anchors, file, line,
  CASE q.injection WHEN 'request' THEN 'critical' WHEN 'parameter' THEN 'medium' ELSE 'low' END AS severity,
  CASE q.injection WHEN 'request' THEN 'high' WHEN 'parameter' THEN 'medium' ELSE 'low' END AS confidence,
  CASE q.injection WHEN 'request' THEN 'Text from the request becomes part of the statement itself'
    WHEN 'parameter' THEN 'What a request brings' + coalesce(' (`' + q.injected + '`)', '') + ' can become part of the statement itself, through parameters and fields'
    ELSE 'Text whose origin is not seen whole becomes part of the statement itself' END
    + CASE coalesce(q.sql, '') WHEN '' THEN '' ELSE ': `' + substring(q.sql, 0, 240) + '`' END + coalesce(' (' + q.dynamicReason + ')', '')
    + CASE ways WHEN 1 THEN '' ELSE ', one of ' + toString(ways) + ' ways to write it' END + '.' AS message,
  'Pass the value as an argument of the statement (`$n`) instead of writing it into the text; where it names a column or a direction, choose it from a fixed list of constants.' AS fix,
  [id IN [sender, q.id] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
