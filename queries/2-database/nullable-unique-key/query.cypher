// @id nullable-unique-key
// @title Unique key that NULL gets around
// @severity medium
// @confidence low
// @checklist 2.01b 2.01d
// @requires Index
// @impact Two NULLs are never equal: rows that the key should refuse are taken in, and an upsert adds one each time.

MATCH (t:Table)-[:HAS_INDEX]->(x:Index)-[:COVERS]->(c:Column)
WHERE x.unique AND size(x.columns) > 1 AND c.nullable AND coalesce(t.dialect, 'postgres') = 'postgres'
  AND NOT coalesce(x.definition, '') CONTAINS 'NULLS NOT DISTINCT' AND NOT coalesce(x.`where`, '') CONTAINS c.name
  AND NOT EXISTS { MATCH (t)-[:HAS_INDEX]->(y:Index) WHERE y.unique AND coalesce(y.`where`, '') CONTAINS c.name + ' IS NULL' AND head(y.columns) IN x.columns }
WITH DISTINCT t, x, c
OPTIONAL MATCH (c)-[r:REFERENCES]->(:Column)
WITH t, x, c, count(r) > 0 AS refers, reduce(list = head(x.columns), k IN tail(x.columns) | list + ', ' + k) AS keys
CALL {
  WITH c
  MATCH (f:Function)-[:EXECUTES]->(q:Query)-[r:FILTERS_ON]->(c)
  WHERE r.op = 'is null' AND coalesce(f.reachedByServer, true)
  WITH f, q ORDER BY coalesce(f.reachedByRoute, false) DESC, f.id, q.id
  RETURN collect([f.id, q.id, q.sql]) AS asks
}
CALL {
  WITH t, c, keys
  MATCH (f:Function)-[:EXECUTES]->(q:Query)-[:WRITES]->(t)
  // A statement that leaves the column to its default puts no NULL there.
  WHERE replace(toLower(q.sql), '"', '') CONTAINS 'on conflict (' + keys + ')' AND coalesce(f.reachedByServer, true) AND (c.default IS NULL OR head(split(toLower(q.sql), 'on conflict')) CONTAINS c.name)
  WITH f, q ORDER BY coalesce(f.reachedByRoute, false) DESC, f.id, q.id
  RETURN collect([f.id, q.id, q.sql]) AS upserts
}
WITH t, x, c, keys, asks, upserts, size(asks) > 0 OR (size(upserts) > 0 AND NOT refers) AS witnessed
// Nothing speaks for the rows without it where the schema says when it is empty, or another key beside the same columns is for them.
WHERE witnessed OR NOT (
  EXISTS { MATCH (t)-[:HAS_CONSTRAINT]->(k:Constraint)-[:CONSTRAINS]->(o:Column) WHERE k.kind = 'check' AND c.name IN k.columns AND NOT o.name IN x.columns
    AND (k.definition CONTAINS c.name + ' IS N' OR k.definition CONTAINS c.name + '" IS N' OR k.definition CONTAINS 'num_n' OR k.definition CONTAINS 'COALESCE(') }
  OR EXISTS { MATCH (t)-[:HAS_INDEX]->(y:Index)-[:COVERS]->(o:Column) WHERE y.unique AND size(y.columns) = size(x.columns) AND o.nullable AND NOT o.name IN x.columns
    AND size([k IN x.columns WHERE k <> c.name AND k IN y.columns]) = size(x.columns) - 1 })
WITH t, x, c, keys, asks, upserts, witnessed ORDER BY t.id, x.id, c.name
WITH t, x, keys, upserts, collect(c.name) AS names, collect(head(asks)) AS asked, collect(CASE WHEN size(asks) > 0 THEN c.name END) AS sought,
  collect(CASE WHEN witnessed THEN c.name END) AS witnesses
CALL {
  WITH x
  MATCH (x)-[:COVERS]->(o:Column) WHERE o.nullable = false
  RETURN count(o) > 0 AS anchored
}
WITH t, x, keys, upserts, names, sought, anchored, size(witnesses) > 0 AS witnessed, head([n IN sought WHERE n STARTS WITH 'deleted']) AS removed,
  coalesce(head(upserts), head(asked)) AS witness,
  reduce(list = '`' + head(names) + '`', n IN tail(names) | list + ' or `' + n + '`') AS without
RETURN [x.table + '.' + x.name] AS anchors, x.file AS file, x.line AS line,
  CASE WHEN removed IS NOT NULL THEN 'high' WHEN anchored AND witnessed THEN 'medium' ELSE 'low' END AS confidence,
  CASE WHEN removed IS NOT NULL THEN 'The unique key `' + x.name + '` (' + keys + ') holds `' + removed + '`, which is NULL in every row that is not deleted: it never refuses one of them.'
       WHEN size(upserts) > 0 THEN 'The statement `' + substring(head(upserts)[2], 0, 120) + '` relies on the unique key `' + x.name + '` (' + keys + '), which does not hold for rows whose ' + without + ' is NULL.'
       ELSE 'The unique key `' + x.name + '` (' + keys + ') does not hold for rows whose ' + without + ' is NULL' +
         CASE size(sought) WHEN 0 THEN '.' WHEN size(names) THEN ', and the code looks for such rows.'
           ELSE ', and the code looks for rows without ' + reduce(list = '`' + head(sought) + '`', n IN tail(sought) | list + ' or `' + n + '`') + '.' END END AS message,
  CASE WHEN removed IS NOT NULL THEN 'Make it partial: a unique index on the other columns WHERE ' + removed + ' IS NULL, instead of ' + x.name + '.'
       ELSE 'Declare ' + reduce(list = t.name + '.' + head(names), n IN tail(names) | list + ' and ' + t.name + '.' + n) + ' NOT NULL, or make the key UNIQUE NULLS NOT DISTINCT (' + keys + ') (PostgreSQL 15).' END AS fix,
  [id IN [head(witness), head(tail(witness)), t.id, x.id] WHERE id IS NOT NULL] AS path
ORDER BY file, line, anchors
