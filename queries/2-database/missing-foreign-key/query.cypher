// @id missing-foreign-key
// @title Reference without a foreign key
// @severity low
// @confidence medium
// @checklist 2.01a 2.04b 2.04c
// @requires Column
// @impact Nothing stops a row from referring to what is not there, or keeps it from being left behind.

MATCH (t:Table)-[:HAS_COLUMN]->(c:Column)
WHERE c.name ENDS WITH '_id' AND size(c.name) > 3 AND coalesce(t.dialect, 'postgres') = 'postgres' AND coalesce(t.approximate, false) = false
WITH t, c, substring(c.name, 0, size(c.name) - 3) AS stem
MATCH (p:Table)-[:HAS_COLUMN]->(k:Column)
WHERE p.primaryKey = [k.name] AND k.type = c.type AND p.id <> t.id
  AND (p.name IN [stem, stem + 's', stem + 'es'] OR (stem ENDS WITH 'y' AND p.name = substring(stem, 0, size(stem) - 1) + 'ies'))
  AND NOT EXISTS { MATCH (c)-[:REFERENCES]->(:Column) }
  AND NOT EXISTS { MATCH (t)-[:HAS_COLUMN]->(s:Column) WHERE s.name IN [stem + '_type', stem + '_kind', stem + '_table', stem + '_class'] }
WITH DISTINCT t, c, p, k
CALL {
  WITH c, k
  MATCH (f:Function)-[:EXECUTES]->(q:Query)-[:JOINS_ON]->(c)
  WHERE EXISTS { MATCH (q)-[:JOINS_ON]->(k) } AND coalesce(f.reachedByServer, true)
  WITH DISTINCT f, q
  WITH f, q ORDER BY coalesce(f.reachedByRoute, false) DESC, f.id, q.id
  RETURN collect([f.id, q.id]) AS joins
}
CALL {
  WITH p
  MATCH (f:Function)-[:EXECUTES]->(d:Query)-[:WRITES]->(p)
  WHERE d.operation = 'delete' AND coalesce(f.reachedByServer, true)
  RETURN count(d) > 0 AS removed
}
CALL {
  MATCH (k:Constraint)
  WHERE k.kind = 'foreignKey'
  RETURN count(k) > 0 AS used
}
WITH t, c, p, k, joins, head(joins) AS witness, removed, used
RETURN [t.name + '.' + c.name] AS anchors, c.file AS file, c.line AS line,
  CASE WHEN removed THEN 'medium' ELSE 'low' END AS severity,
  CASE WHEN used AND size(joins) > 0 THEN 'medium' ELSE 'low' END AS confidence,
  '`' + t.name + '.' + c.name + '` refers to `' + p.name + '` by its name and type' + CASE WHEN size(joins) > 0 THEN ', statements join the two' ELSE '' END + ', and no foreign key says so'
    + CASE WHEN removed THEN ': the application deletes rows of `' + p.name + '` and leaves those that refer to them' ELSE '' END + '.' AS message,
  'ALTER TABLE ' + t.name + ' ADD FOREIGN KEY (' + c.name + ') REFERENCES ' + p.name + ' (' + k.name + ') NOT VALID; then VALIDATE CONSTRAINT, once rows without a parent are gone.' AS fix,
  [id IN [head(witness), head(tail(witness)), c.id, p.id] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
