import { expect, test } from 'vitest'
import { palette } from '../terminal.ts'
import { auditText } from './audit.ts'
import { grid } from './grid.ts'
import { wrap } from './wrap.ts'

const head = (text: string) => text

test('a grid is as wide as it must be, or cut to the terminal', () => {
  const columns = [{ title: 'NAME' }, { title: 'WHAT', cut: true }, { title: 'N', right: true }]
  const rows = [
    ['a', 'something that is rather long', '7'],
    ['bcd', 'short', '12'],
  ]
  expect(grid(columns, rows, { width: undefined, head })).toEqual([
    'NAME  WHAT                            N',
    'a     something that is rather long   7',
    'bcd   short                          12',
  ])
  expect(grid(columns, rows, { width: 24, head })).toEqual([
    'NAME  WHAT             N',
    'a     something tha…   7',
    'bcd   short           12',
  ])
})

test('long lines break between words and hang under their text', () => {
  expect(wrap('  Fix: put a limiter of its own before it', 24)).toBe('  Fix: put a limiter of\n       its own before it')
  expect(wrap('  some-audit    0 findings over 8 Route', 30)).toBe('  some-audit    0 findings\n            over 8 Route')
  expect(wrap('averyveryverylongwordthatcannotbreak', 10)).toBe('averyveryverylongwordthatcannotbreak')
})

test('severities are coloured for a terminal only', () => {
  const terminal = { width: 80, paint: palette(true) }
  expect(auditText('HIGH      x  y.go:1\n', terminal, true)).toContain('\u001b[31mHIGH\u001b[39m')
  expect(auditText('HIGH      x  y.go:1\n', terminal, false)).toBe('HIGH      x  y.go:1\n')
})
