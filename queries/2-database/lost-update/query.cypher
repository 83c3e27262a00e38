// @id lost-update
// @title Value read, changed and written back
// @severity medium
// @confidence medium
// @checklist 2.04a 2.03d
// @requires Query
// @impact Two requests at the same time read the same value, and the second write undoes the first: counts and balances drift, and nothing fails.

MATCH (f:Function)-[:COMPUTES]->(x:ReadModifyWrite)-[:STORES]->(w:Query)
WHERE x.protection IN ['none', 'mutex', 'otherLock'] AND coalesce(f.reachedByServer, true)
MATCH (x)-[:TAKES]->(r:Query)
MATCH (sender:Function)-[:EXECUTES]->(w)
WITH f, x, w, r, sender ORDER BY x.sameRow DESC, x.line, w.id, r.id, sender.id
WITH f, x.table AS tableName, x.column AS columnName, head(collect(x)) AS x, head(collect(w)) AS w, head(collect(r)) AS r, head(collect(sender)) AS sender
RETURN [f.id, x.table + '.' + x.column] AS anchors, x.file AS file, x.line AS line,
  CASE WHEN coalesce(f.reachedByRoute, false) THEN 'medium' ELSE 'low' END AS severity,
  CASE WHEN x.protection IN ['mutex', 'otherLock'] OR NOT x.sameRow OR NOT coalesce(f.reachedByRoute, false) THEN 'low' ELSE 'medium' END AS confidence,
  '`' + coalesce(f.receiver + '.', '') + f.name + '` computes a new `' + x.table + '.' + x.column + '` from the one that it has read, and writes it back at '
    + w.file + ':' + toString(w.line)
    + CASE x.protection WHEN 'mutex' THEN ': only a lock of this process keeps another run out.'
      WHEN 'otherLock' THEN ': a lock is taken, of rows of other tables, and it is not seen that these keep another run out.'
      ELSE ': no lock, no condition on the old value and no isolation keeps another run out.' END AS message,
  'Let the database compute: UPDATE ' + x.table + ' SET ' + x.column + ' = ' + x.column + ' + …; or read with FOR UPDATE in the transaction that writes, or write WHERE '
    + x.column + ' is still the old value, and try again.' AS fix,
  CASE WHEN f.id = sender.id THEN [f.id, w.id] ELSE [f.id, r.id] END AS path
ORDER BY file, line, anchors
