// What every engine of the store port must do. contract.test.ts runs it on each.

import { expect, test } from 'vitest'
import { createGraphBuilder, type Graph } from '#graph/graph.ts'
import { GRAPH_VERSION } from '#graph/schema.ts'
import { type GraphReader, type GraphStamp, type GraphStore, QueryError, StoreError } from '#graph/store/store.ts'
import type { StoreUnderTest } from './each-store.ts'
import { REFUSED } from './refused.ts'

const stamp = (fingerprint: string, version = GRAPH_VERSION): GraphStamp => ({ version, fingerprint, repository: 'shop' })

/** Runs so long that only a deadline ends it. */
const ENDLESS = 'UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y WITH x * y AS z WHERE z % 7 = 3 RETURN count(z) AS n'

export function shop(extra: readonly string[] = []): Graph {
  const b = createGraphBuilder()
  b.node('Route', 'route shop GET /orders', { app: 'shop', method: 'GET', path: '/orders', auth: 'none', line: 3, roles: [] })
  b.node('Route', 'route shop POST /orders', {
    app: 'shop',
    method: 'POST',
    path: '/orders',
    auth: 'required',
    line: 4,
    roles: ['admin', 'clerk'],
  })
  b.node('Function', 'go orders/List().', { name: 'List', line: 10, exported: true }, ['Handler'])
  b.node('Function', 'go orders/Create().', { name: 'Create', line: 20, exported: true }, ['Service', 'Handler'])
  b.node('Function', 'go orders/each().', { name: 'each', line: 30, exported: false })
  b.node('Query', 'query orders 1', { sql: 'SELECT * FROM orders', operation: 'select', bounded: false })
  b.node('Table', 'table orders', { name: 'orders' })
  b.edge('HANDLED_BY', 'route shop GET /orders', 'go orders/List().')
  b.edge('HANDLED_BY', 'route shop POST /orders', 'go orders/Create().')
  b.edge('CALLS', 'go orders/List().', 'go orders/each().', { line: 11, loopDepth: 1, resolution: 'exact', arms: ['1/1'] })
  b.edge('CALLS', 'go orders/List().', 'go orders/each().', { line: 12, loopDepth: 0, resolution: 'exact' })
  b.edge('CALLS', 'go orders/each().', 'go orders/each().', { line: 31, loopDepth: 0, resolution: 'exact' })
  b.edge('EXECUTES', 'go orders/each().', 'query orders 1', { line: 32, inTransaction: true })
  b.edge('READS', 'query orders 1', 'table orders')
  for (const name of extra) b.node('Table', `table ${name}`, { name })
  return b.build()
}

export function storeContract({ engine, create, load }: StoreUnderTest): void {
  const rows = async (reader: GraphReader, cypher: string, parameters = {}) => (await reader.query(cypher, { parameters })).rows
  const scalar = async (reader: GraphReader, cypher: string, parameters = {}) => (await rows(reader, cypher, parameters))[0]?.[0]
  const failure = async (work: Promise<unknown>) =>
    await work.then(
      () => undefined,
      (error: unknown) => error,
    )
  const withGraph = async (work: (reader: GraphReader, store: GraphStore) => Promise<void>, graph = shop()) => {
    const store = await create()
    await store.replace(graph, stamp('one'))
    await work(await store.open(), store)
  }

  test('an empty store has no stamp and opens with a clear error', async () => {
    const store = await create()
    expect(await store.stamp()).toBeUndefined()
    const error = await failure(store.open())
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({
      reason: 'empty',
      message: expect.stringMatching(/^there is no graph in .+: index the repository first$/),
    })
  })

  test('a graph is whole, and says what it is', async () => {
    await withGraph(async (reader, store) => {
      expect(reader.engine).toBe(engine)
      expect(reader.stamp).toEqual(stamp('one'))
      expect(await store.stamp()).toEqual(stamp('one'))
      expect(await rows(reader, 'MATCH (n) UNWIND labels(n) AS l RETURN l, count(*) AS n ORDER BY l')).toEqual([
        ['Function', 3],
        ['Handler', 2],
        ['Query', 1],
        ['Route', 2],
        ['Service', 1],
        ['Table', 1],
        ['ThroughlineGraph', 1],
      ])
      expect(await rows(reader, 'MATCH ()-[r]->() RETURN type(r) AS t, count(*) AS n ORDER BY t')).toEqual([
        ['CALLS', 3],
        ['EXECUTES', 1],
        ['HANDLED_BY', 2],
        ['READS', 1],
      ])
    })
  })

  test('a graph without nodes is a graph', async () => {
    await withGraph(
      async (reader) => {
        expect(await rows(reader, 'MATCH (n:Route) RETURN n')).toEqual([])
      },
      { nodes: [], edges: [] },
    )
  })

  test('nodes, relationships and paths have one shape', async () => {
    const list = {
      kind: 'node',
      id: 'go orders/List().',
      labels: ['Function', 'Handler'],
      properties: { id: 'go orders/List().', name: 'List', line: 10, exported: true },
    }
    const each = {
      kind: 'node',
      id: 'go orders/each().',
      labels: ['Function'],
      properties: { id: 'go orders/each().', name: 'each', line: 30, exported: false },
    }
    const call = {
      kind: 'relationship',
      type: 'CALLS',
      from: list.id,
      to: each.id,
      properties: { line: 11, loopDepth: 1, resolution: 'exact', arms: ['1/1'] },
    }
    const loop = {
      kind: 'relationship',
      type: 'CALLS',
      from: each.id,
      to: each.id,
      properties: { line: 31, loopDepth: 0, resolution: 'exact' },
    }
    await withGraph(async (reader) => {
      const query =
        "MATCH p = (a:Function {name: 'List'})-[r:CALLS {line: 11}]->(b)-[s:CALLS]->(c) RETURN a, r, p, {n: b, rs: [r, s]} AS m, nodes(p) AS ns"
      const result = await reader.query(query)
      expect(result.columns).toEqual(['a', 'r', 'p', 'm', 'ns'])
      const path = { kind: 'path', nodes: [list, each, each], relationships: [call, loop] }
      expect(result.rows).toEqual([[list, call, path, { n: each, rs: [call, loop] }, [list, each, each]]])
      expect(await scalar(reader, "MATCH (:Function {name: 'List'})-[r:CALLS {line: 11}]->() RETURN r")).toEqual(call)
      expect(await scalar(reader, 'MATCH (n:Service) RETURN n')).toMatchObject({ labels: ['Function', 'Handler', 'Service'] })
      expect(await scalar(reader, 'MATCH (n:Table) RETURN {nodes: [n.name], edges: []} AS m')).toEqual({ nodes: ['orders'], edges: [] })
    })
  })

  test('a path against the arrows keeps the direction of its relationships', async () => {
    await withGraph(async (reader) => {
      const path = await scalar(reader, 'MATCH p = (t:Table)<-[:READS]-(q)<-[:EXECUTES]-(f) RETURN p')
      expect(path).toMatchObject({
        nodes: [{ id: 'table orders' }, { id: 'query orders 1' }, { id: 'go orders/each().' }],
        relationships: [
          { type: 'READS', from: 'query orders 1', to: 'table orders' },
          { type: 'EXECUTES', from: 'go orders/each().', to: 'query orders 1', properties: { line: 32, inTransaction: true } },
        ],
      })
    })
  })

  test('plain values keep their kind, and an integer is a number', async () => {
    await withGraph(async (reader) => {
      const query =
        "RETURN 1 AS i, -2.5 AS f, 'ü \\'x\\' 😀' AS s, true AS b, null AS n, [1, 'a', null] AS l, {b: [1], a: {c: null}} AS m, 9007199254740991 AS big, 1e300 AS large"
      expect((await reader.query(query)).rows).toEqual([
        [1, -2.5, "ü 'x' 😀", true, null, [1, 'a', null], { b: [1], a: { c: null } }, 9007199254740991, 1e300],
      ])
    })
  })

  test('parameters of every kind arrive', async () => {
    await withGraph(async (reader) => {
      const parameters = { i: 3, f: 0.5, s: "it's; CREATE (n)", b: false, n: null, l: ['GET', 1], m: { a: [1, { b: 'x' }] } }
      expect(await rows(reader, 'RETURN $i AS i, $f AS f, $s AS s, $b AS b, $n AS n, $l AS l, $m AS m', parameters)).toEqual([
        [3, 0.5, "it's; CREATE (n)", false, null, ['GET', 1], { a: [1, { b: 'x' }] }],
      ])
      const some = 'MATCH (f:Function) WHERE f.name IN $names RETURN f.name AS name ORDER BY name SKIP $skip LIMIT $limit'
      expect(await rows(reader, some, { names: ['List', 'each', 'Create'], skip: 1, limit: 1 })).toEqual([['List']])
      expect(await rows(reader, 'MATCH (f:Function {name: $`a name`}) RETURN f.line AS line', { 'a name': 'each' })).toEqual([[30]])
    })
  })

  test('integers divide as integers, stored ones and given ones', async () => {
    await withGraph(async (reader) => {
      expect(await rows(reader, 'MATCH (f:Function {line: 10}) RETURN f.line / 4 AS a, $n / 2 AS b, 7 / 2.0 AS c', { n: 7 })).toEqual([
        [2, 3, 3.5],
      ])
    })
  })

  test('ORDER BY gives one order: text by code point, numbers by value, nulls last, lists by element', async () => {
    const names = ['b', 'B', 'a', 'Z', 'ä', 'é', '10', '9', '_', '😀', '｡', ' x', '']
    const b = createGraphBuilder()
    for (const name of names) b.node('Table', `t ${name}`, { name, line: name.length, primaryKey: [name, 'x'] })
    b.node('Table', 't null', {})
    await withGraph(async (reader) => {
      const order = (await rows(reader, 'MATCH (t:Table) RETURN t.name AS name ORDER BY name')).map(([name]) => name)
      expect(order).toEqual(['', ' x', '10', '9', 'B', 'Z', '_', 'a', 'b', 'ä', 'é', '｡', '😀', null])
      const down = (await rows(reader, 'MATCH (t:Table) RETURN t.name AS name ORDER BY name DESC')).map(([name]) => name)
      expect(down).toEqual([...order].reverse())
      const lists = (await rows(reader, 'MATCH (t:Table) RETURN t.primaryKey AS key ORDER BY key')).map(([key]) =>
        Array.isArray(key) ? key[0] : key,
      )
      // Inside a list Neo4j compares UTF-16 units: only characters beyond them could stand elsewhere.
      expect(lists.filter((name) => name !== '😀')).toEqual(order.filter((name) => name !== '😀'))
      expect(await rows(reader, 'UNWIND [3, null, 1.5, 2, -1] AS x RETURN x ORDER BY x')).toEqual([[-1], [1.5], [2], [3], [null]])
      expect(await rows(reader, 'UNWIND [true, null, false] AS x RETURN x ORDER BY x DESC')).toEqual([[null], [true], [false]])
      const collected = 'MATCH (t:Table) WITH t ORDER BY t.line DESC, t.name RETURN collect(t.name) AS names'
      expect(await scalar(reader, collected)).toEqual([' x', '10', '😀', '9', 'B', 'Z', '_', 'a', 'b', 'ä', 'é', '｡', ''])
    }, b.build())
  })

  test('rows over the limit are cut off, and the answer says so', async () => {
    await withGraph(async (reader) => {
      const query = 'UNWIND range(1, 5) AS x RETURN x, [x] AS `2`, {a: x} AS `1` ORDER BY x'
      expect(await reader.query(query, { maxRows: 2 })).toEqual({
        columns: ['x', '2', '1'],
        rows: [
          [1, [1], { a: 1 }],
          [2, [2], { a: 2 }],
        ],
        truncated: true,
      })
      expect(await reader.query(query, { maxRows: 5 })).toMatchObject({ rows: { length: 5 }, truncated: false })
      expect(await reader.query('UNWIND range(1, 25000) AS x RETURN x')).toMatchObject({ rows: { length: 10_000 }, truncated: true })
      expect(await scalar(reader, 'RETURN 1 AS x')).toBe(1)
    })
  })

  test('refuses everything but a single read, always with the same words', async () => {
    await withGraph(async (reader) => {
      for (const [cypher, message] of REFUSED) {
        const error = await failure(reader.query(cypher))
        expect(error, cypher).toBeInstanceOf(QueryError)
        expect(error, cypher).toMatchObject({ reason: 'refused', message })
      }
      expect(await scalar(reader, 'MATCH (n) RETURN count(n) AS n')).toBe(8)
    })
  })

  test('names what may be listed', async () => {
    await withGraph(async (reader) => {
      const labels = await rows(reader, 'CALL db.labels() YIELD label RETURN label ORDER BY label')
      expect(labels.map(([label]) => label)).toEqual(expect.arrayContaining(['Function', 'Handler', 'Query', 'Route', 'Service', 'Table']))
      const types = await rows(reader, 'CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS t ORDER BY t')
      expect(types.map(([t]) => t)).toEqual(expect.arrayContaining(['CALLS', 'EXECUTES', 'HANDLED_BY', 'READS']))
      const keys = await rows(reader, 'CALL db.propertyKeys() YIELD propertyKey RETURN propertyKey AS k ORDER BY k')
      expect(keys.map(([k]) => k)).toEqual(expect.arrayContaining(['id', 'line', 'name', 'roles']))
    })
  })

  const MALFORMED: readonly (readonly [string, RegExp])[] = [
    ['MATCH (n RETURN n', /^line 1, column 10: /],
    ['MATCH (n)\nWHERE n.name = = 1\nRETURN n', /^line 2, column 16: /],
    ['MATCH (n) RETURN m', /^line 1, column 18: /],
    ['MATCH (n:Route) RETURN lenght(n.path)', /^line 1, column 24: /],
    ["MATCH (n) WHERE n.name = 'x RETURN n", /^line 1, column 26: this string is not closed$/],
    ['MATCH (n) /* RETURN n', /^line 1, column 11: this comment is not closed$/],
    ['MATCH (n) WHERE n.id = $id RETURN n', /^line 1, column 24: no value is given for the parameter \$id$/],
    ["RETURN '\\u0027' AS x", /^line 1, column 9: a \\u escape is not allowed/],
    ['', /^line 1, column 1: the query is empty$/],
    ['// nothing', /^line 1, column 1: the query is empty$/],
  ]
  test('a malformed query gets one line with its place', async () => {
    await withGraph(async (reader) => {
      for (const [cypher, message] of MALFORMED) {
        const error = await failure(reader.query(cypher))
        expect(error, cypher).toBeInstanceOf(QueryError)
        expect(error, cypher).toMatchObject({ reason: 'syntax', message: expect.stringMatching(message) })
        expect((error as Error).message).not.toContain('\n')
      }
    })
  })

  test('a query that fails while it runs says why in one line', async () => {
    await withGraph(async (reader) => {
      const error = await failure(reader.query('MATCH (f:Function) RETURN 1 / (f.line - f.line) AS x'))
      expect(error).toMatchObject({ name: 'QueryError', reason: 'failed', message: expect.stringMatching(/^[^\n]*zero[^\n]*$/) })
    })
  })

  test('a query that takes too long is stopped; its neighbours and the next one are answered', async () => {
    await withGraph(async (reader) => {
      const slow = failure(reader.query(ENDLESS, { timeoutMs: 400 }))
      const beside = reader.query('UNWIND range(1, 300000) AS x WITH x WHERE x % 2 = 0 RETURN count(x) AS n')
      expect(await slow).toMatchObject({ name: 'QueryError', reason: 'timeout', message: 'the query was stopped after 400 ms' })
      expect((await beside).rows).toEqual([[150_000]])
      expect(await scalar(reader, 'MATCH (n:Route) RETURN count(n) AS n')).toBe(2)
    })
  })

  test('many queries at once each get their own answer', async () => {
    await withGraph(async (reader) => {
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, i) => scalar(reader, 'MATCH (n:Route) RETURN count(n) + $i AS n', { i })),
      )
      expect(answers).toEqual(Array.from({ length: 60 }, (_, i) => i + 2))
    })
  })

  test('replacing leaves nothing of the old graph', async () => {
    await withGraph(async (_, store) => {
      await store.replace(shop(['users']), stamp('two'))
      await store.replace(shop(['items', 'users']), stamp('three'))
      const reader = await store.open()
      expect(reader.stamp.fingerprint).toBe('three')
      expect(await rows(reader, 'MATCH (t:Table) RETURN t.name AS name ORDER BY name')).toEqual([['items'], ['orders'], ['users']])
      expect(await scalar(reader, 'MATCH ()-[r]->() RETURN count(r) AS n')).toBe(7)
      expect(await scalar(reader, 'MATCH (n) RETURN count(n) AS n')).toBe(10)
    })
  })

  test('an open reader answers from the graph that it opened, or says that it is gone', async () => {
    await withGraph(async (before, store) => {
      await store.replace(shop(['users']), stamp('two'))
      const old = await before.query('MATCH (t:Table) RETURN count(t) AS n').then(
        (r) => r.rows,
        (error: unknown) => error,
      )
      if (engine === 'embedded') expect(old).toEqual([[1]])
      else expect(old).toMatchObject({ name: 'StoreError', reason: 'replaced' })
      expect(await scalar(await store.open(), 'MATCH (t:Table) RETURN count(t) AS n')).toBe(2)
    })
  })

  test('no reader sees a part of a graph while it is replaced', async () => {
    await withGraph(async (_, store) => {
      const graphs = [shop(['a', 'b', 'c']), shop(Array.from({ length: 2_000 }, (__, i) => `t${i}`))]
      const tables = new Set([1, 4, 2_001])
      let isDone = false
      const reading = (async () => {
        let seen = 0
        while (!isDone) {
          const reader = await store.open()
          const counts = await failure(
            rows(reader, 'MATCH (t:Table) WITH count(t) AS tables MATCH (g:ThroughlineGraph) RETURN tables, g.fingerprint AS f').then(
              ([row]) => {
                expect(tables).toContain(row?.[0])
                expect(row?.[1]).toBe(reader.stamp.fingerprint)
                expect(row?.[0] === 1 ? 'one' : row?.[0] === 4 ? 'small' : 'large').toBe(row?.[1])
                seen += 1
              },
            ),
          )
          if (counts !== undefined) expect(counts).toMatchObject({ name: 'StoreError', reason: 'replaced' })
          await reader.close()
        }
        return seen
      })()
      for (let i = 0; i < 6; i += 1) {
        const [graph, name] = i % 2 ? [graphs[0], 'small'] : [graphs[1], 'large']
        if (graph) await store.replace(graph, stamp(name))
      }
      isDone = true
      expect(await reading).toBeGreaterThan(0)
    })
  })

  test('two writers at once leave one whole graph', async () => {
    const store = await create()
    await Promise.all([store.replace(shop(['a']), stamp('a')), store.replace(shop(['b', 'c']), stamp('b'))])
    const reader = await store.open()
    const tables = (await rows(reader, 'MATCH (t:Table) RETURN t.name AS name ORDER BY name')).map(([name]) => name)
    expect(tables).toEqual(reader.stamp.fingerprint === 'a' ? ['a', 'orders'] : ['b', 'c', 'orders'])
  })

  test('a graph of another version is as good as none, and opening it says what to do', async () => {
    const store = await create()
    await store.replace(shop(), stamp('one', GRAPH_VERSION + 1))
    expect(await store.stamp()).toBeUndefined()
    expect(await failure(store.open())).toMatchObject({
      name: 'StoreError',
      reason: 'version',
      message: `the stored graph of shop has version ${GRAPH_VERSION + 1}, this program reads version ${GRAPH_VERSION}: index it again`,
    })
    await store.replace(shop(), stamp('two'))
    expect((await store.open()).stamp).toEqual(stamp('two'))
  })

  test('a closed reader answers nothing more, and may be closed twice', async () => {
    await withGraph(async (reader, store) => {
      const slow = failure(reader.query(ENDLESS))
      await new Promise((resolve) => setTimeout(resolve, 200))
      await reader.close()
      await reader.close()
      expect(await slow).toMatchObject({ name: 'StoreError', message: 'the graph was closed' })
      expect(await failure(reader.query('RETURN 1 AS x'))).toMatchObject({ name: 'StoreError', message: 'the graph was closed' })
      expect(await scalar(await store.open(), 'RETURN 1 AS x')).toBe(1)
    })
  })

  test('load gives an open graph', async () => {
    expect(await scalar(await load(shop()), 'MATCH (n:Route) RETURN count(n) AS n')).toBe(2)
  })
}
