// @id missing-check
// @title Closed set that the schema does not know
// @severity low
// @confidence medium
// @checklist 2.01c 2.04d
// @requires Column
// @impact What is written around that code, by a migration, a repair by hand or the next program, is a value that the code does not know.

MATCH (t:Table)-[:HAS_COLUMN]->(c:Column)
WHERE c.choices IS NOT NULL AND size(c.choices) > 1 AND size(c.choices) <= 40 AND coalesce(t.dialect, 'postgres') = 'postgres'
  AND NOT EXISTS { MATCH (k:Constraint)-[:CONSTRAINS]->(c) WHERE k.kind = 'check' }
  AND NOT EXISTS { MATCH (c)-[:REFERENCES]->(:Column) }
WITH t, c, t.name + '_' + c.name + '_check' AS name
RETURN [t.name + '.' + c.name] AS anchors, coalesce(c.choicesFile, c.file) AS file, coalesce(c.choicesLine, c.line) AS line,
  CASE WHEN c.choicesBy = 'rule' AND c.choicesWhole THEN 'medium' ELSE 'low' END AS confidence,
  CASE WHEN c.choicesFile IS NULL THEN 'The code writes nothing but ' + c.choicesSql + ' into `' + t.name + '.' + c.name + '` (' + c.type + '), and the database takes any text.'
       ELSE 'The code refuses all but ' + c.choicesSql + ' for `' + t.name + '.' + c.name + '` (' + c.type + '), and the database takes any text.' END AS message,
  'ALTER TABLE ' + t.name + ' ADD CONSTRAINT ' + name + ' CHECK (' + c.name + ' IN (' + c.choicesSql + ')) NOT VALID; ALTER TABLE ' + t.name
    + ' VALIDATE CONSTRAINT ' + name + ';' AS fix,
  [t.id, c.id] AS path
ORDER BY file, line, anchors
