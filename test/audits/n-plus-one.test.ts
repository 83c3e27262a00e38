import { expect, test } from 'vitest'
import { brief, createScene, findingsOf, type Scene } from './scene.ts'

const LOOP = { loopDepth: 1, loopBound: 'data', perElement: true }

function listing(s: Scene): string {
  const list = s.fn('listPosts', { receiver: 'Service' })
  const handler = s.fn('getPosts')
  s.handled(s.route('GET', '/api/posts'), handler)
  s.calls(handler, list)
  return list
}

test('a call in a loop that leads to a statement is found, with the way from the route to the statement', async () => {
  const s = createScene()
  const list = listing(s)
  const [enrich, votes] = [s.fn('enrich'), s.fn('countVotes')]
  s.calls(list, enrich, { ...LOOP, line: 42 })
  s.calls(enrich, votes)
  s.query(votes, 'SELECT count(*) FROM votes WHERE poll_id = $1')
  const [finding, ...rest] = await findingsOf('n-plus-one', s)
  expect(rest).toEqual([])
  expect(finding).toMatchObject({ severity: 'high', confidence: 'high', file: 'shop.go', line: 42, routes: ['GET /api/posts'] })
  expect(finding?.path.map((p) => p.label)).toEqual(['Route', 'Function', 'Function', 'Function', 'Function', 'Query'])
  expect(finding?.message).toContain('`Service.listPosts` makes 1 round trip for each element')
  expect(finding?.fix).toContain('`SELECT count(*) FROM votes WHERE poll_id = $1`')
})

test('writes are medium, cached reads doubtful, cache commands low; one finding for a call site of several implementers', async () => {
  const s = createScene()
  const list = listing(s)
  s.query(list, 'INSERT INTO members VALUES ($1)', {}, { ...LOOP, line: 1 })
  const cached = s.fn('cached')
  s.calls(list, cached, { ...LOOP, line: 2, cached: true })
  s.query(cached, 'SELECT * FROM rooms WHERE id = $1')
  s.graph.node('CacheOp', 'cache op', { store: 'redis', operation: 'EXISTS', keyPattern: 'online:*', file: 'shop.go', line: 3 })
  s.graph.edge('USES', list, 'cache op', { ...LOOP, line: 3 })
  for (const name of ['first', 'second']) {
    const implementer = s.fn(name)
    s.calls(list, implementer, { ...LOOP, line: 4, resolution: 'interface', fanout: 2 })
    s.query(implementer, `SELECT * FROM ${name} WHERE id = $1`)
  }
  expect(brief(await findingsOf('n-plus-one', s))).toEqual([
    'high medium shop.go:4',
    'medium high shop.go:1',
    'medium medium shop.go:2',
    'low high shop.go:3',
  ])
})

test('a recursive function that asks once per child is found', async () => {
  const s = createScene()
  const walk = s.fn('walk')
  s.handled(s.route('GET', '/api/tree'), walk)
  s.calls(walk, walk, { ...LOOP, line: 8 })
  s.query(walk, 'SELECT * FROM nodes WHERE parent_id = $1')
  expect(brief(await findingsOf('n-plus-one', s))).toEqual(['high high shop.go:8'])
})

test('silence on constant and batch loops, loops that only poll, statements after the loop, and code no route reaches', async () => {
  const s = createScene()
  const list = listing(s)
  const loops = [
    { ...LOOP, loopBound: 'constant' },
    { ...LOOP, loopBound: 'batch' },
    { ...LOOP, perElement: false },
    { loopDepth: 0, perElement: false },
  ]
  loops.forEach((site, index) => {
    s.query(list, `SELECT * FROM t${index} WHERE id = ANY($1)`, {}, { ...site, line: index + 1 })
  })
  const seed = s.fn('seed', { reachedByRoute: false })
  s.query(seed, 'INSERT INTO posts VALUES ($1)', {}, LOOP)
  s.calls(list, s.fn('format'), LOOP)
  expect(await findingsOf('n-plus-one', s)).toEqual([])
})
