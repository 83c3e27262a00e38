// What a registration run reaches, and that it ends soon however much wiring stands before the routes.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const handlers = 'func a(w http.ResponseWriter, r *http.Request) {}\nfunc b(w http.ResponseWriter, r *http.Request) {}\n'

test('wiring that is reached by millions of ways and leads to no route hides none that come after it', async () => {
  const steps = Array.from({ length: 14 }, (_, i) => `func step${i}(n int) { step${i + 1}(1); step${i + 1}(n); step${i + 1}(n + 1) }`)
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
)

func main() {
	step0(1)
	r := mux.NewRouter()
	r.HandleFunc("/x", a)
	r.HandleFunc("/y", b)
	http.ListenAndServe(":1", r)
}

${steps.join('\n')}
func step14(n int) {
	if n > 99 {
		never(nil)
	}
}
func never(r *mux.Router) {}

${handlers}`,
  })
  expect(printRoutes(go)).toEqual(['* /x -> a [] none none', '* /y -> b [] none none'])
  expect(go.cut).toEqual([])
})

test('a helper that ran many commands for nothing is still followed with the one that serves', async () => {
  const commands = Array.from({ length: 30 }, (_, i) => `func command${i}() error {\n${'\twork(1, 2, 3)\n'.repeat(60)}\treturn nil\n}`)
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
	"gopkg.in/alecthomas/kingpin.v2"
)

type app struct{ verbose bool }

func (c *app) action(act func() error) func(*kingpin.ParseContext) error {
	return func(*kingpin.ParseContext) error { return c.run(act) }
}

func (c *app) run(act func() error) error {
	if c.verbose {
		serveNothing(nil)
	}
	return act()
}

func serveNothing(r *mux.Router) {}

func main() {
	c := &app{}
	k := kingpin.New("tool", "")
${commands.map((_, i) => `\tk.Command("c${i}", "").Action(c.action(command${i}))`).join('\n')}
	k.Command("serve", "").Action(c.action(serve))
}

func serve() error {
	r := mux.NewRouter()
	r.HandleFunc("/x", a)
	return http.ListenAndServe(":1", r)
}

func work(a, b, c int) { serveNothing(nil) }
${commands.join('\n')}
${handlers}`,
  })
  expect(printRoutes(go)).toEqual(['* /x -> a [] none none'])
  expect(go.cut).toEqual([])
})

test('parts of an application, each with a table of its own behind an interface, and pointing back to the whole', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
)

type route interface {
	Handler() http.HandlerFunc
	Method() string
	Path() string
}

type localRoute struct {
	method, path string
	handler      http.HandlerFunc
}

func (l localRoute) Handler() http.HandlerFunc { return l.handler }
func (l localRoute) Method() string            { return l.method }
func (l localRoute) Path() string              { return l.path }

type option func(route) route

func newRoute(method, path string, h http.HandlerFunc, opts ...option) route {
	var r route = localRoute{method: method, path: path, handler: h}
	for _, o := range opts {
		r = o(r)
	}
	return r
}

func get(path string, h http.HandlerFunc, opts ...option) route { return newRoute(http.MethodGet, path, h, opts...) }

type part interface{ Routes() []route }

type daemon struct{ parts []part }

type users struct {
	backend *daemon
	routes  []route
}

func (u *users) Routes() []route { return u.routes }
func (u *users) list(w http.ResponseWriter, r *http.Request) {}

func newUsers(d *daemon) part {
	u := &users{backend: d}
	u.routes = []route{get("/users", u.list), get("/users/{id}", a)}
	return u
}

type things struct{ backend *daemon }

func (t *things) Routes() []route { return []route{newRoute("POST", "/things", b)} }

func newThings(d *daemon) part { return &things{d} }

func build(d *daemon, more bool) []part {
	parts := []part{newUsers(d)}
	if more {
		parts = append(parts, newThings(d))
	}
	d.parts = parts
	return parts
}

func newMux(parts ...part) *mux.Router {
	m := mux.NewRouter()
	for _, p := range parts {
		for _, r := range p.Routes() {
			m.Path(r.Path()).Methods(r.Method()).Handler(r.Handler())
		}
	}
	return m
}

func main() { http.ListenAndServe(":1", newMux(build(&daemon{}, true)...)) }

${handlers}`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /users -> users.list [] none none',
    'GET /users/:id -> a [] none none',
    'POST /things -> b [] none none',
  ])
})

test('what a helper gives follows what it is given, however often it was asked', async () => {
  const names = Array.from({ length: 200 }, (_, i) => `thing${i}`)
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
)

type options struct{ parts []part }
type part struct{ name string }

func path(o options) string {
	p := "/api/" + o.parts[0].name
${'\t_ = len(p) + len(p) + len(p)\n'.repeat(20)}	if len(p) > 99 {
		never(nil)
	}
	return p
}

func never(r *mux.Router) {}

type prefix struct{ text string }

func (p *prefix) set(text string) {
${'\t_ = len(text) + len(text) + len(text)\n'.repeat(20)}	if len(text) > 99 {
		never(nil)
	}
	p.text = text
}

func main() {
	r := mux.NewRouter()
	at := &prefix{}
${names.map((n) => `\tr.HandleFunc(path(options{parts: []part{{"${n}"}}}), a)\n\tat.set("/${n}")\n\tr.HandleFunc(at.text, b)`).join('\n')}
	http.ListenAndServe(":1", r)
}

${handlers}`,
  })
  expect(go.routes.map((r) => r.route.path)).toEqual(names.flatMap((n) => [`/api/${n}`, `/${n}`]))
})

const LAZY = `package main

import (
	"net/http"

	"github.com/gorilla/mux"
)

type Registry interface {
	Get(key string) (any, bool)
	Put(key string, v any)
}

type Server struct{ parts map[string]any }

func (s *Server) Get(key string) (any, bool) { v, ok := s.parts[key]; return v, ok }
func (s *Server) Put(key string, v any)      { s.parts[key] = v }

func once[T any](r Registry, key string, make func() T) T {
	if v, ok := r.Get(key); ok {
		return v.(T)
	}
	made := make()
	r.Put(key, made)
	return made
}
func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }
func routes(router *mux.Router) http.Handler {
	router.HandleFunc("/things", show).Methods("GET")
	return router
}
`

test('a router that one lazily made part asks for while another is made is that router', async () => {
  const go = await analyseTexts({
    'main.go': `${LAZY}
func (s *Server) router() *mux.Router {
	return once(s, "router", func() *mux.Router { return mux.NewRouter().PathPrefix("/api").Subrouter() })
}
func (s *Server) handler() http.Handler {
	return once(s, "handler", func() http.Handler { return routes(s.router()) })
}
func main() {
	s := &Server{parts: map[string]any{}}
	http.ListenAndServe(":80", s.handler())
}
`,
  })
  expect(go.routes.map((r) => `${r.route.method} ${r.route.path} ${r.auth}`)).toEqual(['GET /api/things none'])
})

test('a path that a guard spares is not known where the router is not made in view', async () => {
  const go = await analyseTexts({
    'main.go': `${LAZY.replace('"github.com/gorilla/mux"', '"example.com/external"\n\t"github.com/gorilla/mux"')}
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/things" && r.Header.Get("Authorization") == "" {
			w.WriteHeader(401)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func start(router *mux.Router) {
	router.Use(guard)
	router.HandleFunc("/other", show)
	http.ListenAndServe(":80", routes(router))
}
func main() { start(external.Router()) }
`,
  })
  expect(go.routes.map((r) => `${r.route.path} ${r.auth}`)).toEqual(['/other required', '/things unknown'])
})

const DESCRIBED = {
  'api/api.go': `package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v5"
)

type Output struct{}

func show(ctx context.Context, in *struct{}) (*Output, error) { return nil, nil }

func guard(ctx huma.Context, next func(huma.Context)) {
	if ctx.Header("Authorization") == "" {
		ctx.SetStatus(401)
		return
	}
	next(ctx)
}

func register(api huma.API) {
	huma.Get(api, "/things", show)
	huma.Delete(api, "/things/{id}", show)
}

func Serve(e *echo.Echo) {
	api := humaecho.NewWithGroup(e, e.Group("/api"), huma.Config{})
	api.UseMiddleware(guard)
	register(api)
}

func Describe() ([]byte, error) {
	e := echo.New()
	api := humaecho.NewWithGroup(e, e.Group("/api"), huma.DefaultConfig("Things", "1"))
	register(api)
	return api.OpenAPI().YAML()
}
`,
}

const SERVED = ['GET /api/things -> show [guard] required none', 'DELETE /api/things/:id -> show [guard] required none']

test('a program that describes the routes of another and serves none is a tool', async () => {
  const go = await analyseTexts({
    ...DESCRIBED,
    'cmd/describe/main.go': `package main

import (
	"os"

	"example.org/app/api"
)

func main() {
	text, _ := api.Describe()
	os.Stdout.Write(text)
}
`,
    'cmd/server/main.go': `package main

import (
	"github.com/labstack/echo/v5"

	"example.org/app/api"
)

func main() {
	e := echo.New()
	api.Serve(e)
	e.Start(":80")
}
`,
  })
  expect(printRoutes(go)).toEqual(SERVED)
})

test('a command that describes the routes is not the server that a container makes', async () => {
  const go = await analyseTexts({
    ...DESCRIBED,
    'main.go': `package main

import (
	"context"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"
	"go.uber.org/fx"

	"example.org/app/api"
)

func newRouter() *echo.Echo {
	e := echo.New()
	api.Serve(e)
	return e
}

func newServer(e *echo.Echo) *http.Server { return &http.Server{Addr: ":80", Handler: e} }

func start(server *http.Server) { go server.ListenAndServe() }

func parts() fx.Option { return fx.Options(fx.Provide(newRouter, newServer), fx.Invoke(start)) }

func main() {
	if len(os.Args) > 1 {
		text, _ := api.Describe()
		os.Stdout.Write(text)
		return
	}
	fx.New(parts()).Run()
}
`,
  })
  expect(printRoutes(go)).toEqual(SERVED)
})
