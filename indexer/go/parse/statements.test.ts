import { expect, test } from 'vitest'
import { createGoParser } from '../parse.ts'
import type { Statement } from '../syntax.ts'
import { showAt, showStatement } from './show.ts'

const parser = await createGoParser()

function bodyOf(source: string): readonly Statement[] {
  const file = parser.parse('p.go', `package p\nfunc f() {\n${source}\n}\n`)
  expect(file.errors).toEqual([])
  return file.functions[0]?.body ?? []
}

function statementOf(source: string): Statement {
  const [statement] = bodyOf(source)
  if (statement === undefined) throw new Error(`no statement in ${source}`)
  return statement
}

test.each([
  ['a, b := 1, f()', 'a, b := 1, f()'],
  ['a.x, b[0] = c, <-d', 'a.x, b[0] = c, (<-d)'],
  ['a += 2', 'a += 2'],
  ['a &^= 2', 'a &^= 2'],
  ['a.n++', 'a.n += 1'],
  ['a[i]--', 'a[i] -= 1'],
  ['ch <- v', 'ch <- v'],
  ['<-ch', '(<-ch)'],
  ['return', 'return'],
  ['return a, nil', 'return a, nil'],
  ['go func() { x() }()', 'go func() { x() }()'],
  ['defer mu.Unlock()', 'defer mu.Unlock()'],
  ['{ a(); b() }', '{ a(); b() }'],
  ['if a { b() }', 'if a { b() }'],
  [
    'if err := f(); err != nil { return err } else if x { y() } else { z() }',
    'if err := f(); (err != nil) { return err } else { if x { y() } else { z() } }',
  ],
  ['for { f() }', 'for ; ;  { f() }'],
  ['for i < 10 { f() }', 'for ; (i < 10);  { f() }'],
  ['for i := 0; i < n; i++ { f() }', 'for i := 0; (i < n); i += 1 { f() }'],
  ['for ; ; i++ {}', 'for ; ; i += 1 {}'],
  ['for i := range 10 {}', 'for i,  := range 10 {}'],
  ['for range n {}', 'for ,  = range n {}'],
  ['for k, v = range m {}', 'for k, v = range m {}'],
  ['for x := range seq.All(ctx) { f(x) }', 'for x,  := range seq.All(ctx) { f(x) }'],
  ['switch x { case 1, 2: a(); b()\ncase "s":\ndefault: c() }', 'switch x { case 1, 2 { a(); b() } case "s" {} default { c() } }'],
  ['switch { case a > b: c() }', 'switch  { case (a > b) { c() } }'],
  ['switch y := f(); y { case 1: fallthrough\ncase 2: }', 'switch y := f(); y { case 1 { fallthrough } case 2 {} }'],
  ['switch q := v.(type) { case nil, *m.E, []int: a()\ndefault: }', 'switch q := v.(type) { case nil, *m.E, []int { a() } default {} }'],
  ['switch x := f(); y.(type) { case func(): }', 'switch x := f(); y.(type) { case func() {} }'],
  [
    'select { case x, ok := <-ch: f(x)\ncase y = <-ch:\ncase <-done: return\ncase ch <- 1:\ndefault: }',
    'select { case x, ok := (<-ch) { f(x) } case y = (<-ch) {} case (<-done) { return } case ch <- 1 {} default {} }',
  ],
  ['outer: for { break outer; continue outer }', 'outer: { for ; ;  { break outer; continue outer } }'],
  ['goto end; end:', 'goto end'],
  ['var a, b int = 1, 2', 'var a, b int = 1, 2'],
  ['type L struct{ X int }', 'type L struct{X int}'],
])('%s', (source, shown) => {
  expect(showStatement(statementOf(source))).toBe(shown)
})

test('a declaration of several is several statements', () => {
  const shown = bodyOf('var (\na = 1\nb string\n)\nconst (\nc = iota\nd\n)\n;;\ne()\nend:').map(showStatement)
  expect(shown).toEqual(['var a = 1', 'var b string', 'const#0 c = iota', 'const#1 d = iota', 'e()', 'end: {}'])
})

test('comments between, before and after are no statements', () => {
  expect(bodyOf('// one\na() // two\n/* three */ if /* four */ b /* five */ { // six\n}\n// seven').map(showStatement)).toEqual([
    'a()',
    'if b {}',
  ])
})

test('the text of conditions is one line of at most 200 characters', () => {
  expect(statementOf('if a &&\n\t\tb( 1 ) {}')).toMatchObject({ text: 'a && b( 1 )' })
  const long = statementOf(`if ${Array.from({ length: 80 }, () => 'abc').join(' && ')} {}`)
  expect(long.kind === 'if' && long.text.length === 200 && long.text.endsWith('…')).toBe(true)
  expect(statementOf('switch x.y { case 1, 2: }')).toMatchObject({ text: 'x.y', cases: [{ text: '1, 2' }] })
})

test('statements stand at their first character', () => {
  const where = bodyOf('\ta = 1\n\tfor {\n\t\tgo f()\n\t}').map((s) => showAt(s.at))
  expect(where).toEqual(['3:2', '4:2'])
})
