// @id auth-never-enforces
// @title Authentication that never rejects
// @severity critical
// @confidence high
// @checklist 1.01 1.05 R12 Q2
// @requires Route Middleware
// @impact A request without a valid identity passes the guard and reaches the handler.

CALL {
  MATCH (m:Middleware)<-[:GUARDED_BY]-(r:Route)
  WHERE m.kind = 'authn' AND m.enforces = false AND r.auth IN ['none', 'optional'] AND coalesce(r.credential, false) = false
    AND r.proof IS NULL AND NOT r.method IN ['GET', 'HEAD', 'OPTIONS'] AND EXISTS { MATCH (r)-[:TOUCHES {mode: 'write'}]->(:Table) }
  RETURN m AS guard, r AS route, 'identifies the caller but lets every request through' AS what
  UNION ALL
  MATCH (m:Middleware)<-[:GUARDED_BY]-(r:Route)
  WHERE m.kind = 'authz' AND m.enforces = false
  RETURN m AS guard, r AS route, 'looks at the rights of the caller but lets every request through' AS what
}
WITH guard, route, what ORDER BY route.id
WITH guard, what, collect(route) AS routes
WITH guard, what, routes, head(routes) AS first
OPTIONAL MATCH (first)-[:HANDLED_BY]->(h:Function)
OPTIONAL MATCH (guard)-[:RUNS]->(f:Function)
WITH guard, what, routes, first, h, f ORDER BY h.id, f.id
WITH guard, what, routes, first, head(collect(h.id)) AS handler, head(collect(f.id)) AS body
RETURN [guard.id] AS anchors, guard.file AS file, guard.line AS line,
  '`' + guard.name + '` ' + what + ', and `' + first.method + ' ' + first.path + '`'
    + CASE WHEN size(routes) > 1 THEN ' (with others, ' + toString(size(routes)) + ' in all)' ELSE '' END + ' rests on it.'
    + coalesce(' Evidence: ' + guard.evidence, '') AS message,
  'Let `' + guard.name + '` answer 401 or 403 and return when there is no valid identity'
    + CASE WHEN size(coalesce(guard.args, [])) > 0 THEN ' (its arguments here are ' + reduce(list = head(guard.args), a IN tail(guard.args) | list + ', ' + a) + ')' ELSE '' END
    + ', or put the middleware that does so before these routes.' AS fix,
  [first.id, guard.id] + [id IN [body, handler] WHERE id IS NOT NULL] AS path,
  [r IN routes | r.id] AS routes
ORDER BY file, line, anchors
