import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const handlers = 'func a(w http.ResponseWriter, r *http.Request) {}\nfunc b(w http.ResponseWriter, r *http.Request) {}\n'

test('rows that registration functions append to a package variable, from main and from init', async () => {
  const go = await analyseTexts({
    'routing/table.go': `package routing

import (
	"net/http"

	"github.com/gorilla/mux"
)

type row struct {
	method, path string
	handle       http.HandlerFunc
}

var rows []row

func Add(method, path string, h http.HandlerFunc) {
	rows = append(rows, row{method, path, h})
}

func Build() *mux.Router {
	router := mux.NewRouter()
	for _, r := range rows {
		router.HandleFunc("/api"+r.path, r.handle).Methods(r.method)
	}
	return router
}
`,
    'users/users.go': `package users

import (
	"net/http"

	"example.org/app/routing"
)

func init() { routing.Add("DELETE", "/users/{id}", b) }

func Register() {
	routing.Add("GET", "/users", a)
	routing.Add("POST", "/users", b)
}

${handlers}`,
    'main.go': `package main

import (
	"net/http"

	"example.org/app/routing"
	"example.org/app/users"
)

func main() {
	users.Register()
	http.ListenAndServe(":80", routing.Build())
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'DELETE /api/users/:id -> b [] none none',
    'GET /api/users -> a [] none none',
    'POST /api/users -> b [] none none',
  ])
})

test('a map of handlers under keys that are written out and read back', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"encoding/json"
	"net/http"

	"github.com/gorilla/mux"
)

type key struct {
	Scope, Path string
	Methods     []string
}

var handlers = make(map[string]http.HandlerFunc)

func keyOf(scope, path string, methods []string) (string, error) {
	text, err := json.Marshal(key{Scope: scope, Path: path, Methods: methods})
	return string(text), err
}

func add(scope, path string, methods []string, h http.HandlerFunc) {
	k, err := keyOf(scope, path, methods)
	if err != nil {
		return
	}
	handlers[k] = h
}

var first bool

func public(path string, methods []string, h http.HandlerFunc) { add("/public", path, methods, h) }

func build(scope string) *mux.Router {
	var found []key
	router := mux.NewRouter()
	for k, h := range handlers {
		var at key
		if err := json.Unmarshal([]byte(k), &at); err != nil {
			panic(err)
		} else if at.Scope == scope {
			found = append(found, at)
			router.HandleFunc(at.Scope+at.Path, h).Methods(at.Methods...)
		}
	}
	return router
}

func main() {
	if first {
		public("/setup", []string{"POST"}, b)
	}
	public("/a", []string{"GET", "HEAD"}, a)
	add("/private", "/b", []string{"POST"}, b)
	http.Handle("/public/", build("/public"))
	http.ListenAndServe(":80", nil)
}

${handlers}`,
  })
  expect(printRoutes(go)).toEqual([
    'POST /public/setup -> b [] none none',
    'GET /public/a -> a [] none none',
    'HEAD /public/a -> a [] none none',
  ])
})

test('a long table is walked to its end, and what is known of one that goes on', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `		{"GET", "/r${i}", a},`).join('\n')
  const go = await analyseTexts({
    'main.go': `package main

import "net/http"

type row struct {
	method, path string
	handle       http.HandlerFunc
}

func main() {
	rows := []row{
${rows}
	}
	for _, name := range names() {
		rows = append(rows, row{"GET", "/more/" + name, b})
	}
	mux := http.NewServeMux()
	for _, r := range rows {
		mux.HandleFunc(r.method+" "+r.path, r.handle)
	}
	http.ListenAndServe(":80", mux)
}

func names() []string { return nil }

${handlers}`,
  })
  expect(printRoutes(go)).toHaveLength(41)
})

test('routes that the only type behind an interface registers, whoever made it', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import "net/http"

type part interface{ Start(mux *http.ServeMux) }

type config struct{ prefix string }

type log struct{ conf *config }

func newLog(given config) *log {
	l := &log{conf: &config{}}
	*l.conf = given
	return l
}

func (l *log) Start(mux *http.ServeMux) { l.web(mux) }
func (l *log) web(mux *http.ServeMux)   { mux.HandleFunc("GET "+l.conf.prefix+"/log", a) }

func load() part

func main() {
	mux := http.NewServeMux()
	load().Start(mux)
	newLog(config{prefix: "/own"}).web(mux)
	http.ListenAndServe(":80", mux)
}

${handlers}`,
  })
  expect(printRoutes(go)).toEqual(['GET /{l.conf.prefix}/log -> a [] none none', 'GET /own/log -> a [] none none'])
})

test('rows of structs in structs that a function gives, each with the guard that it puts around its handler', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
	"github.com/gorilla/mux"
	"example.org/app/route"
)

type App struct { Mounted string; Stats bool; Signup bool }

func show(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200) }
func Show(a *App) http.HandlerFunc { return show }

func routes(a *App) []*route.HandledRoute {
	var routes []*route.HandledRoute
	authentication := route.Basic("a", "b")
	routes = append(routes,
		route.Get("/").SecuredWith(route.Unsecured()).Handle(Show(a)),
		route.Get("/metrics").SecuredWith(authentication).Handle(Show(a)),
		route.Post("/accounts/{id:[0-9]+}").SecuredWith(authentication).Handle(Show(a)),
	)
	if a.Stats {
		routes = append(routes, route.Get("/stats").SecuredWith(authentication).Handle(Show(a)))
	}
	return routes
}

func main() {
	a := &App{}
	r := mux.NewRouter()
	route.Attach(r, "/pre", routes(a)...)
	http.ListenAndServe(":1", r)
}
`,
    'route/route.go': `package route

import (
	"net/http"
	"github.com/gorilla/mux"
	"github.com/felixge/httpsnoop"
)
type SecurityHandler func(http.Handler) http.Handler

func Basic(u, p string) SecurityHandler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			user, _, ok := r.BasicAuth()
			if !ok || user != u {
				w.WriteHeader(401)
				return
			}
			h.ServeHTTP(w, r)
		})
	}
}
func Unsecured() SecurityHandler {
	return func(h http.Handler) http.Handler { return h }
}
func Post(tpl string) *Route { return &Route{Verb: "POST", Tpl: tpl} }
func Get(tpl string) *Route { return &Route{Verb: "GET", Tpl: tpl} }
type Route struct { Verb string; Tpl string }
func (r Route) SecuredWith(fn SecurityHandler) *SecuredRoute { return &SecuredRoute{r, fn} }
type SecuredRoute struct { Route; security SecurityHandler }
func (r *SecuredRoute) Handle(h http.Handler) *HandledRoute { return &HandledRoute{r, h} }
type HandledRoute struct { *SecuredRoute; handler http.Handler }
func (hr *HandledRoute) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	hr.security(hr.handler).ServeHTTP(response, request)
}
func Attach(router *mux.Router, pathPrefix string, routes ...*HandledRoute) {
	for _, r := range routes {
		router.PathPrefix(pathPrefix).Methods(r.Verb).Path(r.Tpl).Handler(Instrument(r.Verb+" "+r.Tpl, r))
	}
}
func Instrument(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		metrics := httpsnoop.CaptureMetrics(next, w, r)
		_ = metrics
	})
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /pre -> Show [Instrument, route.Unsecured] none none',
    'GET /pre/metrics -> Show [Instrument, route.Basic] required none',
    'POST /pre/accounts/:id -> Show [Instrument, route.Basic] required none',
    'GET /pre/stats -> Show [Instrument, route.Basic] required none',
  ])
})

test('paths that stand in package variables are told apart, and known where they are put together', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
	"path"

	"github.com/go-chi/chi/v5"
)

const filesDefault = "/web/files"

var (
	rootPath  string
	filesPath string
	hooksPath string
	linksPath string
)

func configure(base string) {
	if !path.IsAbs(base) {
		base = "/"
	}
	rootPath = path.Join(base, "/")
	filesPath = path.Join(base, filesDefault)
}

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	configure(read())
	load(&hooksPath, &linksPath)
	r := chi.NewRouter()
	r.Get(rootPath, show)
	r.Get(filesPath, show)
	r.Get(filesPath+"/{name}", show)
	r.Get(hooksPath, show)
	r.Get(linksPath+"/{id}", show)
	for _, p := range paths() {
		r.Get(p, show)
		r.Post(other(p), show)
	}
	r.Get(other("x"), show)
	http.ListenAndServe(":80", r)
}
`,
  })
  expect(printRoutes(go).map((l) => l.split(' -> ')[0])).toEqual([
    'GET /',
    'GET /web/files',
    'GET /web/files/:name',
    'GET /{hooksPath}',
    'GET /{linksPath}/:id',
    'GET /{path}',
    'POST /{path}',
    'GET /{path:42}',
  ])
})

test('routes of one router, or of another that is mounted where the operator says, are known where that is the root', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

type Settings struct{ Base string }

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	settings := load()
	r := chi.NewRouter()
	var root chi.Router = r
	if settings.Base != "" {
		inner := chi.NewRouter()
		r.Mount(settings.Base, inner)
		root = inner
	}
	root.Get("/x", show)
	root.Get("/x/{id}", show)
	http.ListenAndServe(":80", r)
}

func load() *Settings { return read() }
`,
  })
  expect(printRoutes(go).map((l) => l.split(' -> ')[0])).toEqual(['GET /x', 'GET /x/:id'])
})
