import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

test('the same rule and anchors give the same identity for ever', () => {
  expect(fingerprint('n-plus-one', ['go shop/List().', 'query x'])).toBe('bc98618d53acf68cbaca22647348bff9')
})

test('rule, anchors, their borders and the ordinal all count', () => {
  const all = [
    fingerprint('r', ['a', 'b']),
    fingerprint('r', ['ab']),
    fingerprint('q', ['a', 'b']),
    fingerprint('r', ['b', 'a']),
    fingerprint('r', ['a', 'b'], 1),
  ]
  expect(new Set(all).size).toBe(all.length)
})
