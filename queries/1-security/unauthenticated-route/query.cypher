// @id unauthenticated-route
// @title Route without authentication
// @severity high
// @confidence medium
// @checklist 1.01 1.05 R12 Q2
// @requires Route
// @impact Anyone who can reach the server can call it, without an account.
// @param minGuarded 3 Reading routes beside an open one that must all be guarded before it counts as the odd one out

MATCH (r:Route)
WHERE r.auth = 'none' AND r.protocol <> 'static' AND coalesce(r.credential, false) = false AND r.proof IS NULL
  AND NOT EXISTS { MATCH (r)-[:GUARDED_BY]->(a:Middleware) WHERE a.kind = 'authn' }
WITH DISTINCT r, split(r.path, '/') AS parts, r.method IN ['GET', 'HEAD', 'OPTIONS'] AS reading
WITH r, reading, any(part IN parts WHERE toLower(part) IN ['admin', 'internal']) AS internal,
     reduce(path = '', part IN parts[0..size(parts) - 1] | path + part + '/') AS parent
CALL {
  WITH r, reading
  MATCH (r)-[k:TOUCHES]->(t:Table)
  WHERE reading OR k.mode = 'write'
  WITH DISTINCT t ORDER BY t.name
  RETURN collect(t.name) AS tables, collect(t.id) AS tableIds
}
CALL {
  WITH r, parent
  MATCH (r)-[:TOUCHES {mode: 'read'}]->(t:Table)<-[:TOUCHES {mode: 'read'}]-(o:Route)
  WHERE o.id <> r.id AND o.app = r.app AND o.method = 'GET' AND o.path + '/' STARTS WITH parent
  WITH DISTINCT o
  RETURN count(o) AS siblings, count(CASE WHEN o.auth = 'required' THEN 1 END) AS guardedSiblings
}
CALL {
  WITH r
  MATCH (r)-[:TOUCHES {mode: 'write'}]->(t:Table)<-[:TOUCHES {mode: 'write'}]-(o:Route)
  WHERE o.app = r.app AND o.auth = 'required'
  RETURN count(DISTINCT o) AS guardedWriters
}
CALL { WITH r MATCH (r)-[g:GUARDED_BY]->(m:Middleware) WITH m, g ORDER BY g.order, m.id RETURN collect(m.id) AS standing }
WITH r, reading, internal, tables, tableIds, standing, guardedWriters, guardedSiblings,
     siblings >= $minGuarded AND siblings = guardedSiblings AS oddOneOut
WHERE size(tables) > 0 AND (NOT reading OR internal OR oddOneOut)
OPTIONAL MATCH (r)-[:HANDLED_BY]->(h:Function)
RETURN [r.id] AS anchors, r.file AS file, r.line AS line,
  CASE WHEN r.condition IS NOT NULL THEN 'medium' WHEN NOT reading AND (internal OR guardedWriters > 0) THEN 'critical'
       WHEN NOT reading OR internal THEN 'high' ELSE 'medium' END AS severity,
  CASE WHEN NOT reading AND guardedWriters > 0 THEN 'high' WHEN NOT reading OR internal THEN 'medium' ELSE 'low' END AS confidence,
  '`' + r.method + ' ' + r.path + '` ' + CASE WHEN reading THEN 'reads ' ELSE 'writes ' END
    + reduce(list = head(tables), name IN tail(tables) | list + ', ' + name) + ', and nothing before its handler authenticates the caller'
    + CASE size(standing) WHEN 0 THEN '' ELSE ' (middleware there: ' + toString(size(standing)) + ')' END
    + CASE WHEN NOT reading AND guardedWriters > 0 THEN '; other routes that write there require it (' + toString(guardedWriters) + ').'
           WHEN oddOneOut THEN '; all ' + toString(guardedSiblings) + ' reading routes beside it require it.' ELSE '.' END
    + coalesce(' It is registered only when `' + r.condition + '`.', '') AS message,
  'Put the authenticating middleware before the handler where `' + r.method + ' ' + r.path + '` is registered'
    + coalesce(' (' + r.file + ':' + toString(r.line) + ')', '') + ', or register it after the point from which that middleware covers the group.' AS fix,
  [r.id] + standing + [id IN [h.id] WHERE id IS NOT NULL] + tableIds[0..1] AS path,
  [r.id] AS routes
ORDER BY file, line, anchors
