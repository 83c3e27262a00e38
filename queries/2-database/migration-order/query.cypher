// @id migration-order
// @title Migrations that do not run in order
// @severity high
// @confidence high
// @checklist 2.02a 9.05
// @requires Migration
// @impact A new database differs from those in use, or cannot be made at all.

CALL {
  MATCH (m:Migration)-[:HAS_RISK]->(r:MigrationRisk)
  WHERE r.rule IN ['version-gap', 'duplicate-version', 'ambiguous-order']
  RETURN r.id AS anchor, r.file AS file, r.line AS line, r.severity AS severity, r.confidence AS confidence,
    CASE r.rule WHEN 'version-gap' THEN 'Version missing' WHEN 'duplicate-version' THEN 'Version used twice' ELSE 'Order of versions is ambiguous' END AS title,
    substring(r.message, 0, size(r.message) - 1) + ' (' + r.rule + ').' AS message, r.impact AS impact, r.fix AS fix, [m.id, r.id] AS path
  UNION ALL
  MATCH (m:Migration)
  WHERE m.sqlstate IS NOT NULL AND NOT m.sqlstate IN ['0A000', '58P01']
    AND NOT m.error CONTAINS 'schema_migrations' AND NOT m.error CONTAINS 'goose_db_version' AND NOT m.error CONTAINS 'flyway_schema_history'
    // A program gives SQLite functions and modules of its own.
    AND NOT m.error STARTS WITH 'no such function' AND NOT m.error STARTS WITH 'no such module'
    // What an extension brings that is not here cannot be told from what nobody made.
    AND NOT (m.sqlstate IN ['42704', '42883', '42P01', '3F000', '42703'] AND EXISTS {
      MATCH (x:Diagnostic {reason: 'extension-not-available'}), (e:Migration)
      WHERE e.file = x.file AND e.position <= m.position })
  WITH DISTINCT m
  OPTIONAL MATCH (d:Diagnostic {reason: 'migration-failed', file: m.file})
  WITH m, min(d.line) AS first
  OPTIONAL MATCH (other:Migration)
  WHERE other.position < m.position AND other.error IS NOT NULL
  WITH m, first, count(other) AS failedBefore
  RETURN m.id AS anchor, m.file AS file, coalesce(first, m.line) AS line, 'high' AS severity,
    // What a step in code makes by parts of texts, and in which order, is not seen; nor whether another set of migrations runs first.
    CASE WHEN failedBefore = 0 AND NOT EXISTS { MATCH (:Diagnostic {reason: 'made-elsewhere', file: m.file}) } AND NOT (coalesce(m.inCode, false) AND m.sqlstate IN ['42704', '42883', '42P01', '3F000', '42703'])
      THEN 'high' ELSE 'low' END AS confidence, 'Migration fails on a new database' AS title,
    'The step `' + m.name + '` fails when all run in order on an empty database: ' + m.error + CASE m.sqlstate WHEN '' THEN '' ELSE ' (SQLSTATE ' + m.sqlstate + ')' END + '.' AS message,
    'No new database can be made from the migrations: not for a test, not for a colleague, not after a loss.' AS impact,
    'Make the step run after those before it on an empty database.' AS fix, [m.id] AS path
}
RETURN [anchor] AS anchors, file, line, severity, confidence, title, message, impact, fix, path
ORDER BY file, line, anchors
