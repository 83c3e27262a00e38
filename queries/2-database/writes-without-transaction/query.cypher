// @id writes-without-transaction
// @title Several writes without a transaction
// @severity medium
// @confidence medium
// @checklist 2.03d
// @requires Function Query
// @impact When the second write fails, or the process ends between the two, the first one stays: the data is left half changed.

MATCH p = (t:Table)<-[:WRITES]-(q:Query)<-[:EXECUTES]-(:Function)<-[:CALLS*0..3]-(f:Function)
WHERE f.reachedByRoute = true
WITH f, t.name AS tableName, last(relationships(p)) AS s, [n IN nodes(p)[1..size(nodes(p)) - 1] | n.id] AS back
WHERE coalesce(s.inTransaction, false) = false AND coalesce(s.inGoroutine, false) = false AND coalesce(s.deferred, false) = false
WITH DISTINCT f, s.line AS line, coalesce(s.arms, []) AS arms, tableName, size(back) = 1 AS direct, reverse(back) AS hops
ORDER BY f.id, line, arms, size(hops), hops, tableName
WITH f, line, arms, head(collect(hops)) AS hops, head(collect(direct)) AS direct, collect(DISTINCT tableName) AS tables
ORDER BY f.id, line, arms
WITH f, collect({line: line, arms: arms, hops: hops, direct: direct, tables: tables}) AS sites
WHERE size(sites) > 1
UNWIND sites AS a
UNWIND sites AS b
WITH f, a, b
WHERE a.line < b.line
  AND NOT any(x IN a.arms WHERE any(y IN b.arms WHERE split(x, '/')[0] = split(y, '/')[0] AND x <> y))
CALL {
  WITH a, b
  UNWIND a.tables AS one
  UNWIND b.tables AS other
  MATCH (t:Table {name: one})-[:HAS_COLUMN]->(:Column)-[k:REFERENCES]-(:Column)<-[:HAS_COLUMN]-(u:Table {name: other})
  RETURN count(k) > 0 AS related
}
WITH f, a, b, related ORDER BY f.id, related DESC, a.line, b.line, a.arms, b.arms
WITH f, head(collect(a)) AS a, head(collect(b)) AS b, head(collect(related)) AS related, count(*) AS pairs
WHERE EXISTS {
  MATCH p = (f)<-[:CALLS*0..6]-(:Function)<-[:HANDLED_BY|RUNS]-()
  WHERE none(k IN relationships(p) WHERE coalesce(k.inTransaction, false))
}
WITH f, a, b, related, coalesce(f.receiver + '.', '') + f.name AS name,
     reduce(list = head(a.tables), t IN tail(a.tables) | list + ', ' + t) AS first,
     reduce(list = head(b.tables), t IN tail(b.tables) | list + ', ' + t) AS second
RETURN [f.id] AS anchors, f.file AS file, b.line AS line,
  CASE WHEN related THEN 'high' ELSE 'medium' END AS severity,
  CASE WHEN related AND a.direct AND b.direct THEN 'high' WHEN related THEN 'medium' ELSE 'low' END AS confidence,
  '`' + name + '` writes ' + first + ' (line ' + toString(a.line) + ') and ' + second + ' (line ' + toString(b.line)
    + ') in one run, and no transaction holds the two together' + CASE WHEN related THEN '; a foreign key joins them.' ELSE '.' END AS message,
  'Run both writes of `' + name + '` (lines ' + toString(a.line) + ' and ' + toString(b.line)
    + ') inside one transaction, and hand that transaction to whatever they call.' AS fix,
  [f.id] + b.hops AS path
ORDER BY file, line, anchors
