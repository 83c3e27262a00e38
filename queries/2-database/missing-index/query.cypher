// @id missing-index
// @title Missing index
// @severity medium
// @confidence high
// @checklist 2.01e 2.03b 7.02 R06 Q1
// @requires Table
// @impact The statement reads the whole table each time; its time grows with the table.

// A foreign key that no statement looks through is the audit foreign-key-without-index.
MATCH (a:IndexAdvice)-[:ADVISED_FOR]->(t:Table)
WHERE a.kind <> 'foreignKey' OR EXISTS { MATCH (a)-[:WOULD_SERVE]->(:Query)-[:FILTERS_ON|JOINS_ON|ORDERS_BY]->(c:Column)
  WHERE c.table = t.name AND c.name IN a.columns }
WITH DISTINCT a, t
OPTIONAL MATCH (a)-[:WOULD_SERVE]->(q:Query)<-[:EXECUTES]-(f:Function)
WITH a, t, q, f ORDER BY coalesce(f.reachedByRoute, false) DESC, q.id, f.id
WITH a, t, collect(q) AS served, collect(f) AS senders, count(DISTINCT q) AS statements
WITH a, t, head(served) AS q, head(senders) AS f, statements, coalesce(a.confidence, 'medium') AS confidence,
  CASE WHEN a.each IS NULL THEN reduce(list = head(a.columns), c IN tail(a.columns) | list + ', ' + c)
       ELSE reduce(list = head(a.each), k IN tail(a.each) | list + ') or (' + k) END AS keys
RETURN [t.name + '(' + keys + ')'] AS anchors, coalesce(q.file, a.file) AS file, coalesce(q.line, a.line) AS line,
  CASE WHEN coalesce(f.reachedByRoute, false) AND confidence = 'high' THEN 'high'
       WHEN statements > 0 AND confidence <> 'low' THEN 'medium' ELSE 'low' END AS severity,
  confidence,
  '`' + t.name + '` has no index on (' + keys + ')' + CASE WHEN coalesce(a.reason, '') = '' THEN '' ELSE ': ' + a.reason END + '.'
    + CASE WHEN size(coalesce(a.assumptions, [])) = 0 THEN '' WHEN coalesce(a.measured, false) THEN ' By ' + head(a.assumptions) + '.' ELSE ' Assumed, in turn: ' + reduce(list = head(a.assumptions), s IN tail(a.assumptions) | list + '; or ' + s) + '.' END
    + CASE statements WHEN 0 THEN '' ELSE ' Statements it would serve: ' + toString(statements) + ', for one `' + substring(coalesce(q.sql, ''), 0, 240) + '`.' END AS message,
  a.statement AS fix,
  [id IN [f.id, q.id, t.id] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
