import { expect, test } from 'vitest'
import { laneOf, titleOf } from './titles.ts'

const title = (label: string, properties: Record<string, string>) => titleOf({ id: 'some id', labels: [label], properties })
const statement = (sql: string) => title('Query', { sql })

test('a statement is called by its verb and tables, its own before those of its parts', () => {
  expect(statement('SELECT posts.*, (SELECT COUNT(*) FROM comments WHERE x = 1) AS n FROM "posts" WHERE id = $1')).toBe(
    'SELECT posts, comments',
  )
  expect(statement('INSERT INTO "votes" ("a") VALUES ($1) ON CONFLICT DO UPDATE SET a = 1')).toBe('INSERT votes')
  expect(statement('SELECT * FROM jobs FOR UPDATE SKIP LOCKED')).toBe('SELECT jobs')
  expect(statement('update only public.jobs set a = 1')).toBe('UPDATE public.jobs')
  expect(statement('SELECT 1')).toBe('SELECT 1')
})

test('a receiver is said once', () => {
  expect(title('Function', { name: 'List', receiver: 'Service' })).toBe('Service.List')
  expect(title('Function', { name: 'Service.List', receiver: 'Service' })).toBe('Service.List')
  expect(title('CacheOp', { store: 'redis', operation: 'get', keyPattern: 'user:*' })).toBe('redis get user:*')
})

test('lanes follow labels and roles', () => {
  const lane = (labels: readonly string[], language = 'go') => laneOf({ id: 'x', labels, properties: { language } })
  expect(lane(['Function', 'Handler'])).toBe('handler')
  expect(lane(['Function', 'Repository'])).toBe('repository')
  expect(lane(['Function'])).toBe('service')
  expect(lane(['Function'], 'typescript')).toBe('client')
  expect(lane(['Column'])).toBe('other')
})
