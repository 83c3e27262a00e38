import { expect, test } from 'vitest'
import { parseHeader } from './header.ts'

const header = (lines: readonly string[], body = 'MATCH (n) RETURN n.id AS id ORDER BY id') =>
  `${lines.map((l) => `// ${l}`).join('\n')}\n\n${body}\n`

const WHOLE = [
  '@id open-door',
  '@title Door that nobody closes',
  '@severity high',
  '@confidence medium',
  '@checklist 1.01 R12',
  '@requires Route Query|CacheOp',
  '@impact Anyone walks in',
  'at any hour.',
]

test('reads every tag; a line without a tag continues the one above', () => {
  expect(parseHeader(header(WHOLE), 'x')).toEqual({
    id: 'open-door',
    title: 'Door that nobody closes',
    severity: 'high',
    confidence: 'medium',
    checklist: ['1.01', 'R12'],
    requires: [['Route'], ['Query', 'CacheOp']],
    impact: 'Anyone walks in at any hour.',
    parameters: [],
  })
})

test('parameters have a name, a JSON default and a description', () => {
  const text = header(
    [...WHOLE, '@param atLeast 3 How many doors'],
    "MATCH (n) WHERE n.line > $atLeast AND n.name <> '$none' RETURN n.id AS id",
  )
  expect(parseHeader(text, 'x').parameters).toEqual([{ name: 'atLeast', default: 3, description: 'How many doors' }])
})

test.each([
  ['a missing tag', WHOLE.slice(1), undefined, 'x: the header has no @id'],
  ['an unknown tag', [...WHOLE, '@author me'], undefined, 'x: unknown tag @author'],
  ['a tag that stands twice', [...WHOLE, '@id again'], undefined, 'x: @id stands twice'],
  [
    'a severity that is none',
    WHOLE.map((l) => l.replace('high', 'awful')),
    undefined,
    'x: @severity is awful, not one of critical, high, medium, low',
  ],
  ['a default that is not JSON', [...WHOLE, '@param a b c'], undefined, 'x: the default of @param a is not JSON: b'],
  ['a parameter nobody uses', [...WHOLE, '@param a 1 c'], undefined, 'x: @param a is declared but never used'],
  ['a parameter nobody declared', WHOLE, 'RETURN $a AS a', 'x: $a is used but has no @param'],
])('refuses %s', (_, lines, body, message) => {
  expect(() => parseHeader(header(lines, body), 'x')).toThrow(message)
})
