// @id goroutine-risk
// @title Goroutine that can end the process or never ends
// @severity high
// @confidence medium
// @checklist 3.11 7.06 6.09 R07
// @requires Goroutine
// @impact A panic in one goroutine ends the whole process; one that never ends keeps its memory for ever.

MATCH (f:Function)-[s:STARTS]->(g:Goroutine)
UNWIND ['panic', 'endless', 'unbounded'] AS risk
WITH f, s, g, risk, coalesce(f.reachedByRoute, false) AS routed, coalesce(f.receiver + '.', '') + f.name AS name
WHERE (risk = 'panic' AND coalesce(f.reachedByServer, true) AND g.recovers = false AND g.panics IS NOT NULL)
   OR (risk = 'endless' AND g.ends = 'never' AND routed)
   OR (risk = 'unbounded' AND routed AND g.bounded = false AND g.perElement = true AND s.loopDepth > 0
       AND NOT coalesce(s.loopBound, 'unknown') IN ['constant', 'batch'])
OPTIONAL MATCH (g)-[:SPAWNS]->(b:Function)
WITH f, g, risk, routed, name, b ORDER BY f.id, g.id, risk, b.id
WITH f, g, risk, routed, name, head(collect(b.id)) AS body
RETURN [g.id, risk] AS anchors, g.file AS file, g.line AS line,
  CASE WHEN risk = 'unbounded' THEN 'medium' ELSE 'high' END AS severity,
  CASE WHEN risk = 'panic' AND routed THEN 'high' ELSE 'medium' END AS confidence,
  CASE risk WHEN 'panic' THEN 'Goroutine whose panic ends the process' WHEN 'endless' THEN 'Goroutine that never ends'
    ELSE 'Goroutines without a bound' END AS title,
  CASE risk
    WHEN 'panic' THEN 'The goroutine that `' + name + '` starts has no recover, and it can panic: ' + g.panics + '.'
    WHEN 'endless' THEN 'The goroutine that `' + name + '` starts for a request loops without a way out.'
    ELSE '`' + name + '` starts a goroutine for each element of a loop, with nothing to bound how many run at once.' END AS message,
  CASE risk
    WHEN 'panic' THEN 'The recover of the HTTP server does not reach into it: one panic ends the process, and every request with it.'
    WHEN 'endless' THEN 'Each request leaves one behind: memory grows until the process is killed.'
    ELSE 'A large input starts as many goroutines at once, each with its memory and its connections.' END AS impact,
  CASE risk
    WHEN 'panic' THEN 'Open the goroutine at ' + g.file + ':' + toString(g.line) + ' with a deferred function that calls recover() and logs what it caught.'
    WHEN 'endless' THEN 'Give the loop of the goroutine at ' + g.file + ':' + toString(g.line) + ' a case that returns when its context is done or its channel is closed.'
    ELSE 'Bound the goroutines at ' + g.file + ':' + toString(g.line) + ': a worker pool, a semaphore, or a group with a limit.' END AS fix,
  [id IN [f.id, g.id, body] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
