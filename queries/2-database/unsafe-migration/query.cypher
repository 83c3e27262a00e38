// @id unsafe-migration
// @title Unsafe migration
// @severity medium
// @confidence high
// @checklist 2.02b 2.02d 9.04 9.05 Q4
// @requires Migration
// @impact Requests wait or fail while the migration runs, or rows are lost with it.

MATCH (m:Migration)-[:HAS_RISK]->(r:MigrationRisk)
WHERE NOT r.rule IN ['irreversible-migration', 'down-fails', 'down-does-not-restore', 'version-gap', 'duplicate-version', 'ambiguous-order']
OPTIONAL MATCH (r)-[:ENDANGERS]->(t:Table)
OPTIONAL MATCH (r)-[:ENDANGERS]->(q:Query)
WITH m, r, t, q ORDER BY q.id
WITH m, r, t, head(collect(q)) AS q
RETURN [r.id] AS anchors, r.file AS file, r.line AS line, r.severity AS severity, r.confidence AS confidence,
  CASE
    WHEN r.rule STARTS WITH 'ban-drop' OR r.rule = 'ban-truncate-cascade' THEN 'Destructive migration'
    WHEN r.rule STARTS WITH 'renaming' THEN 'Rename that running code does not know'
    WHEN r.rule = 'backfilling-data' THEN 'Rows changed all at once'
    WHEN r.rule CONTAINS 'transaction' THEN 'Migration and its transaction'
    WHEN r.rule STARTS WITH 'prefer' OR r.rule = 'ban-char-field' OR r.rule = 'adding-json-column' THEN 'Type that will not last'
    WHEN r.rewrites THEN 'Table written anew under a lock'
    WHEN r.scans THEN 'Table read or indexed under a lock'
    ELSE 'Unsafe migration' END AS title,
  substring(r.message, 0, size(r.message) - 1) + ' (' + r.rule + coalesce(', lock ' + r.lock, '') + ').' AS message,
  coalesce(r.impact, '') AS impact, coalesce(r.fix, '') AS fix,
  [id IN [m.id, r.id, coalesce(q.id, t.id)] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
