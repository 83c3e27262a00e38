// @id unbounded-text
// @title Text of any length from a request
// @severity low
// @confidence low
// @checklist 2.01c 2.04d
// @requires Column
// @impact One request can store megabytes in a field that is meant to hold a line: every list that shows it reads and sends them again.

MATCH (t:Table)-[:HAS_COLUMN]->(c:Column)<-[s:SETS]-(q:Query)<-[:EXECUTES]-(f:Function)
WHERE s.input IS NOT NULL AND s.bounded = false AND c.type IN ['text', 'character varying', 'citext']
  AND coalesce(t.dialect, 'postgres') = 'postgres' AND coalesce(f.reachedByServer, true)
  AND NOT EXISTS { MATCH (k:Constraint)-[:CONSTRAINS]->(c) WHERE k.kind = 'check' }
  AND NOT c.name ENDS WITH 'id' AND NOT c.name IN t.primaryKey
  AND NOT EXISTS { MATCH (c)-[:REFERENCES]->(:Column) }
  AND NOT EXISTS { MATCH (c)<-[o:SETS]-(:Query) WHERE o.input IS NOT NULL AND o.bounded }
WITH t, c, s, q, f ORDER BY coalesce(f.reachedByRoute, false) DESC, f.id, q.id, s.input
WITH t, c, head(collect({sender: f.id, statement: q.id, file: q.file, line: q.line, input: s.input})) AS w
RETURN [t.name + '.' + c.name] AS anchors, w.file AS file, w.line AS line,
  '`' + w.input + '` of a request goes into `' + t.name + '.' + c.name + '` (' + c.type
    + '), and neither the code nor the schema limits its length: the largest body that the server takes is the only bound.' AS message,
  'Refuse longer texts where the request is read, and hold it in the schema: ALTER TABLE ' + t.name + ' ADD CONSTRAINT ' + t.name + '_' + c.name
    + '_length CHECK (char_length(' + c.name + ') <= …) NOT VALID; ALTER TABLE ' + t.name + ' VALIDATE CONSTRAINT ' + t.name + '_' + c.name + '_length;' AS fix,
  [w.sender, w.statement, c.id] AS path
ORDER BY file, line, anchors
