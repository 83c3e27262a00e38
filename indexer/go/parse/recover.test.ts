import { expect, test } from 'vitest'
import { createGoParser } from '../parse.ts'
import type { GoFile } from '../syntax.ts'
import { showAt, showFunction } from './show.ts'

const parser = await createGoParser()
const parse = (text: string): GoFile => parser.parse('p.go', text)
const shown = (file: GoFile): string[] => file.functions.map(showFunction)

const sound = `package p

import "a"

type T struct{ A int }

func before() { x() }

BROKEN

type U interface{ M() }

var v = 1

func (t *T) after(a int) error { return y(a) }
`

test.each([
  ['a brace that never closes', 'func broken() {\n\tif a {\n\t\tb()\n\tc()\n}'],
  ['a parenthesis that never closes', 'func broken() {\n\tf(a, g(b)\n}'],
  ['a brace too many', 'func broken() {\n\tb()\n}}\n}'],
  ['half a statement', 'func broken() {\n\tx := \n\tif y. {\n}\n}'],
  ['words that are no Go', 'func broken() {\n\tclass A extends B {}\n}'],
  ['a quote that never closes', 'func broken() {\n\tf("a)\n}'],
  ['a parameter list in pieces', 'func broken(a int, , b {\n\tb()\n}'],
])('what stands around it survives %s', (_, broken) => {
  const file = parse(sound.replace('BROKEN', broken))
  expect(file.functions.map((f) => f.name)).toEqual(['before', 'broken', 'after'])
  expect(shown(file)[2]).toBe('func (t *T) after(a int) (error) { return y(a) }')
  expect([file.imports.length, file.types.map((t) => t.name), file.values.length]).toEqual([1, ['T', 'U'], 1])
  expect(file.errors.length).toBeGreaterThan(0)
  const [from, to] = [sound.split('\n').indexOf('BROKEN') + 1, sound.split('\n').indexOf('BROKEN') + broken.split('\n').length]
  for (const error of file.errors) expect(error.line >= from && error.line <= to, JSON.stringify(error)).toBe(true)
  const lines = sound.replace('BROKEN', broken).split('\n')
  expect(showAt(file.functions[2]?.at ?? 0)).toBe(`${lines.findIndex((line) => line.includes('after')) + 1}:13`)
})

test('a missing brace is named with the line of its partner, and the statements stay', () => {
  const file = parse('package p\n\nfunc f() {\n\tif a {\n\t\tb()\n}\n\nfunc g() { h() }\n')
  expect(file.errors).toEqual([{ line: 3, message: '"}" is missing: a bracket of this line is never closed' }])
  expect(shown(file)).toEqual(['func f() { if a { b() } }', 'func g() { h() }'])
})

test('of a merge conflict the first side is read', () => {
  const file = parse('package p\nfunc f() {\n<<<<<<< HEAD\n\ta()\n||||||| base\n\tb()\n=======\n\tc()\n>>>>>>> other\n\td()\n}\n')
  expect(file.errors).toEqual([{ line: 3, message: 'merge conflict: only its first side is read' }])
  expect(shown(file)).toEqual(['func f() { a(); d() }'])
})

test('equals signs in a raw string are no conflict', () => {
  expect(parse('package p\nvar x = `\n=======\n>>> a\n`\n').errors).toEqual([])
})

test('a truncated file keeps what it has', () => {
  const file = parse('package p\n\nfunc f() { a() }\n\nfunc g(x int) error {\n\tif err := h(x); err != nil {\n\t\treturn fmt.Err')
  expect(shown(file)).toEqual(['func f() { a() }', 'func g(x int) (error) { if err := h(x); (err != nil) { return fmt.Err } }'])
  expect(file.errors.length).toBe(1)
})

test('code in a raw string of a broken file is no declaration', () => {
  const file = parse('package p\nconst code = `\nfunc inside() {}\n`\n\nfunc f() { a( }\n')
  expect(file.functions.map((f) => f.name)).toEqual(['f'])
  expect(file.values.length).toBe(1)
})

test('many errors are counted, not listed', () => {
  const { errors, functions } = parse(`package p\n${'func f() { a( }\n'.repeat(300)}`)
  expect([errors.length, functions.length]).toEqual([21, 300])
  expect(errors.at(-1)?.message).toBe('280 more lines do not parse')
})

test.each([
  ['one line of a megabyte', `package p\nfunc f() { ${'a.B(1, "x"); '.repeat(80_000)}}\n`, 0],
  ['a megabyte of array', `package p\nvar x = []byte{${'1,'.repeat(400_000)}}\n`, 0],
  ['parentheses', `package p\nvar x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`, 1],
  ['open parentheses', `package p\nvar x = ${'('.repeat(50_000)}\n`, 1],
  ['braces', `package p\nfunc f() ${'{'.repeat(20_000)}${'}'.repeat(20_000)}\n`, 1],
  ['a chain of calls', `package p\nfunc f() { a${'.B()'.repeat(20_000)} }\n`, 1],
  ['else if', `package p\nfunc f() { if a {} ${'else if b {} '.repeat(5000)} }\n`, 1],
  ['operators', `package p\nvar x = ${'!'.repeat(50_000)}a\n`, 1],
  ['types', `package p\nvar x ${'[]'.repeat(50_000)}int\n`, 1],
  ['functions', `package p\nvar x = ${'func() { _ = '.repeat(5000)}1${' }'.repeat(5000)}\n`, 1],
  ['literals', `package p\nvar x = T${'{'.repeat(20_000)}${'}'.repeat(20_000)}\n`, 1],
  ['instances', `package p\nvar x = f[int, ${'a['.repeat(20_000)}int${']'.repeat(20_000)}](y)\n`, 1],
  ['pointers', `package p\nvar x = f[${'*'.repeat(20_000)}int](y)\n`, 1],
  ['words', `package p ${'foo '.repeat(100_000)}\n`, 1],
  ['zeros', '\0'.repeat(100_000), 1],
  ['quotes', `package p\nfunc f() { ${'"'.repeat(20_001)}\n`, 1],
])('hostile: %s', (_, text, errors) => {
  const file = parse(text)
  expect(file.errors.length).toBe(errors)
  expect(JSON.parse(JSON.stringify(file))).toEqual(file)
})

test('what would take all memory is given up, and the parser goes on', () => {
  expect(parse(`package p\nfunc f() { ${'a('.repeat(600_000)}\n`).errors).toEqual([
    { line: 2, message: 'too long or too entangled to be parsed' },
  ])
  expect(shown(parse('package p\nfunc f() { a() }\n'))).toEqual(['func f() { a() }'])
})

test.each([
  ['statements outside of functions', 'x := 1\nfoo(x)', ['before', 'after']],
  ['the body of a function whose first line is gone', '\tif a {\n\t\treturn b\n\t}', ['before', 'after']],
  [
    'a type that swallows the method below it',
    'type Plug[a/b]\n// why\nfunc (c *Plug) swallowed(x int) {\n\ty(x)\n}',
    ['before', 'swallowed', 'after'],
  ],
])('%s are said, and what stands around is read', (_, broken, functions) => {
  const file = parse(sound.replace('BROKEN', broken))
  expect(file.functions.map((f) => f.name)).toEqual(functions)
  expect(file.errors.length).toBeGreaterThan(0)
})
