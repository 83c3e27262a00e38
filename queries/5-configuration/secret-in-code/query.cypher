// @id secret-in-code
// @title Secret in code
// @severity high
// @confidence high
// @checklist 1.14 5.02 R02
// @requires Function
// @impact Everyone who can read the repository, its history or a built image holds the secret.

MATCH (s:Secret)
WITH s, coalesce(s.name, 'a value') AS name, coalesce(s.kind, 'secret') AS kind
RETURN [s.id] AS anchors, s.file AS file, s.line AS line,
  CASE WHEN s.confidence = 'high' THEN 'critical' WHEN s.confidence = 'low' THEN 'medium' ELSE 'high' END AS severity,
  coalesce(s.confidence, 'medium') AS confidence,
  '`' + name + '` holds a secret (' + kind + ') written in the source' + coalesce(': ' + s.redacted, '') + '.' AS message,
  'Revoke the value, take it out of ' + s.file + ':' + toString(s.line)
    + ', and read `' + name + '` at start from the environment or a secret store, refusing to start without it.' AS fix,
  [s.id] AS path
ORDER BY file, line, anchors
