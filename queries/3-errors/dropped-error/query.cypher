// @id dropped-error
// @title Error dropped
// @severity medium
// @confidence high
// @checklist 3.01 R01 Q3
// @requires Function
// @impact When the call fails nobody learns of it, and the code goes on as if it had worked.

MATCH (f:Function)-[:DROPS_ERROR]->(d:ErrorDrop)
WHERE coalesce(d.justified, false) = false AND coalesce(d.deferred, false) = false
WITH f, d, coalesce(f.reachedByRoute, false) AS routed, coalesce(f.reachedByServer, true) AS served, coalesce(f.receiver + '.', '') + f.name AS name, coalesce(d.callee, 'a call') AS callee
RETURN [d.id] AS anchors, d.file AS file, d.line AS line,
  CASE WHEN d.effect = 'database' AND routed THEN 'high' WHEN (d.effect = 'database' AND served) OR (d.effect IN ['http', 'io'] AND routed) THEN 'medium' ELSE 'low' END AS severity,
  CASE WHEN d.kind = 'overwritten' OR coalesce(d.effect, 'other') = 'other' THEN 'medium' ELSE 'high' END AS confidence,
  '`' + name + '` ' + CASE d.kind
      WHEN 'blank' THEN 'assigns the error of `' + callee + '` to the blank identifier'
      WHEN 'overwritten' THEN 'overwrites the error of `' + callee + '` before anyone reads it'
      WHEN 'chain' THEN 'never reads the error that `' + callee + '` leaves in its result'
      ELSE 'ignores the error that `' + callee + '` returns' END + '.' AS message,
  CASE d.effect WHEN 'database' THEN 'A failed statement goes unnoticed: data is missing or wrong, and the caller is told that all is well.'
    WHEN 'cache' THEN 'A failing cache goes unnoticed until its absence is felt.'
    ELSE 'When the call fails nobody learns of it, and the code goes on as if it had worked.' END AS impact,
  'Read the error of `' + callee + '` at ' + coalesce(d.file + ':' + toString(d.line), 'this call')
    + CASE WHEN d.effect IN ['cache', 'other'] THEN ': log it, or say in a comment beside it why it may be ignored.'
           ELSE ' and return it wrapped with what was being done.' END AS fix,
  [f.id, d.id] AS path
ORDER BY file, line, anchors
