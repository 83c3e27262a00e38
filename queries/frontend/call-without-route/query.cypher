// @id call-without-route
// @title Frontend call that no route answers
// @severity high
// @confidence high
// @checklist none
// @requires ApiCall Route
// @impact The feature that makes the call fails for every user, with a 404 or a 405.

MATCH (c:ApiCall)
WHERE c.resolution = 'exact' AND NOT EXISTS { MATCH (c)-[:REQUESTS]->(:Route) }
WITH DISTINCT c, split(c.path, '/') AS parts
CALL {
  WITH c, parts
  MATCH (r:Route)
  WHERE size(split(r.path, '/')) = size(parts) AND r.protocol <> 'static'
    AND all(i IN range(0, size(parts) - 1) WHERE split(r.path, '/')[i] = parts[i] OR split(r.path, '/')[i] STARTS WITH ':')
  WITH r ORDER BY r.id
  RETURN collect(r) AS others, collect(DISTINCT r.method) AS methods
}
CALL {
  MATCH (:ApiCall)-[k:REQUESTS]->(:Route)
  RETURN count(k) AS answered
}
MATCH (f:Function)-[:MAKES]->(c)
// One request may go to one of several addresses; where one of them is answered, whether it ever goes to the others is not known.
OPTIONAL MATCH (f)-[:MAKES]->(way:ApiCall)
WHERE way.request = c.request AND way.id <> c.id
OPTIONAL MATCH (way)-[:REQUESTS]->(there:Route)
WITH c, others, methods, answered, f, way, there ORDER BY f.id, way.id
WITH c, others, methods, answered, head(collect(f.id)) AS caller, count(there) AS elsewhere,
  collect(DISTINCT CASE WHEN way.resolution = 'exact' THEN way.method + ' ' + way.path END) AS ways,
  min(CASE WHEN way.resolution = 'exact' THEN way.id END) AS first
WHERE elsewhere = 0 AND (first IS NULL OR first > c.id)
RETURN [c.id] AS anchors, c.file AS file, c.line AS line,
  CASE WHEN answered = 0 THEN 'low' ELSE 'high' END AS confidence,
  'The client calls `' + c.method + ' ' + c.path + '`'
    + reduce(list = '', way IN ways | list + ' or `' + way + '`')
    + ', and no route of the application answers it'
    + CASE WHEN answered = 0 THEN '; as no other call is answered either, the client may speak to another server.'
           WHEN size(others) = 0 THEN '.'
           ELSE '; that path answers ' + reduce(list = head(methods), method IN tail(methods) | list + ', ' + method) + ' only.' END AS message,
  CASE WHEN size(others) > 0 THEN 'Call it with ' + head(methods) + ', or register `' + c.method + ' ' + c.path + '` beside ' + coalesce(head(others).file + ':' + toString(head(others).line), 'the other method') + '.'
       ELSE 'Register `' + c.method + ' ' + c.path + '`, or change the call at ' + coalesce(c.file + ':' + toString(c.line), 'the client') + ' to the path that is meant.' END AS fix,
  [caller, c.id] AS path,
  [] AS routes
ORDER BY file, line, anchors
