// @id schema-drift
// @title The code believes in another schema
// @severity medium
// @confidence medium
// @checklist 2.01 2.02 2.04d
// @requires Migration
// @impact What the code takes for granted does not hold in the database that the migrations make.

MATCH (d:SchemaDrift)
OPTIONAL MATCH (d)-[:DIFFERS]->(t:Table)
OPTIONAL MATCH (d)-[:DIFFERS]->(c:Column)
WITH d, t, c ORDER BY c.id, t.id
WITH d, head(collect(t)) AS t, head(collect(c)) AS c
RETURN CASE WHEN d.live IS NULL THEN 'The code believes in another schema' ELSE 'The live database is not what the migrations make' END AS title,
  [d.id] AS anchors, d.file AS file, d.line AS line,
  coalesce(d.severity, 'medium') AS severity, coalesce(d.confidence, 'medium') AS confidence,
  toUpper(substring(d.message, 0, 1)) + substring(d.message, 1) + '.' AS message,
  coalesce(d.impact, 'The two sides do not agree.') AS impact,
  coalesce(d.fix, 'Let the model and the migrations say the same.') AS fix,
  [id IN [t.id, c.id, d.id] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
