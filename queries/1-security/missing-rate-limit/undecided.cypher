MATCH (r:Route)
WHERE r.rateLimit = 'unknown'
RETURN coalesce(r.rateLimitReason, 'rate limit unknown') AS reason, count(r) AS count
ORDER BY reason, count
