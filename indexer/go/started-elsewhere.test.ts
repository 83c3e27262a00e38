// Functions that a library calls: what was handed to it, where no call in view leads from main.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'
import { goDiagnostics } from './diagnostics.ts'

const program = (rest: string) => ({
  'main.go': `package main

import (
	"net/http"

	_ "example.org/app/orders"
	"example.com/hub"
)

func main() {
	http.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) {})
	go http.ListenAndServe(":2", nil)
	hub.Run()
}
`,
  'orders/orders.go': `package orders

import (
	"net/http"

	"github.com/gorilla/mux"

	"example.com/hub"
)

type provider struct{ rows []row }

type row struct {
	path    string
	handler func(http.ResponseWriter, *http.Request) error
}

func (p *provider) gather() {
	p.rows = append(p.rows, row{"/orders", list})
}

func list(w http.ResponseWriter, r *http.Request) error { return nil }

func (p *provider) Init(ctx hub.Context) error {
	p.gather()
	router := mux.NewRouter()
	for _, row := range p.rows {
		router.HandleFunc(row.path, func(w http.ResponseWriter, r *http.Request) { row.handler(w, r) }).Methods("GET")
	}
	return ctx.Serve(router)
}

${rest}
`,
})

const both = ['GET /health', 'GET /orders']
const paths = (routes: readonly string[]) => routes.map((r) => r.split(' -> ')[0]).toSorted()
const told = (go: Parameters<typeof goDiagnostics>[1]) =>
  goDiagnostics({ built: [], excluded: {} }, go).flatMap((d) => (d.reason === 'nothing-starts-it' ? [d.message] : []))

test('methods of what a library gets, or has made, beside something that answers already', async () => {
  for (const registered of [
    'func init() { hub.Register("orders", &provider{}) }',
    'func init() { hub.Register("orders", &hub.Spec{Create: func() hub.Provider { return &provider{} }}) }',
    'var spec = hub.Spec{Create: func() hub.Provider { return new(provider) }}\n\nfunc init() { hub.Register("orders", &spec) }',
  ]) {
    const go = await analyseTexts(program(registered))
    expect(paths(printRoutes(go)), registered).toEqual(both)
    expect(told(go), registered).toEqual([])
  }
})

test('what nothing is seen to start is told', async () => {
  const go = await analyseTexts(program(''))
  expect(paths(printRoutes(go))).toEqual(['GET /health'])
  expect(told(go)).toEqual(['nothing is seen to call provider.Init, which registers routes: they are not listed'])
})

test("routers that one function fills with tables are each other's only where the rows are", async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
	"example.com/hub"
)

type row struct {
	path    string
	handler http.HandlerFunc
}

func register(rows []row) *mux.Router {
	r := mux.NewRouter()
	for _, row := range rows {
		r.HandleFunc(row.path, row.handler)
	}
	return r
}

func a(w http.ResponseWriter, r *http.Request) {}

func main() {
	users := register([]row{{"/users", a}})
	users.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error { return hub.Add(route.GetHandler()) })
	http.ListenAndServe(":1", register([]row{{"/orders", a}}))
}
`,
  })
  expect(paths(printRoutes(go))).toEqual(['* /orders', '* /users'])
})

test('of several commands as near as each other the one that serves more is not cut short by one that serves less', async () => {
  // More than what is left for those that stand further off once something answers.
  const work = 'x = x + y\n'.repeat(1000)
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"example.com/commands"
)

type small struct{}
type large struct{}

func (s *small) Run() error {
	m := http.NewServeMux()
	m.HandleFunc("/small", a)
	return http.ListenAndServe(":2", m)
}

func (l *large) Run() error {
${Array.from({ length: 400 }, (_, i) => `wire(${i})`).join('\n')}
	m := http.NewServeMux()
	m.HandleFunc("/large", a)
	return http.ListenAndServe(":1", m)
}

func wire(y int) {
	x := 0
	${work}
	if x > 99 {
		never(nil)
	}
}

func never(m *http.ServeMux) {}

func a(w http.ResponseWriter, r *http.Request) {}

func main() { commands.Parse("small", "large") }
`,
  })
  expect(paths(printRoutes(go))).toEqual(['* /large', '* /small'])
  expect(go.cut).toEqual([])
})

test('a router that nobody is seen to make is the one that registers all the same, where there is one', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"example.com/hub"
	"github.com/go-chi/chi/v5"
)

type api struct{ router chi.Router }

func mount(r chi.Router) {
	r.Get("/users", a)
}

func (p *api) Start() { mount(p.router) }

func a(w http.ResponseWriter, r *http.Request) {}

func main() {
	r := chi.NewRouter()
	r.Route("/v1", mount)
	hub.Register(&api{})
	http.ListenAndServe(":1", r)
}
`,
  })
  expect(paths(printRoutes(go))).toEqual(['GET /v1/users'])
})
