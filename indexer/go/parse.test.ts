import { expect, test } from 'vitest'
import { showAt, showFunction, showType, showTypeDeclaration, showValues } from './parse/show.ts'
import { createGoParser } from './parse.ts'
import type { GoFile } from './syntax.ts'

const parser = await createGoParser()
const parse = (text: string): GoFile => parser.parse('p.go', text)

test('imports', () => {
  const { imports } = parse('package p\nimport "a"\nimport (\n\t. "b/c"\n\t_ "d"\n\te "f-g"\n\t`h`\n)\n')
  expect(imports.map(({ alias, path, at }) => [alias, path, showAt(at)])).toEqual([
    [undefined, 'a', '2:8'],
    ['.', 'b/c', '4:4'],
    ['_', 'd', '5:4'],
    ['e', 'f-g', '6:4'],
    [undefined, 'h', '7:2'],
  ])
})

test('constants count iota and repeat what is above them', () => {
  const text = 'package p\nconst (\n\tA, B = iota, 1 << iota\n\t// between\n\tC, D\n\t_, _\n\tE, F T = "e", `f`\n\tG, H\n)\nconst I = 1\n'
  expect(parse(text).values.map(showValues)).toEqual([
    'const#0 A, B = iota, (1 << iota)',
    'const#1 C, D = iota, (1 << iota)',
    'const#2 _, _ = iota, (1 << iota)',
    'const#3 E, F T = "e", "f"',
    'const#4 G, H T = "e", "f"',
    'const#0 I = 1',
  ])
})

test('variables, and the files embedded in them', () => {
  const text = `package p
//go:embed a.txt "b c.txt"
//go:embed d/*
// A comment between.
var files embed.FS
var (
	//go:embed one.sql
	one string
	x, y = 1, f()
	z [3]int
)
`
  expect(parse(text).values.map(showValues)).toEqual([
    'var files embed.FS embed a.txt b c.txt d/*',
    'var one string embed one.sql',
    'var x, y = 1, f()',
    'var z [3]int',
  ])
})

test('types', () => {
  const text = `package p
type Kind int
type (
	Alias = m.Thing
	Set[T any] = map[T]struct{}
	G[K comparable, V ~int | string] struct {
		*m.Embedded
		Base // with a comment
		m.Q[int]
		*R \`json:"r"\`
		a, b map[K][]V \`json:"a,omitempty" db:"x"\`
		fn  func(ctx Ctx, args ...int) (n int, err error)
		in  <-chan int
		out chan<- struct{}
		arr [N + 1]byte
		any interface{ error; Foo(int) string }
		anon struct{ X, Y int }
	}
	I interface {
		M(a, b int, c ...string) (int, error)
		N()
		other.Iface
		~int | *G[int, string]
	}
	F func(*fiber.Ctx) error
	P (*T)
)
`
  expect(parse(text).types.map(showTypeDeclaration)).toEqual([
    'type Kind int',
    'type Alias = m.Thing',
    'type Set[T any] = map[T]struct{}',
    'type G[K comparable, V interface{int; string}] struct{^Embedded *m.Embedded; ^Base Base; ^Q m.Q[int]; ^R *R <json:"r">; a map[K][]V <json:"a,omitempty" db:"x">; b map[K][]V <json:"a,omitempty" db:"x">; fn func(ctx Ctx, args ...int) (n int, err error); in chan:receive int; out chan:send struct{}; arr [(N + 1)]byte; any interface{Foo(int) (string); error}; anon struct{X int; Y int}}',
    'type I interface{M(a int, b int, c ...string) (int, error); N(); other.Iface; int; *G[int, string]}',
    'type F func(*fiber.Ctx) (error)',
    'type P *T',
  ])
})

test('types and their parts stand at their names', () => {
  const [type] = parse('package p\n\ntype T struct {\n\tA, B int\n\t*m.C\n}\n').types
  expect([showAt(type?.at ?? 0), type?.endLine]).toEqual(['3:6', 6])
  const fields = type?.type.kind === 'struct' ? type.type.fields : []
  expect(fields.map((field) => [field.name, showAt(field.at)])).toEqual([
    ['A', '4:2'],
    ['B', '4:5'],
    ['C', '5:3'],
  ])
})

test('functions', () => {
  const text = `package p
func F(a, b int, _ string, rest ...T) (n int, err error) { return }
func (s *Store[K, V]) Get(K) (V, bool) { return s.m[k], true }
func (Store) Name() string { return "x" }
func Map[T, U any, S ~[]T](in S, f func(T) U) []U { return nil }
func external(x int) (y int)
func init() {}
`
  const { functions } = parse(text)
  expect(functions.map(showFunction)).toEqual([
    'func F(a int, b int, _ string, rest ...T) (n int, err error) { return }',
    'func (s *Store[K, V]) Get(K) (V, bool) { return s.m[k], true }',
    'func (Store) Name() (string) { return "x" }',
    'func Map[T any, U any, S []T](in S, f func(T) (U)) ([]U) { return nil }',
    'func external(x int) (y int)',
    'func init() {}',
  ])
  expect(functions.map((f) => `${showAt(f.at)}-${f.endLine}`)).toEqual(['2:6-2', '3:23-3', '4:14-4', '5:6-5', '6:6-6', '7:6-7'])
})

test('a parameter list of types only has no names', () => {
  const [f] = parse('package p\nfunc f(int, m.T, ...func(a int) bool)\n').functions
  expect(f?.params.map(({ name, variadic, type }) => [name, variadic, showType(type)])).toEqual([
    [undefined, undefined, 'int'],
    [undefined, undefined, 'm.T'],
    [undefined, true, 'func(a int) (bool)'],
  ])
})

test('comments, the package and the count of lines', () => {
  const file = parse('// Package p does.\n/* a\n   b */\npackage p // p\n\nfunc f() {\n\t//nolint:errcheck\n\tg()\n}\n')
  expect(file).toMatchObject({ path: 'p.go', package: 'p', lines: 9, generated: false, errors: [] })
  expect(file.comments).toEqual([
    [1, 'Package p does.'],
    [2, 'a\n   b'],
    [4, 'p'],
    [7, 'nolint:errcheck'],
  ])
  expect(parse('package p').lines).toBe(1)
  expect(parse('')).toMatchObject({ package: '', lines: 0, errors: [{ line: 1, message: 'no package clause' }] })
})

test.each([
  ['//go:build linux && !cgo\n\npackage p\n', 'linux && !cgo'],
  ['// Copyright\n\n//go:build integration\n// +build ignore\n\npackage p\n', 'integration'],
  ['// +build ignore\n\npackage p\n', 'ignore'],
  ['// +build linux,386 darwin,!cgo\n// +build !x\n\npackage p\n', '((linux && 386) || (darwin && !cgo)) && !x'],
  ['package p\n//go:build ignore\n', undefined],
])('the build constraint of %j', (text, build) => {
  expect(parse(text).build).toBe(build)
})

test('generated code says so above its package clause', () => {
  expect(parse('// Code generated by sqlc. DO NOT EDIT.\n\npackage p\n').generated).toBe(true)
  expect(parse('package p\n// Code generated by x. DO NOT EDIT.\n').generated).toBe(false)
})

test('a byte order mark and carriage returns change nothing', () => {
  const file = parse('\uFEFFpackage p\r\n\r\n// c\r\nfunc f() {\r\n\tg("a")\r\n}\r\n')
  expect(file.errors).toEqual([])
  expect([file.package, file.comments, file.functions.map(showFunction)]).toEqual(['p', [[3, 'c']], ['func f() { g("a") }']])
})
