import { describe, expect, test } from 'vitest'
import { lintCypher } from './lint.ts'

const print = (cypher: string) => lintCypher(cypher).map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`)
const rules = (cypher: string) => lintCypher(cypher).map((p) => p.rule)

test.each([
  'MATCH (r:Route) RETURN r.id ORDER BY r.id',
  "MATCH (r:Route {auth: 'none'})-[:HANDLED_BY]->(f:Handler) WHERE f.line > 3 RETURN r.path AS path, f.id AS handler ORDER BY path DESC, handler",
  'MATCH (f:Function)-[c:CALLS|EXECUTES*0..3]->(x) WHERE x:Query OR x:Table RETURN f.id AS f, count(x) AS n ORDER BY n DESC, f',
  'MATCH (q:Query)<-[e:EXECUTES {inTransaction: true}]-(f) WHERE e.loopDepth >= $depth RETURN q.id AS id, e.line ORDER BY id, e.line',
  'MATCH p = shortestPath((r:Route)-[:HANDLED_BY|CALLS|EXECUTES|READS*..9]->(t:Table)) RETURN r.id AS r, t.id AS t, [n IN nodes(p) | n.id] AS path ORDER BY r, t',
  'MATCH (x:Index) WHERE x.`where` IS NULL RETURN x.id ORDER BY x.id',
  'MATCH (t:Table) RETURN count(t) AS tables',
  'MATCH (t:Table) WITH {name: t.name, rows: 3} AS entry RETURN entry.name AS name, entry.rows AS rows ORDER BY name, rows',
  'MATCH (t:Table)-[:HAS_COLUMN]->(c) WITH t, c ORDER BY c.position WITH t, collect(c.name) AS names RETURN t.id AS id, head(names) AS first ORDER BY id',
  'CALL { MATCH (r:Route) RETURN r.id AS id UNION MATCH (t:Table) RETURN t.id AS id } RETURN id ORDER BY id',
  "MATCH (f:Function) WHERE f.name STARTS WITH 'Get' AND NOT f.name ENDS WITH 'x' RETURN f.id ORDER BY f.id",
  'MATCH (a)-[r]->(b) RETURN a.id AS a, b.id AS b, type(r) AS t ORDER BY a, b, t',
])('sound: %s', (cypher) => {
  expect(print(cypher)).toEqual([])
})

describe('R1', () => {
  const optional = 'OPTIONAL MATCH (r)-[:TOUCHES]->(t:Table) RETURN r.id AS r, t.id AS t ORDER BY r, t'
  test.each([
    `MATCH (r:Route) WHERE EXISTS { (r)-[:GUARDED_BY]->() } ${optional}`,
    `MATCH (r:Route) WHERE NOT (r)-[:GUARDED_BY]->() ${optional}`,
    `MATCH (r:Route) WHERE COUNT { (r)-[:GUARDED_BY]->() } > 1 WITH r ${optional}`,
    `MATCH (r:Route) WITH r WHERE EXISTS { MATCH (r)-[:GUARDED_BY]->() } ${optional}`,
  ])('fires: %s', (cypher) => {
    expect(rules(cypher)).toEqual(['R1'])
  })
  test.each([
    `MATCH (r:Route) WHERE EXISTS { (r)-[:GUARDED_BY]->() } WITH DISTINCT r ${optional}`,
    `MATCH (r:Route) WHERE r.auth = 'none' ${optional}`,
    `MATCH (r:Route) WHERE (r.auth = 'none') AND (r.line - (1)) > 3 ${optional}`,
    'MATCH (r:Route) WHERE EXISTS { (r)-[:GUARDED_BY]->() } CALL { WITH r OPTIONAL MATCH (r)-[:TOUCHES]->(t:Table) RETURN count(t) AS n } RETURN r.id AS r, n ORDER BY r',
  ])('does not fire: %s', (cypher) => {
    expect(print(cypher)).toEqual([])
  })
})

test('R2: a subquery in the WHERE of OPTIONAL MATCH', () => {
  const query = (where: string) =>
    `MATCH (r:Route) OPTIONAL MATCH (r)-[:HANDLED_BY]->(f) WHERE ${where} RETURN r.id AS r, f.id AS f ORDER BY r, f`
  expect(rules(query('EXISTS { (f)-[:CALLS]->() }'))).toEqual(['R2'])
  expect(rules(query('NOT (f)-[:CALLS]->()'))).toEqual(['R2'])
  expect(rules(query('f.line > 1'))).toEqual([])
})

test.each([
  ['MATCH (f:Function) RETURN f.name AS name, sum(f.line) AS n ORDER BY name, n', ['R3']],
  ['MATCH (f:Function) RETURN f.name AS name, coalesce(sum(f.line), 0) AS n ORDER BY name, n', []],
  ['MATCH (f:Function) RETURN stDev(f.line) AS n', ['R8', 'R3']],
  ['MATCH (a)-[:CALLS]->{1,3}(b) RETURN a.id AS a, b.id AS b ORDER BY a, b', ['R4']],
  ['MATCH (a:Route|Table) RETURN a.id ORDER BY a.id', ['R4']],
  ['MATCH (a:Function&!Handler) RETURN a.id ORDER BY a.id', ['R4']],
  ["MATCH (a:Route WHERE a.auth = 'none') RETURN a.id ORDER BY a.id", ['R4']],
  ['MATCH p = SHORTEST 1 (a:Route)-[:HANDLED_BY]->(b) RETURN a.id AS a, b.id AS b ORDER BY a, b', ['R4']],
  ['MATCH (r:Route) RETURN r.id AS id, COLLECT { MATCH (r)-[:TOUCHES]->(t) RETURN t.name } AS names ORDER BY id', ['R4']],
  ['MATCH (r:Route) WHERE id(r) = 3 RETURN r.id ORDER BY r.id', ['R5']],
  ['MATCH (r:Route) RETURN elementId(r) AS e, r.id AS id ORDER BY id', ['R5']],
  ['MATCH (x:Index) WHERE x.where IS NULL RETURN x.id ORDER BY x.id', ['R7']],
  ['MATCH p = (r:Route)-->() WHERE none(k IN relationships(p) WHERE k.line > 1) RETURN r.id ORDER BY r.id', ['R9']],
  ['MATCH p = (r:Route)-->() WHERE NOT any(k IN relationships(p) WHERE k.line > 1) RETURN r.id ORDER BY r.id', ['R9']],
  ['MATCH p = (r:Route)-->() WHERE any(k IN relationships(p) WHERE k.line > 1) RETURN r.id ORDER BY r.id', []],
  [
    'MATCH p = (r:Route)-->() WHERE none(k IN relationships(p) WHERE coalesce(k.line, 0) > 1 OR k.line IS NULL) RETURN r.id ORDER BY r.id',
    [],
  ],
  ['MATCH (r:Route) MATCH (r) RETURN r.id ORDER BY r.id', ['R10']],
  ['MATCH (r:Route) MATCH (t:Table), (r)-[:TOUCHES]->(t) RETURN r.id AS r, t.id AS t ORDER BY r, t', []],
  ['MATCH (q:Query) WHERE q.bounded < true RETURN q.id ORDER BY q.id', ['schema']],
  ['MATCH (r:Route) RETURN randomUUID() AS u, r.id AS id ORDER BY id', ['subset']],
  ['MATCH (r:Route) RETURN lenght(r.path) AS n, r.id AS id ORDER BY id', ['subset']],
  ['MATCH (r:Route) RETURN r.line + 1, r.id AS id ORDER BY id', ['column']],
  ['MATCH (r:Route) RETURN count(*)', ['column']],
])('%s', (cypher, expected) => {
  expect(rules(cypher)).toEqual(expected)
})

test.each([
  ['MATCH (r:Route) RETURN r.id', '1:17 R8 no ORDER BY'],
  ['MATCH (r:Route) RETURN r.id AS id, r.path AS path ORDER BY path', '1:51 R8 rows that tie'],
  ['MATCH (r:Route) RETURN r.id AS id LIMIT 3', '1:17 R8 no ORDER BY'],
  ['MATCH (r:Route) WITH r LIMIT 3 RETURN r.id ORDER BY r.id', '1:24 R8 LIMIT without ORDER BY'],
  ['MATCH (t:Table) RETURN collect(t.name) AS names', '1:24 R8 collect() gathers'],
  [
    'MATCH (t:Table) WITH t ORDER BY t.name MATCH (t)-[:HAS_COLUMN]->(c) RETURN t.id AS id, collect(c.name) AS names ORDER BY id',
    '1:88 R8 collect() gathers',
  ],
  ['MATCH (r:Route) RETURN r.id AS id UNION MATCH (t:Table) RETURN t.id AS id', '1:17 R8 the rows of a UNION'],
])('R8: %s', (cypher, problem) => {
  expect(print(cypher)[0]).toContain(problem)
})

test.each([
  ['MATCH (r:Rout) RETURN r.id ORDER BY r.id', '1:10 schema the graph has no label Rout (Route?)'],
  ['MATCH (r:Route)-[:HANDLED]->(f) RETURN f.id ORDER BY f.id', '1:19 schema the graph has no relationship HANDLED'],
  ['MATCH (f)-[c:CALLS|:EXECUTE]->() RETURN f.id ORDER BY f.id', '1:21 schema the graph has no relationship EXECUTE'],
  ['MATCH (r:Route) RETURN r.id AS id, r.pth AS p ORDER BY id', '1:38 schema the graph has no property pth (path?)'],
  ['MATCH (r:Route) RETURN r.id AS id, r.sql AS s ORDER BY id', '1:38 schema the graph has no property sql'],
  ['MATCH (r:Route {Method: "GET"}) RETURN r.id ORDER BY r.id', '1:17 schema the graph has no property Method (method?)'],
  ['MATCH ()-[c:CALLS {depth: 1}]->(f) RETURN f.id ORDER BY f.id', '1:20 schema the graph has no property depth'],
  ['MATCH (n) WHERE n:Handlr RETURN n.id ORDER BY n.id', '1:19 schema the graph has no label Handlr (Handler?)'],
  ["MATCH (n) WHERE 'handler' IN labels(n) RETURN n.id ORDER BY n.id", '1:17 schema the graph has no label handler (Handler?)'],
  ["MATCH (n)-[r]->() WHERE type(r) = 'CALL' RETURN n.id ORDER BY n.id", '1:35 schema the graph has no relationship CALL (CALLS?)'],
  [
    'MATCH (r:Route) WITH head([r]) AS x RETURN x.id AS id, x.pathh AS p ORDER BY id',
    '1:58 schema the graph has no property pathh (path?)',
  ],
  ['MATCH (r:Route) RETURN r{.id, .pathh} AS m, r.id AS id ORDER BY id', '1:32 schema the graph has no property pathh (path?)'],
  [
    'MATCH (r:Route) WHERE EXISTS { MATCH (r)-[:TOUCHES]->(t:Tabel) } RETURN r.id ORDER BY r.id',
    '1:57 schema the graph has no label Tabel (Table?)',
  ],
  ['MATCH (f:Function)-[:HANDLED_BY]->(r:Route) RETURN r.id ORDER BY r.id', '1:22 schema no such relationship stands between these labels'],
  ['MATCH (r:Route)<-[:HANDLED_BY]-(f) RETURN r.id ORDER BY r.id', '1:20 schema no such relationship stands between these labels'],
  ['MATCH (r:Route)-[:CALLS*1..3]->(f:Function) RETURN r.id ORDER BY r.id', '1:19 schema no such relationship stands between these labels'],
  ["MATCH (f:Function) WHERE f.line = '3' RETURN f.id ORDER BY f.id", '1:35 schema line is a integer, not a string'],
  ['MATCH (r:Route) WHERE r.auth <> true RETURN r.id ORDER BY r.id', '1:33 schema auth is a string, not a boolean'],
  ['MATCH (r:Route) WHERE r.method IN ["GET", 1] RETURN r.id ORDER BY r.id', '1:43 schema method is a string, not a number'],
  ['MATCH (q:Query {bounded: "yes"}) RETURN q.id ORDER BY q.id', '1:26 schema bounded is a boolean, not a string'],
])('schema: %s', (cypher, problem) => {
  expect(print(cypher).join('\n')).toContain(problem)
  expect(rules(cypher)).toEqual(['schema'])
})

test('a property of one label is not one of another, but of a name that stands for both', () => {
  expect(rules('MATCH (x:Route) RETURN x.sql AS s, x.id AS id ORDER BY id UNION MATCH (y:Query) RETURN y.sql AS s, y.id AS id')).toContain(
    'schema',
  )
  expect(
    rules('CALL { MATCH (x:Route) RETURN x.id AS i UNION MATCH (x:Query) WHERE x.sql IS NULL RETURN x.id AS i } RETURN i ORDER BY i'),
  ).toEqual([])
})

test('what no engine may run is a problem too, with its place', () => {
  expect(print('MATCH (r:Route)\nSET r.auth = "none"')).toEqual([
    '2:1 read-only SET is refused (put a name in back-quotes); queries here only read the graph',
  ])
  expect(print("MATCH (r:Route) RETURN 'x")).toEqual(['1:24 syntax this string is not closed'])
})
