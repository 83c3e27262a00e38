CALL {
  MATCH (c:ApiCall)
  WHERE c.resolution IN ['unknown', 'partial'] AND NOT EXISTS { MATCH (c)-[:REQUESTS]->(:Route) }
  RETURN coalesce(c.reason, 'the address of the call is not known') AS reason, c
  UNION
  MATCH (f:Function)-[:MAKES]->(c:ApiCall)
  WHERE c.resolution = 'exact' AND NOT EXISTS { MATCH (c)-[:REQUESTS]->(:Route) }
  MATCH (f)-[:MAKES]->(way:ApiCall)-[:REQUESTS]->(:Route)
  WHERE way.request = c.request
  RETURN 'the same call is answered by another way, and whether it ever goes this one is not known' AS reason, c
}
RETURN reason, count(DISTINCT c) AS count
ORDER BY reason, count
