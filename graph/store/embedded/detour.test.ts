import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createGraphBuilder } from '../../graph.ts'
import { GRAPH_VERSION } from '../../schema.ts'
import { unchained } from './detour.ts'
import { createEmbeddedStore } from './embedded-store.ts'
import { loadEngine } from './engine.ts'

test.each([
  ['MATCH (a)-->(b)<-[:READS|WRITES]-(c) RETURN a', 'MATCH (a)-->(b {id: b.id})<-[:READS|WRITES]-(c {id: c.id}) RETURN a'],
  [
    'MATCH (a:Route)-[x:CALLS]->()-[]-(b {line: 1}) RETURN x',
    'MATCH (a:Route)-[x:CALLS]->(hop_0 {id: hop_0.id})-[]-(b {line: 1}) RETURN x',
  ],
  ['MATCH (a)-->()-[:CALLS]-()--(b) RETURN *', 'MATCH (a)-[*1..1]->()-[:CALLS*1..1]-()--(b {id: b.id}) RETURN *'],
  [
    'MATCH (a)-[:CALLS*0..2]->(b)-[:CALLS {line: 1}]->(c:Table) RETURN c',
    'MATCH (a)-[:CALLS*0..2]->(b)-[:CALLS {line: 1}]->(c:Table) RETURN c',
  ],
  ['MATCH p = shortestPath((a)-[:CALLS*..4]->(b)) RETURN p', 'MATCH p = shortestPath((a)-[:CALLS*..4]->(b)) RETURN p'],
  [
    'MATCH (a) WHERE NOT (a)-->(a) RETURN [(a)-->(b)-->() | b.id] AS x',
    'MATCH (a) WHERE NOT (a)-->(a {id: a.id}) RETURN [(a)-->(b {id: b.id})-->(hop_2 {id: hop_2.id}) | b.id] AS x',
  ],
  ['MATCH (a) WHERE EXISTS { (a)-->(b)-->(c) } RETURN a', 'MATCH (a) WHERE EXISTS { (a)-->(b {id: b.id})-->(c {id: c.id}) } RETURN a'],
])('%s', (cypher, expected) => {
  expect(unchained(cypher)).toBe(expected)
})

const EMPTY_CHAIN = 'MATCH (f:Function)-[:EXECUTES]->(q:Query)-[:READS]->(t)<-[:TOUCHES]-(r) RETURN f.id AS f ORDER BY f'
const WRONG_NODE = 'MATCH (a:Function), (f:Function)<-[:RUNS]-(m)-->(n) RETURN a.id AS a, f.id AS f'
const COUNTS = [
  'MATCH (f:Function)-[:EXECUTES]->(q)-[:READS]->(t) RETURN count(DISTINCT t) AS n',
  'MATCH (f)-[x:EXECUTES]->()-[y:READS]->() RETURN count(DISTINCT f) AS n',
  'MATCH (f)-[:EXECUTES]->(q) MATCH (q)-[:READS]->(t) RETURN count(DISTINCT t) AS n, count(*) AS k',
  'MATCH (f)-[x:EXECUTES]->(q)-[y:READS]->(t) WITH count(DISTINCT t) AS n RETURN n',
  'CALL { MATCH (f)-[:EXECUTES]->(q)-[:READS]->(t) RETURN count(DISTINCT f) AS n } RETURN n',
]

test('a chain of hops that finds nothing gives no rows, and DISTINCT counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-chain-'))
  const b = createGraphBuilder()
  b.node('Function', 'go f().', {})
  b.node('Query', 'query 1', {})
  b.edge('EXECUTES', 'go f().', 'query 1')
  b.node('Table', 'table t', {})
  b.node('Function', 'go g().', {})
  for (const id of ['query 2', 'query 3', 'query 4']) {
    b.node('Query', id, {})
    b.edge('READS', id, 'table t')
    b.edge('EXECUTES', 'go g().', id)
  }
  const store = createEmbeddedStore({ folder })
  await store.replace(b.build(), { version: GRAPH_VERSION, fingerprint: '', repository: '' })
  const reader = await store.open()
  expect((await reader.query(EMPTY_CHAIN)).rows).toEqual([])
  expect((await reader.query(WRONG_NODE)).rows).toEqual([])
  expect((await reader.query(EMPTY_CHAIN.replace(':READS', 'x:READS').replace(':TOUCHES', 'y:TOUCHES'))).rows).toEqual([])
  for (const cypher of COUNTS) expect((await reader.query(cypher)).rows[0]?.[0], cypher).toBe(1)
  await store.close()
  await rm(folder, { recursive: true })
})

test('the defects are still there: when this fails, the detour can go', async () => {
  const { GrafeoDB } = await loadEngine()
  const db = GrafeoDB.create()
  const [f = 0, q = 0] = [...(await db.batchCreateNodesWithProps('Function', [{}])), ...(await db.batchCreateNodesWithProps('Query', [{}]))]
  await db.batchCreateEdges([{ src: f, dst: q, type: 'EXECUTES' }])
  await expect(db.executeCypher(EMPTY_CHAIN)).rejects.toThrow('Expected node ID in source column')
  expect((await db.executeCypher(WRONG_NODE)).length).toBe(1)
  const [t = 0, p = 0] = await db.batchCreateNodesWithProps('Table', [{}, {}])
  await db.batchCreateEdges([f, q].map((src) => ({ src: p, dst: src, type: 'X' })))
  await db.batchCreateEdges([f, q].map((src) => ({ src, dst: t, type: 'READS' })))
  expect((await db.executeCypher('MATCH (p)-[:X]->(q)-[:READS]->(t) RETURN count(DISTINCT t) AS n')).scalar()).toBe(2)
  db.close()
})
