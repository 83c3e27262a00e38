// The explorer's only contract is the API's schema: every request that it can send is valid, and within the limits.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildSchema, parse, validate } from '#api/graphql.ts'
import { limitRule } from '#api/limits.ts'

const ROOT = join(import.meta.dirname, '..')
const schema = buildSchema(readFileSync(join(ROOT, 'api/schema.graphql'), 'utf8'))
/** The largest page and picture that the explorer asks for. */
const VARIABLES = { first: 100, limit: 2000 }

const folder = join(ROOT, 'web/src/api')
const modules = await Promise.all(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('use-'))
    .map(async (name) => ({ name, exports: (await import(join(folder, name))) as Record<string, unknown> })),
)
const requests = modules.flatMap(({ name, exports }) =>
  Object.entries(exports).flatMap(([key, value]) => {
    const text = typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' ? value.text : undefined
    return text === undefined ? [] : [{ name: `${name} ${key}`, text }]
  }),
)

test('the explorer has requests', () => {
  expect(requests.length).toBeGreaterThan(8)
})

test.each(requests)('$name', ({ text }) => {
  expect(validate(schema, parse(text), undefined, { maxErrors: 5 }).map((e) => e.message)).toEqual([])
  expect(validate(schema, parse(text), [limitRule(VARIABLES)]).map((e) => e.message)).toEqual([])
})
