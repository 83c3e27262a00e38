// @id nullable-unique-key
// @title Unique key that NULL gets around
// @severity medium
// @confidence low
// @checklist 2.01b 2.01d
// @requires Index
// @impact Two NULLs are never equal: rows that the key should refuse are taken in, and an upsert adds one each time.

MATCH (t:Table)-[:HAS_INDEX]->(x:Index)-[:COVERS]->(c:Column)
WHERE x.unique AND size(x.columns) > 1 AND c.nullable AND coalesce(t.dialect, 'postgres') = 'postgres'
  AND NOT coalesce(x.definition, '') CONTAINS 'NULLS NOT DISTINCT' AND NOT coalesce(x.`where`, '') CONTAINS c.name
  AND NOT EXISTS { MATCH (t)-[:HAS_INDEX]->(y:Index) WHERE y.unique AND coalesce(y.`where`, '') CONTAINS c.name + ' IS NULL' AND head(y.columns) IN x.columns }
WITH DISTINCT t, x, c, reduce(list = head(x.columns), k IN tail(x.columns) | list + ', ' + k) AS keys
CALL {
  WITH c
  MATCH (f:Function)-[:EXECUTES]->(q:Query)-[r:FILTERS_ON]->(c)
  WHERE r.op = 'is null' AND coalesce(f.reachedByServer, true)
  WITH f, q ORDER BY coalesce(f.reachedByRoute, false) DESC, f.id, q.id
  RETURN collect([f.id, q.id, q.sql]) AS asks
}
CALL {
  WITH x
  MATCH (x)-[:COVERS]->(o:Column)
  WHERE o.nullable = false
  RETURN count(o) > 0 AS anchored
}
CALL {
  WITH c
  MATCH (c)-[r:REFERENCES]->(:Column)
  RETURN count(r) > 0 AS refers
}
CALL {
  WITH t, keys
  MATCH (f:Function)-[:EXECUTES]->(q:Query)-[:WRITES]->(t)
  WHERE replace(toLower(q.sql), '"', '') CONTAINS 'on conflict (' + keys + ')' AND coalesce(f.reachedByServer, true)
  WITH f, q ORDER BY coalesce(f.reachedByRoute, false) DESC, f.id, q.id
  RETURN collect([f.id, q.id, q.sql]) AS upserts
}
WITH t, x, c, keys, asks, upserts, refers, anchored, coalesce(head(upserts), head(asks)) AS witness,
  size(asks) > 0 AND c.name STARTS WITH 'deleted' AS removal
RETURN [x.table + '.' + x.name, c.name] AS anchors, x.file AS file, x.line AS line,
  CASE WHEN removal THEN 'high' WHEN anchored AND (size(asks) > 0 OR (size(upserts) > 0 AND NOT refers)) THEN 'medium' ELSE 'low' END AS confidence,
  CASE WHEN removal THEN 'The unique key `' + x.name + '` (' + keys + ') holds `' + c.name + '`, which is NULL in every row that is not deleted: it never refuses one of them.'
       WHEN size(upserts) > 0 THEN 'The statement `' + substring(head(upserts)[2], 0, 120) + '` relies on the unique key `' + x.name + '` (' + keys + '), which does not hold for rows whose `' + c.name + '` is NULL.'
       WHEN size(asks) > 0 THEN 'The unique key `' + x.name + '` (' + keys + ') does not hold for rows whose `' + c.name + '` is NULL, and the code looks for such rows.'
       ELSE 'The unique key `' + x.name + '` (' + keys + ') does not hold for rows whose `' + c.name + '` is NULL.' END AS message,
  CASE WHEN removal THEN 'Make it partial: a unique index on the other columns WHERE ' + c.name + ' IS NULL, instead of ' + x.name + '.'
       ELSE 'Declare ' + t.name + '.' + c.name + ' NOT NULL, or make the key UNIQUE NULLS NOT DISTINCT (' + keys + ') (PostgreSQL 15).' END AS fix,
  [id IN [head(witness), head(tail(witness)), t.id, x.id] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
