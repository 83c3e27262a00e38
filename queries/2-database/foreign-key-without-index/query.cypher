// @id foreign-key-without-index
// @title Foreign key without an index
// @severity low
// @confidence high
// @checklist 2.01a 7.02
// @requires Table
// @impact Every delete or key change of a parent row, and every join from it, reads this whole table.

MATCH (t:Table)-[:HAS_CONSTRAINT]->(k:Constraint)
WHERE k.kind = 'foreignKey' AND coalesce(t.dialect, 'postgres') = 'postgres'
  AND NOT EXISTS { MATCH (t)-[:HAS_INDEX]->(x:Index) WHERE head(x.columns) IN k.columns AND coalesce(x.method, 'btree') IN ['btree', 'hash']
    AND (x.`where` IS NULL OR (size(k.columns) = 1 AND toLower(replace(replace(x.`where`, '(', ''), ')', '')) = toLower(head(k.columns)) + ' is not null')) }
  AND NOT EXISTS { MATCH (t)<-[:ADVISED_FOR]-(a:IndexAdvice)-[:WOULD_SERVE]->(:Query)-[:FILTERS_ON|JOINS_ON|ORDERS_BY]->(c:Column)
    WHERE head(a.columns) IN k.columns AND c.table = t.name AND c.name IN k.columns }
WITH DISTINCT t, k, head(split(k.references, '(')) AS parent
CALL {
  WITH t, k
  MATCH (t)<-[:ADVISED_FOR]-(a:IndexAdvice)
  WHERE head(a.columns) IN k.columns
  RETURN min(a.statement) AS advised
}
CALL {
  WITH parent
  MATCH (d:Query)-[:WRITES]->(p:Table)
  WHERE d.operation = 'delete' AND (p.name = parent
    OR EXISTS { MATCH (:Column {table: parent})-[r:REFERENCES]->(g:Column) WHERE r.onDelete = 'cascade' AND g.table = p.name })
  WITH DISTINCT d, p
  MATCH (f:Function)-[:EXECUTES]->(d)
  WHERE coalesce(f.reachedByServer, true) AND NOT toLower(d.sql) STARTS WITH 'truncate'
  WITH d, f, p ORDER BY coalesce(f.reachedByRoute, false) DESC, d.id, f.id, p.name
  WITH collect({id: d.id, sender: f.id, sql: d.sql, removed: p.name}) AS deletes
  RETURN head(deletes) AS witness
}
WITH t, k, parent, advised, witness, reduce(list = head(k.columns), c IN tail(k.columns) | list + ', ' + c) AS keys
RETURN [t.name + '(' + keys + ')'] AS anchors, k.file AS file, k.line AS line,
  CASE WHEN witness IS NULL THEN 'low' ELSE 'medium' END AS severity,
  '`' + t.name + '` has no index on (' + keys + '): each row deleted from `' + parent + '` reads all of `' + t.name + '` for the rows that it '
    + CASE coalesce(k.onDelete, 'no action') WHEN 'cascade' THEN 'deletes' WHEN 'set null' THEN 'sets to null' WHEN 'set default' THEN 'sets to their default' ELSE 'must not leave behind' END
    + CASE WHEN witness IS NULL THEN '' WHEN witness.removed = parent THEN ', and the application deletes such rows: `' + substring(witness.sql, 0, 160) + '`'
           ELSE ', and the application deletes such rows along with those of `' + witness.removed + '`: `' + substring(witness.sql, 0, 160) + '`' END + '.' AS message,
  coalesce(advised, CASE WHEN coalesce(t.partitioned, false)
    THEN 'CREATE INDEX ON ONLY ' + t.name + ' (' + keys + '), then one for each partition, concurrently, and ALTER INDEX … ATTACH PARTITION.'
    ELSE 'CREATE INDEX CONCURRENTLY ON ' + t.name + ' (' + keys + ');' END) AS fix,
  [id IN [witness.sender, witness.id, t.id] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
