// Programs that no compiler takes, or that nobody writes by hand: each ends soon, and what stands beside it is still there.

import { expect, test } from 'vitest'
import { createGraphBuilder } from '#graph/graph.ts'
import { analyseTexts, printCalls, printRoutes } from '#test/support/go-program.ts'
import { analyseGo } from './analyse.ts'
import { goDiagnostics } from './diagnostics.ts'
import { createGoParser } from './parse.ts'
import { addGo } from './to-graph.ts'

const BESIDE = `package beside

import "github.com/gofiber/fiber/v2"

func Serve() { fiber.New().Get("/x", show) }
func show(c *fiber.Ctx) error { return load() }
func load() error { return nil }
`

/** Of processor time: by the clock a busy machine takes longer. */
function within10Seconds(): () => void {
  const start = process.cpuUsage()
  return () => expect(process.cpuUsage(start).user).toBeLessThan(10_000_000)
}

const row = (length: number, line: (i: number) => string): string => Array.from({ length }, (_, i) => line(i)).join('\n')

test.each<[string, string]>([
  ['an alias of itself', 'type A = B\ntype B = A\nfunc f(a A) { a.x() }'],
  ['a type of itself', 'type A B\ntype B A\nfunc f(a A) { a.x() }'],
  ['structs embedded in each other', 'type A struct{ *B }\ntype B struct{ *A }\nfunc f(a A) { a.x() }'],
  ['interfaces embedded in each other', 'type A interface{ B }\ntype B interface{ A; m() }\nfunc f(a A) { a.m(); a.q() }'],
  ['a generic type that grows', 'type A[T any] struct{ n *A[A[T]] }\nfunc g[T any](x T) { g[A[T]](A[T]{}) }'],
  ['functions that call each other', 'func a(f func()) { b(func() { a(f) }) }\nfunc b(f func()) { a(func() { b(f) }) }'],
  ['a function that takes itself', 'type R func(R) R\nfunc f() { w := func(x R) R { return x(x) }; w(w) }'],
  ['variables of each other', 'var a = b\nvar b = c()\nvar d = d\nfunc c() func() { return a }\nfunc f() { a(); d() }'],
  ['a text that doubles', `func f(q string) { s0 := "a" + q\n${row(60, (i) => `s${i + 1} := s${i} + s${i}`)}\ng(s60) }\nfunc g(string) {}`],
  [
    'a constant that doubles',
    `const s0 = "a"\n${row(60, (i) => `const s${i + 1} = s${i} + s${i}`)}\nfunc f() { g(s60) }\nfunc g(string) {}`,
  ],
  ['a row of aliases', `${row(5000, (i) => `type T${i} = T${i + 1}`)}\ntype T5000 struct{}\nfunc f(t T0) { t.m() }`],
  ['a row of types', `${row(5000, (i) => `type T${i} T${i + 1}`)}\ntype T5000 struct{}\nfunc f(t T0) { t.m() }`],
  ['a row of variables', `${row(5000, (i) => `var v${i} = v${i + 1}`)}\nvar v5000 = func() {}\nfunc f() { v0() }`],
  ['a row of functions', row(500, (i) => `func f${i}(g func()) func() { return f${i + 1}(g) }`)],
  [
    'a value handed on and on',
    `${row(2000, (i) => `func f${i}(x I) { f${i + 1}(x) }`)}\ntype I interface{ m() }\nfunc f2000(x I) { x.m() }`,
  ],
  [
    'a value handed on by ever more ways',
    `${row(40, (i) => `func f${i}(x I) { f${i + 1}(x); g${i}(x) }\nfunc g${i}(x I) { f${i + 1}(x) }`)}\ntype I interface{ m() }\nfunc f40(x I) { x.m() }`,
  ],
  [
    'as many interfaces as types, each type behind each interface',
    row(1500, (i) => `type I${i} interface{ m() }\ntype T${i} struct{}\nfunc (T${i}) m() {}\nfunc f${i}(x I${i}) { x.m() }`),
  ],
  ['a switch of 20,000 cases', `func f(x int) string {\nswitch x {\n${row(20_000, (i) => `case ${i}:\nreturn "${i}"`)}\n}\nreturn ""\n}`],
  [
    'a tree that is walked through an interface',
    'type N interface { Children() []N }\ntype T struct{ kids []N }\nfunc (t *T) Children() []N { return t.kids }\nfunc walk(n N) { for _, c := range n.Children() { walk(c) } }',
  ],
  [
    'elements handed on and on',
    `${row(2000, (i) => `func f${i}(xs []I) { f${i + 1}(xs) }`)}\ntype I interface{ m() }\nfunc f2000(xs []I) { for _, x := range xs { x.m() } }`,
  ],
  [
    'names of JavaScript',
    'func constructor() { __proto__() }\ntype __proto__ struct{ constructor int }\nfunc f(x __proto__) { x.constructor.toString(); valueOf() }',
  ],
])('%s', async (_, broken) => {
  const soon = within10Seconds()
  const go = await analyseTexts({ 'broken.go': `package broken\n\n${broken}\n`, 'beside/beside.go': BESIDE })
  expect(printRoutes(go)).toEqual(['GET /x -> show [] none none'])
  expect(printCalls(go)).toContain('show -> load (exact)')
  soon()
})

test('a guard that hangs on many settings is asked once what decides, not again for each route', async () => {
  const soon = within10Seconds()
  const settings = row(11, (i) => `	S${i} bool`)
  const checks = row(
    12,
    (i) => `		if c.S${i} && strings.Contains(ctx.Path(), "s${i}") {\n${row(60, () => '			ctx.Set("a", "b")')}\n		}`,
  )
  const routes = row(400, (i) => `	app.Get("/things/${i}/:id", show)`)
  const go = await analyseTexts({
    'main.go': `package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/gofiber/fiber/v2"
)

type config struct {
${settings}
}

func load() *config {
	c := &config{}
	json.Unmarshal([]byte(os.Args[0]), c)
	return c
}

func guard(c *config) fiber.Handler {
	return func(ctx *fiber.Ctx) error {
		if strings.HasPrefix(ctx.Path(), "/open") {
			return ctx.Next()
		}
${checks}
		if c.S0 && ctx.Get("Authorization") == "" {
			return ctx.SendStatus(401)
		}
		return ctx.Next()
	}
}

func show(ctx *fiber.Ctx) error { return nil }

func main() {
	app := fiber.New()
	app.Use(guard(load()))
${routes}
	app.Listen(":1")
}
`,
  })
  expect([...new Set(go.routes.map((r) => `${r.auth} ${r.reasons.auth}`))]).toEqual([
    'unknown guard lets requests pass unless c.S0 && ctx.Get("Authorization") == "" (main.go:780; c.S0, a field of config)',
  ])
  soon()
})

test('a map of itself is looked into, and nothing is cut off for it', async () => {
  const go = await analyseTexts({
    'tree.go':
      'package tree\n\ntype tree map[string]tree\n\nfunc (t tree) put(words []string) {\n\tnext, ok := t[words[0]]\n\tif !ok {\n\t\tnext = tree{}\n\t\tt[words[0]] = next\n\t}\n\tnext.put(words[1:])\n}\n',
  })
  expect(go.summary.cut.map((c) => c.name)).toEqual([])
})

test('a package variable that is too large is named, and the next one is still read', async () => {
  const go = await analyseTexts({
    'big/big.go': `package big\n\nvar codes = []int{${'1, '.repeat(70_000)}}\nvar run = func() { work() }\n\nfunc Run() { run() }\nfunc work() {}\n`,
  })
  const cut = goDiagnostics({ built: [], excluded: {} }, go).filter((d) => d.reason === 'evaluation-cut')
  expect(cut.map((d) => `${d.file}:${d.line} ${d.message}`)).toEqual(['big/big.go:3 codes is too large to evaluate whole'])
  expect(printCalls(go).some((line) => line.startsWith('Run -> '))).toBe(true)
})

test('what is cut off when closures are followed to where they run, and only then, is named', async () => {
  const work = (times: number) => row(times, (i) => `\tuse(${i})`)
  const go = await analyseTexts({
    'a.go': `package a\n\ntype Runner interface{ Run(func()) }\ntype slow struct{}\n\nfunc (slow) Run(f func()) {\n${work(15_000)}\n\tf()\n}\n\nfunc Start(r Runner) {\n${work(15_000)}\n\tr.Run(func() { use(1) })\n}\n\nfunc main() { Start(slow{}) }\nfunc use(int) {}\n`,
  })
  const cut = goDiagnostics({ built: [], excluded: {} }, go).filter((d) => d.reason === 'evaluation-cut')
  expect(cut.map((d) => `${d.file}:${d.line} ${d.message}`)).toEqual(['a.go:15010 Start is too large to evaluate whole'])
})

test('of what is declared twice one is read, and the other is named', async () => {
  const go = await analyseTexts({
    'a.go': 'package a\n\ntype T struct{}\n\nfunc f() {}\nfunc (T) m() {}\nfunc _() {}\nfunc init() {}\n',
    'b.go': 'package a\n\nvar T int\n\nfunc f() {}\nfunc _() {}\nfunc init() {}\n',
  })
  const twice = goDiagnostics({ built: [], excluded: {} }, go).filter((d) => d.reason === 'declared-twice')
  expect(twice.map((d) => `${d.file}:${d.line} ${d.message.split(' ')[0]}`)).toEqual(['b.go:3 T', 'b.go:5 f'])
})

test('a file whose package clause is broken belongs to the package beside it', async () => {
  const { parse } = await createGoParser()
  const files = [parse('a/a.go', 'packge a\n\nfunc helper() {}\n'), parse('a/b.go', 'package a\n\nfunc F() { helper() }\n')]
  expect(files[0]?.errors.map((e) => `${e.line} ${e.message}`)).toContainEqual(expect.stringMatching(/^1 /))
  expect(printCalls(analyseGo(files, []))).toEqual(['F -> helper (exact)'])
})

test.each([
  ['half a million brackets, closed', `var x = ${'('.repeat(500_000)}${')'.repeat(500_000)}`],
  ['a million brackets, left open', `var x = ${'('.repeat(1_000_000)}`],
  ['half a million braces', `func g() ${'{'.repeat(500_000)}${'}'.repeat(500_000)}`],
  ['20,000 calls in a chain', `func g(b B) { b${'.W()'.repeat(20_000)} }`],
])('%s are said, and the functions beside them are read', async (_, broken) => {
  const soon = within10Seconds()
  const { parse } = await createGoParser()
  const { functions, errors } = parse('a.go', `package a\n\nfunc before() {}\n\n${broken}\n\nfunc after() {}\n`)
  expect(errors.length).toBeGreaterThan(0)
  expect(functions.map((f) => f.name)).toEqual(expect.arrayContaining(['before', 'after']))
  soon()
})

test('a method of a type that is not in view keeps its name', async () => {
  const go = await analyseTexts({ 'a.go': 'package a\n\nfunc (g *Gone) Run() { run(func() {}) }\nfunc run(func()) {}\n' })
  const builder = createGraphBuilder()
  addGo(builder, go, [])
  const functions = builder.build().nodes.filter((n) => n.labels[0] === 'Function')
  expect(functions.map(({ properties: p }) => `${p.receiver ?? '-'} ${p.name}`)).toEqual(['Gone Run', 'Gone Run.func1', '- run'])
})
