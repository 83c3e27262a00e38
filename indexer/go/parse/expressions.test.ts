import { expect, test } from 'vitest'
import { createGoParser } from '../parse.ts'
import type { Expression } from '../syntax.ts'
import { show, showAt } from './show.ts'

const parser = await createGoParser()

function expressionOf(source: string): Expression {
  const file = parser.parse('p.go', `package p\nvar x = ${source}\n`)
  expect(file.errors).toEqual([])
  const value = file.values[0]?.values[0]
  if (value === undefined) throw new Error(`no value in ${source}`)
  return value
}

test.each([
  // Operators
  ['a + b*c', '(a + (b * c))'],
  ['a - b - c', '((a - b) - c)'],
  ['-x + ^y &^ *p', '((-x) + ((^y) &^ (*p)))'],
  ['!(a && b) || <-ch', '((!(a && b)) || (<-ch))'],
  ['((a))', 'a'],
  // Calls, conversions and instances
  ['f()', 'f()'],
  ['f(a, b...)', 'f(a, b...)'],
  ['f(\n\ta, // first\n\t/* second */ b,\n)', 'f(a, b)'],
  ['a.B().C(1).D', 'a.B().C(1).D'],
  ['func(a int) error { return nil }(1)', 'func(a int) (error) { return nil }(1)'],
  ['[]byte(s)', '‹[]byte›(s)'],
  ['map[string]int(m)', '‹map[string]int›(m)'],
  ['interface{}(x)', '‹interface{}›(x)'],
  ['(*T)(x)', '(*T)(x)'],
  ['(func(int) bool)(x)', '‹func(int) (bool)›(x)'],
  ['(<-chan int)(x)', '‹chan:receive int›(x)'],
  ['f[int](x)', 'f[int](x)'],
  ['m.F[pkg.T, *U](x)', 'm.F[pkg.T, (*U)](x)'],
  ['f[[]int, map[string]T](x)', 'f[‹[]int›, ‹map[string]T›](x)'],
  ['f[List[int]](x)', 'f[List[int]](x)'],
  ['f[int, string]', 'f[int, string]'],
  ['f[*T]', 'f[(*T)]'],
  ['f[[]T]', 'f[‹[]T›]'],
  ['handlers[k](x)', 'handlers[k](x)'],
  ['handlers[k+1](x)', 'handlers[(k + 1)](x)'],
  ['(*G[int, string])(nil)', '(*G[int, string])(nil)'],
  ['T.Method', 'T.Method'],
  ['(*T).Method', '(*T).Method'],
  ['new(T)', 'new(‹T›)'],
  ['new(m.T)', 'new(‹m.T›)'],
  ['make([]int, n, 10)', 'make(‹[]int›, n, 10)'],
  ['make(map[string]chan int)', 'make(‹map[string]chan:both int›)'],
  // Go 1.26: new of an expression
  ['new(42)', 'new(42)'],
  ['new(-x)', 'new((-x))'],
  ['new(true)', 'new(true)'],
  ['new(time.Now())', 'new(time.Now())'],
  ['new(T{A: 1})', 'new(T{A: 1})'],
  ['f(new("a"), new([]int{1}), new(T))', 'f(new("a"), new([]int{1}), new(‹T›))'],
  // Elements, slices, assertions
  ['a[i]', 'a[i]'],
  ['a[:]', 'a[:]'],
  ['a[1:]', 'a[1:]'],
  ['a[:n:m]', 'a[:n:m]'],
  ['x.(T).F()', 'x.(T).F()'],
  ['x.(*m.T)', 'x.(*m.T)'],
  // Composite literals
  ['T{}', 'T{}'],
  ['T{1, 2,}', 'T{1, 2}'],
  ['&m.T{A: 1, B: []m.U{{X: 1}, {2}, &V{}}}', '(&m.T{A: 1, B: []m.U{{X: 1}, {2}, (&V{})}})'],
  ['map[string]int{"a": 1, k: 2}', 'map[string]int{"a": 1, k: 2}'],
  ['map[K]V{{1}: {2}}', 'map[K]V{{1}: {2}}'],
  ['[...]string{0: "a", "b"}', '[...]string{0: "a", "b"}'],
  ['[][]int{{1}, {2, 3}}', '[][]int{{1}, {2, 3}}'],
  ['[N + 1]int{}', '[(N + 1)]int{}'],
  ['m.List[int]{}', 'm.List[int]{}'],
  ['struct{ A int }{1}', 'struct{A int}{1}'],
  ['[]func(){f, func() {}}', '[]func(){f, func() {}}'],
])('%s', (source, shown) => {
  expect(show(expressionOf(source))).toBe(shown)
})

test.each([
  ['"plain"', 'plain'],
  ['""', ''],
  ['``', ''],
  ['"a\\n\\t\\"\\\\"', 'a\n\t"\\'],
  ['"\\a\\b\\f\\v"', '\x07\b\f\v'],
  ['"\\x41\\101\\u00e9\\U0001F600"', 'AAé😀'],
  // Bytes join to one character; alone they are no text
  ['"\\xe2\\x82\\xac \\xff"', '€ \uFFFD'],
  ['"ünïcödé 😀"', 'ünïcödé 😀'],
  ['`raw\\n\r\nsecond "line"`', 'raw\\n\nsecond "line"'],
])('the string %s', (source, value) => {
  expect(expressionOf(source)).toMatchObject({ kind: 'string', value })
})

test.each([
  ["'a'", '97'],
  ["'é'", '233'],
  ["'😀'", '128512'],
  ["'\\n'", '10'],
  ["'\\''", '39'],
  ["'\\x00'", '0'],
  ["'\\u20ac'", '8364'],
  ["'\\377'", '255'],
  ['0x1F', '0x1F'],
  ['1_000', '1_000'],
  ['.5e3', '.5e3'],
  ['2i', '2i'],
])('the number %s', (source, text) => {
  expect(expressionOf(source)).toMatchObject({ kind: 'number', text })
})

test('a call in a chain stands at its own name', () => {
  const last = expressionOf('a.\n\tB().\n\tC(func() {\n\t\td()\n\t}).\n\tD(1)')
  if (last.kind !== 'call' || last.callee.kind !== 'selector') throw new Error('no call')
  expect([showAt(last.at), last.endLine, showAt(last.callee.at)]).toEqual(['7:2', 7, '7:2'])
  const middle = last.callee.of
  if (middle.kind !== 'call') throw new Error('no call')
  expect([showAt(middle.at), middle.endLine]).toEqual(['4:2', 6])
})

test.each([
  ['f(1)', '2:9'],
  ['pkg.F(1)', '2:13'],
  ['pkg.F[int](1)', '2:13'],
  ['pkg.M[k](1)', '2:13'],
  ['(*pkg.T)(x)', '2:15'],
  ['x.(T).F()', '2:15'],
  ['[]byte(s)', '2:9'],
  ['func() {}()', '2:9'],
  ['"😀é" + f(1)', '2:9'],
])('%s stands at %s', (source, where) => {
  expect(showAt(expressionOf(source).at)).toBe(where)
})

test('columns count UTF-16 code units, and end at 4095', () => {
  const [, right] = ((e) => (e.kind === 'binary' ? [e.left, e.right] : []))(expressionOf('"😀" + f(1)'))
  expect(right === undefined ? '' : showAt(right.at)).toBe('2:16')
  expect(showAt(expressionOf(`${' '.repeat(5000)}y`).at)).toBe('2:4095')
})

test('a concatenation of thousands can be walked by recursion', () => {
  const sum = expressionOf(Array.from({ length: 20_000 }, (_, i) => `"${i}"`).join(' + '))
  const depth = (e: Expression): number => (e.kind === 'binary' ? 1 + Math.max(depth(e.left), depth(e.right)) : 0)
  const text = (e: Expression): string => (e.kind === 'binary' ? text(e.left) + text(e.right) : e.kind === 'string' ? e.value : '?')
  expect(depth(sum)).toBeLessThan(20)
  expect(text(sum)).toBe(Array.from({ length: 20_000 }, (_, i) => String(i)).join(''))
})
