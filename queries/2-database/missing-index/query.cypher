// @id missing-index
// @title Missing index
// @severity medium
// @confidence high
// @checklist 2.01e 2.03b 7.02 R06 Q1
// @requires Table
// @impact The database reads the whole table each time; the time grows with the table.

CALL {
  MATCH (a:IndexAdvice)-[:ADVISED_FOR]->(t:Table)
  OPTIONAL MATCH (a)-[:WOULD_SERVE]->(q:Query)<-[:EXECUTES]-(f:Function)
  WITH a, t, q, f ORDER BY coalesce(f.reachedByRoute, false) DESC, q.id, f.id
  WITH a, t, collect(q) AS served, collect(f) AS senders, count(DISTINCT q) AS statements
  WITH a, t, head(served) AS q, head(senders) AS f, statements
  RETURN t.name AS tableName, t.id AS tableId, a.columns AS columns, a.file AS file, a.line AS line, a.confidence AS confidence,
    a.kind AS kind, a.statement AS statement, coalesce(a.reason, '') AS reason, q, f, statements
  UNION ALL
  MATCH (t:Table)-[:HAS_CONSTRAINT]->(k:Constraint)
  WHERE k.kind = 'foreignKey' AND coalesce(t.dialect, 'postgres') = 'postgres'
    AND NOT EXISTS { MATCH (t)-[:HAS_INDEX]->(x:Index) WHERE head(x.columns) IN k.columns
      AND (x.`where` IS NULL OR (size(k.columns) = 1 AND toLower(replace(replace(x.`where`, '(', ''), ')', '')) = toLower(head(k.columns)) + ' is not null')) }
    AND NOT EXISTS { MATCH (t)<-[:ADVISED_FOR]-(a:IndexAdvice) WHERE head(a.columns) IN k.columns }
  RETURN t.name AS tableName, t.id AS tableId, k.columns AS columns, k.file AS file, k.line AS line, 'high' AS confidence,
    'foreignKey' AS kind, 'CREATE INDEX CONCURRENTLY ON ' + t.name + ' (' + reduce(list = head(k.columns), c IN tail(k.columns) | list + ', ' + c) + ');' AS statement,
    'no index begins with this foreign key' AS reason, null AS q, null AS f, 0 AS statements
}
CALL {
  WITH tableName, columns
  MATCH (:Table {name: tableName})-[:HAS_CONSTRAINT]->(k:Constraint {kind: 'foreignKey'})
  WHERE head(columns) IN k.columns
  MATCH (:Table {name: k.references})<-[:WRITES]-(d:Query {operation: 'delete'})
  RETURN count(d) > 0 AS parentDeleted
}
WITH tableName, tableId, columns, coalesce(q.file, file) AS file, coalesce(q.line, line) AS line, confidence, kind, statement, reason, q, f, statements, parentDeleted,
     reduce(list = head(columns), c IN tail(columns) | list + ', ' + c) AS keys
RETURN [tableName + '(' + keys + ')'] AS anchors, file, line,
  CASE WHEN coalesce(f.reachedByRoute, false) AND confidence = 'high' THEN 'high'
       WHEN (statements > 0 AND coalesce(confidence, 'medium') <> 'low') OR parentDeleted THEN 'medium' ELSE 'low' END AS severity,
  coalesce(confidence, 'medium') AS confidence,
  CASE WHEN kind = 'foreignKey' AND statements = 0 THEN 'Foreign key without an index' ELSE 'Missing index' END AS title,
  '`' + tableName + '` has no index on (' + keys + ')'
    + CASE WHEN parentDeleted THEN ', and a statement of the application deletes rows that it refers to' ELSE '' END
    + CASE WHEN reason = '' THEN '' ELSE ': ' + reason END + '.'
    + CASE statements WHEN 0 THEN '' ELSE ' Statements it would serve: ' + toString(statements) + ', for one `' + substring(coalesce(q.sql, ''), 0, 240) + '`.' END AS message,
  CASE WHEN kind = 'foreignKey' AND statements = 0 THEN 'Every delete or key change of a parent row, and every join from it, reads this whole table.'
    ELSE 'The statement reads the whole table each time; its time grows with the table.' END AS impact,
  statement AS fix,
  [id IN [f.id, q.id, tableId] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
