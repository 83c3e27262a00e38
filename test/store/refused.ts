// Queries that no engine may run, each with the exact refusal.

const READ = 'queries here only read the graph'
const write = (at: string, word: string) => `${at}: ${word} is refused (put a name in back-quotes); ${READ}`
const procedure = (at: string, name: string) =>
  `${at}: the procedure ${name} is refused (allowed: db.labels, db.relationshipTypes, db.propertyKeys); ${READ}`

const first = (cypher: string) => {
  const [word = ''] = cypher.split(' ')
  if (word === 'INSERT') return write('line 1, column 1', word)
  if (word === 'USE') return `line 1, column 1: USE is refused; ${READ}`
  if (word === 'SESSION') return write('line 1, column 9', 'SET')
  return `line 1, column 1: a query begins with MATCH, OPTIONAL MATCH, WITH, UNWIND, RETURN, CALL: ${word} is refused; ${READ}`
}

export const REFUSED: readonly (readonly [cypher: string, message: string])[] = [
  ['CREATE (n:Route)', write('line 1, column 1', 'CREATE')],
  ['MATCH (n)\nSET n.auth = "none" RETURN n', write('line 2, column 1', 'SET')],
  ['MATCH (n) DETACH DELETE n', write('line 1, column 11', 'DETACH')],
  ['MATCH (n) delete n', write('line 1, column 11', 'DELETE')],
  ['MATCH (n) REMOVE n.auth', write('line 1, column 11', 'REMOVE')],
  ["MERGE (n:Route {id: 'x'})", write('line 1, column 1', 'MERGE')],
  ['MATCH (n) FOREACH (x IN [n] | SET x.a = 1)', write('line 1, column 11', 'FOREACH')],
  ['MATCH (n) CALL { WITH n SET n.a = 1 }', write('line 1, column 25', 'SET')],
  ['UNWIND [1] AS x CALL { WITH x CREATE (:Route) } RETURN x', write('line 1, column 31', 'CREATE')],
  ['MATCH (n) /* x */ SET /* y */ n.a = 1', write('line 1, column 19', 'SET')],
  ['DROP INDEX Route_id', write('line 1, column 1', 'DROP')],
  ['CREATE INDEX x FOR (n:Route) ON (n.path)', write('line 1, column 1', 'CREATE')],
  ["LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", `line 1, column 1: LOAD CSV is refused; ${READ}`],
  ["MATCH (n) LOAD\nCSV WITH HEADERS FROM 'http://localhost/' AS line RETURN line", `line 1, column 11: LOAD CSV is refused; ${READ}`],
  ["CALL { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line } RETURN line", `line 1, column 8: LOAD CSV is refused; ${READ}`],
  ["RETURN COUNT { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line } AS n", `line 1, column 16: LOAD CSV is refused; ${READ}`],
  ['CALL dbms.components()', procedure('line 1, column 1', 'dbms.components')],
  ['CALL dbms.listConfig() YIELD name RETURN name', procedure('line 1, column 1', 'dbms.listConfig')],
  ['MATCH (n) CALL `apoc`.`load`.json("http://localhost/") YIELD value RETURN value', procedure('line 1, column 11', 'apoc.load.json')],
  ['CALL DB.LABELS()', procedure('line 1, column 1', 'DB.LABELS')],
  ['CALL grafeo.pagerank()', procedure('line 1, column 1', 'grafeo.pagerank')],
  ['CALL db.labels() YIELD label CALL dbms.components() YIELD name RETURN name', procedure('line 1, column 30', 'dbms.components')],
  ['RETURN 1 AS x; CREATE (n:Route)', `line 1, column 16: a second statement is refused; ${READ}`],
  ['RETURN 1 AS x; RETURN 2 AS x', `line 1, column 16: a second statement is refused; ${READ}`],
  [
    "RETURN apoc.cypher.runFirstColumnSingle('CREATE (n)', {}) AS x",
    `line 1, column 8: the function apoc.cypher.runFirstColumnSingle is refused; ${READ}`,
  ],
  [
    'UNWIND range(1, 9) AS x CALL { WITH x MATCH (n) RETURN n } IN TRANSACTIONS RETURN x',
    `line 1, column 63: CALL … IN TRANSACTIONS is refused; ${READ}`,
  ],
  ['CALL { USE system MATCH (n) RETURN n } RETURN n', `line 1, column 8: USE is refused; ${READ}`],
  ['MATCH (n) // a comment ends at a carriage return \r SET n.a = 1', write('line 2, column 2', 'SET')],
  ...[
    'USE neo4j MATCH (n) RETURN n',
    'EXPLAIN MATCH (n) RETURN n',
    'PROFILE MATCH (n) RETURN n',
    'CYPHER 5 RETURN 1 AS x',
    'SHOW INDEXES',
    'TERMINATE TRANSACTION "1"',
    'GRANT ROLE admin TO neo4j',
    'INSERT (:Route)',
    'SESSION SET SCHEMA x',
  ].map((cypher): readonly [string, string] => [cypher, first(cypher)]),
]
