MATCH (c:ApiCall)
WHERE c.resolution IN ['unknown', 'partial'] AND NOT EXISTS { MATCH (c)-[:REQUESTS]->(:Route) }
RETURN coalesce(c.reason, 'the address of the call is not known') AS reason, count(c) AS count
ORDER BY reason, count
