// @id n-plus-one
// @title Round trip per element of a loop
// @severity high
// @confidence high
// @checklist 2.03a 7.01 7.05 Q1
// @requires Function Query|CacheOp
// @impact The number of round trips grows with the data: latency and load grow with it, for every caller at once.

MATCH (f:Function)-[c:CALLS|EXECUTES|USES]->(g)
WHERE f.reachedByRoute = true AND c.loopDepth > 0 AND c.perElement = true
  AND NOT coalesce(c.loopBound, 'unknown') IN ['constant', 'batch']
MATCH (g)-[:CALLS*0..6]->(h)-[:EXECUTES|USES*0..1]->(q)
WHERE q:Query OR q:CacheOp OR q:HttpCall OR q:Publish
WITH DISTINCT f, c, g, h, q
CALL {
  WITH g, h
  WITH g, h WHERE g.id = h.id
  RETURN [g.id] AS hops, 0 AS doubt, false AS onMiss
  UNION
  WITH g, h
  WITH g, h WHERE g.id <> h.id
  MATCH p = allShortestPaths((g)-[:CALLS*1..6]->(h))
  WITH [n IN nodes(p) | n.id] AS hops, relationships(p) AS calls ORDER BY hops LIMIT 1
  RETURN hops, CASE WHEN any(k IN calls WHERE k.resolution = 'inferred') THEN 2
                    WHEN any(k IN calls WHERE coalesce(k.fanout, 1) > 1) THEN 1 ELSE 0 END AS doubt,
         any(k IN calls WHERE coalesce(k.cached, false)) AS onMiss
}
WITH f, c, g, q, CASE WHEN h.id = q.id THEN hops ELSE hops + [q.id] END AS hops, doubt,
     onMiss OR coalesce(c.cached, false) OR coalesce(q.cached, false) AS onMiss
WITH f, c, g, q, hops,
     CASE WHEN doubt = 2 OR c.resolution = 'inferred' THEN 2
          WHEN doubt = 1 OR coalesce(c.fanout, 1) > 1 OR onMiss OR coalesce(c.loopBound, 'unknown') = 'unknown' THEN 1 ELSE 0 END AS doubt,
     CASE WHEN q:Query AND q.operation = 'select' AND NOT onMiss THEN 3 WHEN q:Query OR q:HttpCall THEN 2 ELSE 1 END AS weight
ORDER BY weight DESC, doubt, size(hops), hops
WITH f, c.line AS line, min(g.id) AS callee, count(DISTINCT q) AS effects, head(collect(q)) AS worst,
     head(collect(weight)) AS weight, head(collect(doubt)) AS doubt, head(collect(hops)) AS hops
WITH f, line, callee, effects, worst, weight, doubt, hops, coalesce(f.receiver + '.', '') + f.name AS name,
     CASE WHEN worst:Query THEN '`' + substring(coalesce(worst.sql, worst.name, 'a statement'), 0, 240) + '`'
          WHEN worst:HttpCall THEN 'the HTTP call ' + coalesce(worst.method + ' ', '') + coalesce(worst.url, '')
          WHEN worst:Publish THEN 'a message to ' + coalesce(worst.channel, 'a channel')
          ELSE coalesce(worst.store + ' ', '') + coalesce(worst.operation, 'a cache command') + coalesce(' `' + worst.keyPattern + '`', '') END AS what
RETURN [f.id, callee] AS anchors, f.file AS file, line,
  CASE weight WHEN 3 THEN 'high' WHEN 2 THEN 'medium' ELSE 'low' END AS severity,
  CASE doubt WHEN 0 THEN 'high' WHEN 1 THEN 'medium' ELSE 'low' END AS confidence,
  '`' + name + '` makes ' + toString(effects) + CASE effects WHEN 1 THEN ' round trip' ELSE ' different round trips' END
    + ' for each element of the loop around this call' + CASE effects WHEN 1 THEN ': ' ELSE ', first of all ' END + what + '.' AS message,
  CASE WHEN worst:Query AND worst.operation = 'select' THEN 'Collect the keys before the loop, send this statement once for all of them (`= ANY($n)`), and look each element up in a map: ' + what
       WHEN worst:Query AND worst.operation IN ['insert', 'upsert'] THEN 'Write all elements with one statement of many rows instead of one for each: ' + what
       WHEN worst:Query THEN 'Change all elements with one statement whose condition names them all (`= ANY($n)`): ' + what
       WHEN worst:HttpCall THEN 'Ask for all elements in one request, or bound how many run at once: ' + what
       ELSE 'Send one command for all keys, or a pipeline, instead of one round trip for each: ' + what END AS fix,
  [f.id] + hops AS path
ORDER BY file, line, anchors
