import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'
import { library } from './library/index.ts'
import { relevantFunctions } from './relevance.ts'

const relevantNames = async (body: string): Promise<readonly string[]> => {
  const { program, types, summary, calls, sources } = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
)

func serve() {
	r := mux.NewRouter()
	http.ListenAndServe(":1", r)
}
${body}`,
  })
  const found = relevantFunctions(program, types, library, summary, calls, sources)
  return [...found].map((f) => f.name).sort()
}

test('who sends requests or makes errors of a library with routers leads to none', async () => {
  const names = await relevantNames(`
func fetch() { req, _ := http.NewRequest("GET", "/", nil); http.DefaultClient.Do(req) }
func refuse() error { return echo.NewHTTPError(403, "no") }
func main() { fetch(); refuse(); serve() }`)
  expect(names).toEqual(['main', 'serve'])
})

test('who calls one closure of a function does not lead to what another of it does', async () => {
  const names = await relevantNames(`
type options struct { done, start func() }
func make() options { return options{done: func() { println("done") }, start: func() { serve() }} }
func finish(o options) { o.done() }
func begin(o options) { o.start() }
func main() { o := make(); finish(o); begin(o) }`)
  expect(names).toEqual(['begin', 'main', 'make', 'make.func2', 'serve'])
})

test('a table is filled for what answers requests or leads to a router', async () => {
  const names = await relevantNames(`
type store interface { get(key string) string }
type disk struct{}
func (disk) get(key string) string { return key }
var stores = map[string]store{}
var commands = map[string]func(){}
var handlers = map[string]http.HandlerFunc{}
func addStore(name string, s store) { stores[name] = s }
func addCommand(name string, f func()) { commands[name] = f }
func addHandler(name string, f http.HandlerFunc) { handlers[name] = f }
func setup() { addStore("disk", disk{}) }
func commandsOf() { addCommand("serve", serve); addCommand("quit", func() {}) }
func main() { setup(); commandsOf(); addHandler("/", nil) }`)
  expect(names).toEqual(['addCommand', 'addHandler', 'commandsOf', 'main', 'serve'])
})

test('a server that is written out answers with whatever its handler is', async () => {
  expect(
    await relevantNames(`
type own struct{}
func (own) ServeHTTP(w http.ResponseWriter, r *http.Request) {}
func listen() { s := &http.Server{Addr: ":2", Handler: own{}}; s.ListenAndServe() }
func call() { c := &http.Client{}; c.Get("/") }
func main() { listen(); call() }`),
  ).toEqual(['listen', 'main', 'serve'])
})

test('parts that mount themselves on an interface, behind which a struct keeps the router in a field of a field', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
	"path"

	"github.com/gorilla/mux"
)

type Mux interface {
	Handle(p string, h http.Handler)
	HandleFunc(p string, h http.HandlerFunc)
}
type Part interface{ Mount(Mux) }

type Config struct { Router *mux.Router; Issuer string }
type mountMux struct{ c Config }

func New(c Config) Mux { return mountMux{c} }

func (m mountMux) wrap(h http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }
}
func (m mountMux) Handle(p string, h http.Handler) { m.c.Router.Handle(path.Join(m.c.Issuer, p), m.wrap(h)) }
func (m mountMux) HandleFunc(p string, h http.HandlerFunc) { m.Handle(p, h) }

type Users struct{ name string }
func (u *Users) Mount(m Mux) { m.HandleFunc("/users", u.list) }
func (u *Users) list(w http.ResponseWriter, r *http.Request) {}

type Orders struct{ name string }
func (o *Orders) Mount(m Mux) { m.HandleFunc("/orders", o.list); m.Handle("/orders/x", http.HandlerFunc(o.list)) }
func (o *Orders) list(w http.ResponseWriter, r *http.Request) {}

type Server struct { orders *Orders; mux http.Handler }

func (s *Server) mount(routes Mux) {
	for _, h := range []Part{s.orders, &Users{}} {
		h.Mount(routes)
	}
	routes.HandleFunc("/robots.txt", robots)
}
func robots(w http.ResponseWriter, r *http.Request) {}

func newServer() *Server {
	s := &Server{orders: &Orders{}}
	r := mux.NewRouter()
	s.mount(New(Config{Router: r, Issuer: "/x"}))
	s.mux = r
	return s
}

func main() {
	s := newServer()
	http.ListenAndServe(":1", s.mux)
}
`,
  })
  expect(printRoutes(go)).toEqual([
    '* /x/orders -> Orders.list [mountMux.wrap] none none',
    '* /x/orders/x -> Orders.list [mountMux.wrap] none none',
    '* /x/users -> Users.list [mountMux.wrap] none none',
    '* /x/robots.txt -> robots [mountMux.wrap] none none',
  ])
})
