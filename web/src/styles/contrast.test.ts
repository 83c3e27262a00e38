// Text is legible in both themes: WCAG AA for every colour that is used for words, on every surface that they stand on.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const [light = '', dark = ''] = css.split(':root[data-theme="dark"]')

const SURFACES = ['bg', 'surface', 'raised', 'hover', 'selected']
const WORDS = [
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'critical',
  'high',
  'medium',
  'low',
  'required',
  'optional',
  'none',
  'unknown',
  'fail',
  'pass',
]
const CODE = ['code-keyword', 'code-string', 'code-comment', 'code-number', 'code-type']
const EDGES = ['edge-loop', 'edge-transaction', 'edge-cached', 'edge-goroutine']

function colours(block: string): ReadonlyMap<string, string> {
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const value = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

test.each([
  ['light', colours(light)],
  ['dark', colours(dark)],
] as const)('%s', (_, theme) => {
  const colour = (name: string) => theme.get(name) ?? `no colour ${name}`
  const low: string[] = []
  const check = (word: string, surface: string, least: number) => {
    const found = contrast(colour(word), colour(surface))
    if (!(found >= least)) low.push(`${word} on ${surface}: ${found.toFixed(2)}`)
  }
  for (const surface of SURFACES) for (const word of WORDS) check(word, surface, 4.5)
  for (const surface of ['surface', 'selected', 'sunken']) for (const word of CODE) check(word, surface, 4.5)
  for (const word of EDGES) check(word, 'bg', 4.5)
  check('accent-ink', 'accent', 4.5)
  // Lines and frames of fields need less.
  for (const line of ['edge', 'field', 'focus']) check(line, 'bg', line === 'edge' ? 2 : 3)
  expect(low).toEqual([])
})
