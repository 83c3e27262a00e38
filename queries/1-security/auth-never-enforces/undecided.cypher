MATCH (m:Middleware)
WHERE m.kind = 'unknown' OR (m.kind IN ['authn', 'authz'] AND m.enforces IS NULL)
RETURN coalesce(m.evidence, 'what the middleware does is unknown') AS reason, count(m) AS count
ORDER BY reason, count
