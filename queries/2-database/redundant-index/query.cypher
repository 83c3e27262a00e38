// @id redundant-index
// @title Index that another one makes superfluous
// @severity low
// @confidence high
// @checklist 7.02
// @requires Index
// @impact Every insert, update and vacuum of the table keeps it current, and nothing is answered faster by it.

MATCH (x:Index)-[:COVERED_BY]->(w:Index)
WITH x, w ORDER BY w.primary DESC, w.unique DESC, size(w.columns), w.name
WITH x, head(collect(w)) AS w
CALL {
  WITH x
  MATCH (k:Constraint {table: x.table})
  WHERE k.name = x.name
  RETURN count(k) > 0 AS constrained
}
CALL {
  WITH x
  MATCH (t:Table {name: x.table})
  WHERE t.partitioned OR coalesce(t.dialect, 'postgres') <> 'postgres'
  RETURN count(t) > 0 AS atOnce
}
WITH x, w, constrained, atOnce, reduce(list = head(x.columns), c IN tail(x.columns) | list + ', ' + c) AS keys,
  reduce(list = head(w.columns), c IN tail(w.columns) | list + ', ' + c) AS wider
RETURN [x.table + '.' + x.name] AS anchors, x.file AS file, x.line AS line,
  'The index `' + x.name + '` on `' + x.table + '` (' + keys + ') is superfluous: '
    + CASE WHEN size(x.columns) = size(w.columns) THEN CASE WHEN w.primary THEN 'the primary key `' WHEN w.unique THEN 'the unique index `' ELSE 'the index `' END + w.name + '` is on the same columns'
           ELSE '`' + w.name + '` (' + wider + ') begins with the same columns' END + '.' AS message,
  CASE WHEN constrained THEN 'ALTER TABLE ' + x.table + ' DROP CONSTRAINT ' + x.name + ';' ELSE 'DROP INDEX ' + CASE WHEN atOnce THEN '' ELSE 'CONCURRENTLY ' END + x.name + ';' END AS fix,
  ['table ' + x.table, x.id, w.id] AS path
ORDER BY file, line, anchors
