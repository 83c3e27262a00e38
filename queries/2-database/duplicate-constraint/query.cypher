// @id duplicate-constraint
// @title Constraint that is there twice
// @severity low
// @confidence high
// @checklist 2.04d
// @requires Constraint
// @impact Every write is checked twice; of two foreign keys that disagree on what a delete does, one is a surprise.

MATCH (t:Table)-[:HAS_CONSTRAINT]->(a:Constraint), (t)-[:HAS_CONSTRAINT]->(b:Constraint)
WHERE a.name < b.name AND a.kind = b.kind AND a.kind IN ['foreignKey', 'check'] AND a.columns = b.columns
  AND (a.kind = 'check' AND a.definition = b.definition OR a.kind = 'foreignKey' AND a.references = b.references)
WITH t, a, b, reduce(list = head(a.columns), c IN tail(a.columns) | list + ', ' + c) AS keys,
  a.kind = 'foreignKey' AND coalesce(a.onDelete, '') <> coalesce(b.onDelete, '') AS disagree
RETURN [t.name + '.' + a.name, t.name + '.' + b.name] AS anchors, b.file AS file, b.line AS line,
  CASE WHEN disagree THEN 'medium' ELSE 'low' END AS severity,
  '`' + a.name + '` and `' + b.name + '` are the same '
    + CASE a.kind WHEN 'check' THEN 'check of `' + t.name + '`' ELSE 'foreign key of `' + t.name + '` (' + keys + ') to `' + a.references + '`' END
    + CASE WHEN disagree THEN ', and differ in what a delete does: ' + a.onDelete + ' and ' + b.onDelete ELSE '' END + '.' AS message,
  CASE WHEN disagree THEN 'Decide between ' + a.onDelete + ' and ' + b.onDelete + ', and drop the other: ALTER TABLE ' + t.name + ' DROP CONSTRAINT ' + b.name + ';'
    ELSE 'ALTER TABLE ' + t.name + ' DROP CONSTRAINT ' + b.name + ';' END AS fix,
  [t.id, a.id, b.id] AS path
ORDER BY file, line, anchors
