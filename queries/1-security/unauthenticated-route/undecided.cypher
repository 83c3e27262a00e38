MATCH (r:Route)
WHERE r.auth = 'unknown' OR (r.auth = 'none' AND r.protocol <> 'static' AND r.handlerReason IS NOT NULL)
RETURN coalesce(r.authReason, r.handlerReason, 'authentication unknown') AS reason, count(r) AS count
ORDER BY reason, count
