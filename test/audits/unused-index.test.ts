import { expect, test } from 'vitest'
import { symbol } from '#graph/symbol.ts'
import { createScene, findingsOf } from './scene.ts'

/** A table with a statement that its key answers, and an index that nothing takes. */
function scene(use: { readonly scans?: number }, more = {}) {
  const s = createScene()
  const rides = s.table('rides')
  const index = (name: string, column: string, properties: object) => {
    const id = symbol.index('rides', name)
    const key = symbol.column('rides', column)
    s.graph.node('Index', id, { name, columns: [column], unique: false, primary: false, file: 'migrations/1.sql', line: 4, ...properties })
    s.graph.node('Column', key, { name: column, table: 'rides' })
    s.graph.edge('HAS_INDEX', rides, id)
    s.graph.edge('COVERS', id, key, { position: 1 })
    return id
  }
  const read = s.query(s.fn('find'), 'SELECT * FROM rides WHERE id = $1', more)
  s.graph.edge('SERVES', index('rides_pkey', 'id', { unique: true, primary: true }), read)
  index('rides_town', 'town', use)
  return findingsOf('unused-index', s)
}

test('what a live database has counted decides', async () => {
  expect((await scene({})).map((f) => f.confidence)).toEqual(['medium'])
  expect(await scene({ scans: 12 })).toEqual([])
  const [never, ...others] = await scene({ scans: 0 })
  expect(others).toEqual([])
  expect(never).toMatchObject({ confidence: 'high', message: expect.stringMatching(/The live database has not searched it/) })
  expect((await scene({ scans: 0 }, { parsed: false })).map((f) => f.confidence)).toEqual(['medium'])
})

test('silence where many statements could not be read', async () => {
  expect(await scene({}, { parsed: false })).toEqual([])
})
