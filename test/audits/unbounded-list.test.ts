import { expect, test } from 'vitest'
import { brief, createScene, findingsOf } from './scene.ts'

test('a list of a growing table is found, the graver when anyone may ask for it', async () => {
  const s = createScene()
  const [open, guarded] = [s.fn('comments'), s.fn('friends')]
  s.handled(s.route('GET', '/api/comments', { auth: 'none' }), open)
  s.handled(s.route('GET', '/api/friends'), guarded)
  s.query(open, 'SELECT * FROM comments WHERE post_id = $1', { bounded: false }, { line: 20 })
  s.query(guarded, 'SELECT * FROM friends WHERE user_id = $1', { bounded: false }, { line: 30 })
  const add = s.route('POST', '/api/anything')
  for (const table of ['comments', 'friends']) s.touches(add, `table ${table}`, 'write')
  const found = await findingsOf('unbounded-list', s)
  expect(brief(found)).toEqual(['high high shop.go:20', 'medium high shop.go:30'])
  expect(found[0]?.fix).toContain('`SELECT * FROM comments WHERE post_id = $1 LIMIT $n`')
})

test('a table that no route writes is of little weight', async () => {
  const s = createScene()
  const list = s.fn('countries')
  s.handled(s.route('GET', '/api/countries'), list)
  s.query(list, 'SELECT * FROM countries', { bounded: false }, { line: 9 })
  expect(brief(await findingsOf('unbounded-list', s))).toEqual(['low low shop.go:9'])
})

test('silence on bounded lists, preloads, undecided statements and code no route reaches', async () => {
  const s = createScene()
  const list = s.fn('posts')
  s.handled(s.route('GET', '/api/posts'), list)
  s.touches(s.route('POST', '/api/posts'), s.table('posts'), 'write')
  s.query(list, 'SELECT * FROM posts LIMIT $1')
  s.query(list, 'SELECT * FROM posts WHERE id IN ($1)', { bounded: false, role: 'preload' })
  s.query(list, 'SELECT * FROM posts WHERE …', { bounded: undefined, dynamic: true })
  s.query(s.fn('export', { reachedByRoute: false }), 'SELECT * FROM posts', { bounded: false })
  expect(await findingsOf('unbounded-list', s)).toEqual([])
})
