// @id unused-index
// @title Index that no statement takes
// @severity low
// @confidence medium
// @checklist 7.02
// @requires Query
// @impact Every insert, update and vacuum of the table keeps it current, and no statement of the application is answered by it.

MATCH (:Index)-[s:SERVES]->(:Query)
WITH count(s) AS plans
WHERE plans > 0
CALL {
  MATCH (d:Diagnostic)
  WHERE d.reason = 'statement-unknown'
  RETURN count(d) AS unknown
}
CALL {
  MATCH (q:Query)
  WHERE q.parsed = false
  RETURN count(q) AS unread
}
CALL {
  MATCH (q:Query)
  WHERE q.parsed
  RETURN count(q) AS known
}
WITH DISTINCT unknown + unread AS dark, known
MATCH (t:Table)-[:HAS_INDEX]->(x:Index)-[k:COVERS]->(c:Column)
WHERE k.position = 1 AND NOT x.unique AND NOT x.primary AND x.`where` IS NULL AND coalesce(t.dialect, 'postgres') = 'postgres'
  AND coalesce(x.scans, 0) = 0 AND (dark * 2 < known OR x.scans = 0)
  AND NOT EXISTS { MATCH (x)-[:SERVES]->(:Query) }
  AND NOT EXISTS { MATCH (x)-[:COVERED_BY]->(:Index) }
  AND NOT EXISTS { MATCH (c)-[:REFERENCES]->(:Column) }
  AND NOT EXISTS { MATCH (:Query)-[:FILTERS_ON|JOINS_ON|ORDERS_BY]->(c) }
  AND NOT EXISTS { MATCH (t)-[:HAS_CONSTRAINT]->(n:Constraint) WHERE n.name = x.name }
  AND NOT EXISTS { MATCH (q:Query)-[:READS|WRITES]->(t) WHERE q.dynamic }
  AND EXISTS { MATCH (:Query)-[:READS]->(t) }
WITH DISTINCT t, x, c, dark
CALL {
  WITH t
  MATCH (q:Query)-[:READS]->(t)
  RETURN count(DISTINCT q) AS reads
}
WITH t, x, c, dark, reads, reduce(list = head(x.columns), n IN tail(x.columns) | list + ', ' + n) AS keys
RETURN [t.name + '.' + x.name] AS anchors, x.file AS file, x.line AS line,
  CASE WHEN x.scans = 0 AND dark = 0 THEN 'high' WHEN x.scans = 0 OR dark = 0 THEN 'medium' ELSE 'low' END AS confidence,
  'No statement takes the index `' + x.name + '` on `' + t.name + '` (' + keys + '): of those that read the table (' + toString(reads)
    + ') none filters, joins or orders by `' + c.name + '`, and the planner uses it for none.'
    + CASE WHEN x.scans = 0 THEN ' The live database has not searched it since its counts began.' ELSE '' END AS message,
  'DROP INDEX ' + CASE WHEN coalesce(t.partitioned, false) THEN '' ELSE 'CONCURRENTLY ' END + x.name + ';' AS fix,
  [t.id, x.id] AS path
ORDER BY file, line, anchors
