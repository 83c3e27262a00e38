// @id unbounded-list
// @title List without a bound
// @severity medium
// @confidence high
// @checklist 7.04 2.03c Q1
// @requires Function Query
// @impact The answer grows with the table: memory, time and traffic with it, until a single request is too much.

CALL {
  MATCH (r:Route)-[:HANDLED_BY]->(:Function)-[:CALLS*0..8]->(x:Function)
  WHERE r.auth IN ['none', 'optional']
  WITH DISTINCT x ORDER BY x.id
  RETURN collect(x.id) AS openFunctions
}
MATCH (f:Function)-[:EXECUTES]->(q:Query)-[:READS]->(t:Table)
WHERE f.reachedByRoute = true AND q.operation = 'select' AND q.bounded = false AND coalesce(q.role, 'main') = 'main'
WITH f, q, t, f.id IN openFunctions AS open ORDER BY q.file, q.line, q.role, open DESC, q.id, f.id, t.name
WITH q.file AS file, q.line AS line, head(collect(q)) AS q, head(collect(f)) AS f, head(collect(open)) AS open, collect(DISTINCT t) AS tables
CALL {
  WITH tables
  UNWIND tables AS t
  MATCH (w:Route)-[:TOUCHES {mode: 'write'}]->(t)
  RETURN count(DISTINCT w) AS writers
}
CALL {
  WITH q
  MATCH (q)-[o:FILTERS_ON {op: '='}]->(:Column)-[:REFERENCES]->(:Column)
  RETURN count(o) > 0 AS ofOneParent
}
WITH file, line, q, f, tables, writers, open, ofOneParent, coalesce(f.receiver + '.', '') + f.name AS name,
     reduce(list = head(tables).name, t IN tail(tables) | list + ', ' + t.name) AS names
RETURN [q.id] AS anchors, file, line,
  CASE WHEN writers > 0 AND open THEN 'high' WHEN writers > 0 THEN 'medium' ELSE 'low' END AS severity,
  CASE WHEN writers = 0 THEN 'low' WHEN ofOneParent THEN 'medium' ELSE 'high' END AS confidence,
  '`' + name + '` reads every row of ' + names + ' that matches, without a limit'
    + CASE WHEN writers = 0 THEN '' ELSE ', and routes add rows there (' + toString(writers) + ')' END
    + CASE WHEN open THEN '; it can be asked for without an account' ELSE '' END + ': `' + substring(coalesce(q.sql, q.name, ''), 0, 240) + '`.' AS message,
  'Read a page at a time: end the statement with `LIMIT $n` (capped in the code, such as 100), continue after the last key seen, and let the route take both from the request: `'
    + substring(coalesce(q.sql, q.name, ''), 0, 240) + ' LIMIT $n`' AS fix,
  [f.id, q.id, head(tables).id] AS path
ORDER BY file, line, anchors
