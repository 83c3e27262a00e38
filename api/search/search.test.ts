import { expect, test } from 'vitest'
import { createSearchIndex } from './search.ts'
import { wordMatch, wordsOf } from './words.ts'

const entry = (label: string, title: string, more = '') => ({ id: `${label} ${title}`, label, title, more })

const index = createSearchIndex([
  entry('Route', 'GET /api/users/:id/posts', 'internal/server/server.go'),
  entry('Route', 'GET /api/posts'),
  entry('Route', 'POST /api/posts'),
  entry('Function', 'PostService.ListByUser', 'internal/service/post.go'),
  entry('Query', 'SELECT posts', 'SELECT * FROM "posts" WHERE "user_id" = $1'),
  entry('Table', 'posts'),
  entry('Table', 'post_tags'),
  entry('Column', 'posts.user_id'),
])

const find = (text: string, labels?: readonly string[]) => index.find(text, { first: 5, ...(labels ? { labels } : {}) })

test('words in any order find a route', () => {
  expect(find('users id posts')[0]?.id).toBe('Route GET /api/users/:id/posts')
  expect(find('posts users')[0]?.id).toBe('Route GET /api/users/:id/posts')
})

test('the exact name stands before longer ones', () => {
  expect(find('posts')[0]?.id).toBe('Table posts')
  expect(find('get /api/posts')[0]?.id).toBe('Route GET /api/posts')
})

test('camel humps, plurals and abbreviations are met', () => {
  expect(find('list user')[0]?.id).toBe('Function PostService.ListByUser')
  expect(find('postsvc')[0]?.id).toBe('Function PostService.ListByUser')
  expect(find('tags')[0]?.id).toBe('Table post_tags')
})

test('SQL and files are searched too, and labels narrow', () => {
  expect(find('user_id', ['Query'])[0]?.id).toBe('Query SELECT posts')
  expect(find('post.go')[0]?.id).toBe('Function PostService.ListByUser')
  expect(find('nothing such')).toEqual([])
  expect(find('  ')).toEqual([])
})

test('highlights say where in the title the words stand', () => {
  expect(find('users posts')[0]?.highlights).toEqual([
    [9, 14],
    [19, 24],
  ])
})

test('words and matches', () => {
  expect(wordsOf('GET /api/userPosts/:postID')).toEqual(['get', 'api', 'userposts', 'user', 'posts', 'postid', 'post', 'id'])
  expect(wordMatch('post', 'post')).toBeGreaterThan(wordMatch('post', 'posts'))
  expect(wordMatch('post', 'posts')).toBeGreaterThan(wordMatch('ost', 'posts'))
  expect(wordMatch('pst', 'posts')).toBeGreaterThan(0)
  expect(wordMatch('xyz', 'posts')).toBe(0)
})
