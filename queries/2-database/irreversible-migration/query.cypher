// @id irreversible-migration
// @title Migration that cannot be taken back
// @severity low
// @confidence high
// @checklist 2.02c 9.05
// @requires Migration
// @impact When a release has to go back, the schema does not go with it.

MATCH (m:Migration)-[:HAS_RISK]->(r:MigrationRisk)
WHERE r.rule IN ['irreversible-migration', 'down-fails', 'down-does-not-restore']
RETURN [r.id] AS anchors, r.file AS file, r.line AS line, r.severity AS severity, r.confidence AS confidence,
  CASE r.rule WHEN 'down-fails' THEN 'Down migration fails' WHEN 'down-does-not-restore' THEN 'Down migration leaves another schema'
    ELSE 'Migration that cannot be taken back' END AS title,
  r.message AS message, coalesce(r.impact, '') AS impact, coalesce(r.fix, '') AS fix, [m.id, r.id] AS path
ORDER BY file, line, anchors
