import { expect, test } from 'vitest'
import { type Edit, formatEdits, keyOf, parseEdits } from './edits.ts'

test('edits survive the address', () => {
  const edits: readonly Edit[] = [
    { kind: 'expand', key: keyOf('go a/B#C().') },
    { kind: 'expand', key: 'k1', over: { relationship: 'CALLS', direction: 'in' } },
    { kind: 'collapse', key: 'k2' },
    { kind: 'unfold', key: 'k2' },
    { kind: 'hide', key: 'k3' },
    { kind: 'reveal' },
    { kind: 'open', key: 'k4' },
    { kind: 'close', key: 'k4' },
    { kind: 'move', key: 'k5', x: 120, y: -40 },
    { kind: 'tidy' },
  ]
  expect(parseEdits(formatEdits(edits))).toEqual(edits)
  expect(encodeURIComponent(formatEdits(edits))).toBe(formatEdits(edits))
})

test('what is not an edit is left out', () => {
  expect(parseEdits('hk3.?.q9.m1~x~2.h.')).toEqual([{ kind: 'hide', key: 'k3' }])
  expect(parseEdits(undefined)).toEqual([])
})

test('keys of like ids differ', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => keyOf(`go internal/service/Service#Method${i}().`))
  expect(new Set(keys).size).toBe(keys.length)
})
