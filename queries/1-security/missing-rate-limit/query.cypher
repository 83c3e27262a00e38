// @id missing-rate-limit
// @title State-changing route without a rate limit of its own
// @severity medium
// @confidence high
// @checklist 1.09 R04
// @requires Route
// @impact One client can call it as often as the network allows.
// @param globalIsEnough false Leave out the routes that the application-wide limiter covers

MATCH (r:Route)
WHERE r.protocol <> 'static' AND r.rateLimit IN ['none', 'global'] AND NOT ($globalIsEnough AND r.rateLimit = 'global')
  AND (coalesce(r.credential, false) OR NOT r.method IN ['GET', 'HEAD', 'OPTIONS'])
OPTIONAL MATCH (r)-[g:GUARDED_BY]->(m:Middleware)
WITH r, m, g ORDER BY r.id, g.order, m.id
WITH r, collect(m) AS standing
OPTIONAL MATCH (r)-[:HANDLED_BY]->(h:Function)
WITH r, standing, h ORDER BY h.id
WITH r, standing, head(collect(h.id)) AS handler, coalesce(r.credential, false) AS credential,
     head([m IN standing WHERE m.kind = 'rateLimit' | m]) AS limiter
RETURN [r.id] AS anchors, r.file AS file, r.line AS line,
  CASE WHEN credential AND r.rateLimit = 'none' THEN 'high' WHEN credential OR r.rateLimit = 'none' THEN 'medium' ELSE 'low' END AS severity,
  CASE WHEN credential THEN 'Credential route without a rate limit of its own' ELSE 'State-changing route without a rate limit of its own' END AS title,
  '`' + r.method + ' ' + r.path + '` ' + CASE WHEN credential THEN 'checks or issues credentials' ELSE 'changes state' END
    + CASE r.rateLimit WHEN 'none' THEN ', and no limiter stands before it'
        ELSE ', and only the application-wide limiter' + coalesce(' `' + limiter.name + '` (' + limiter.file + ':' + toString(limiter.line) + ')', '') + ' stands before it' END
    + coalesce(', which is active only when `' + limiter.condition + '`', '') + '.' AS message,
  CASE WHEN credential THEN 'An attacker can try passwords or tokens at the speed of the network.'
    ELSE 'One client can write as much as the network allows, and crowd out the others.' END AS impact,
  'Register a limiter of its own on `' + r.method + ' ' + r.path + '`' + coalesce(' at ' + r.file + ':' + toString(r.line), '')
    + CASE WHEN credential THEN ', counted by account and by address, a handful of tries a minute.' ELSE ', counted by user, at the rate a person can use.' END AS fix,
  [r.id] + [m IN standing | m.id] + [id IN [handler] WHERE id IS NOT NULL] AS path,
  [r.id] AS routes
ORDER BY file, line, anchors
