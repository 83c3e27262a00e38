// What a row of a table leaves out is its zero value: no handler, no version, not public.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routesOf = async (body: string) => printRoutes(await analyseTexts({ 'main.go': `package main\n\n${body}` }))

test('rows that hold one of several kinds of handlers are registered by the kind that they hold', async () => {
  const routes = await routesOf(`import (
	"context"
	"net/http"

	"github.com/gorilla/mux"
)

type answer func(context.Context, *http.Request) (int, error)
type writer func(context.Context, http.ResponseWriter, *http.Request) error

type endpoint struct {
	path, method string
	answers      answer
	writes       writer
}

type server struct{ router *mux.Router }

func (s *server) register(endpoints []endpoint) {
	for _, e := range endpoints {
		if e.writes != nil {
			s.router.Path(e.path).Methods(e.method).HandlerFunc(s.writer(e.writes))
		} else {
			s.router.Path(e.path).Methods(e.method).HandlerFunc(s.plain(e.answers))
		}
	}
}

func (s *server) plain(h answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h(r.Context(), r) }
}

func (s *server) writer(h writer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h(r.Context(), w, r) }
}

type api struct{}

func (a *api) list(ctx context.Context, r *http.Request) (int, error) { return 200, nil }
func (a *api) file(ctx context.Context, w http.ResponseWriter, r *http.Request) error { return nil }

func (a *api) routes() []endpoint {
	return []endpoint{
		{path: "/a", method: "GET", answers: a.list},
		{path: "/b", method: "GET", writes: a.file},
	}
}

func main() {
	s := &server{router: mux.NewRouter()}
	s.register(append((&api{}).routes(), endpoint{path: "/c", method: "PUT", answers: (&api{}).list}))
	http.ListenAndServe(":1", s.router)
}
`)
  expect(routes).toEqual([
    'GET /a -> api.list [server.plain] none none',
    'GET /b -> api.file [server.writer] none none',
    'PUT /c -> api.list [server.plain] none none',
  ])
})

const gin = (main: string) =>
  routesOf(`import (
	"flag"

	"github.com/gin-gonic/gin"
)

type row struct {
	path    string
	public  bool
	version string
	level   int
	handler gin.HandlerFunc
}

func a(c *gin.Context) {}
func b(c *gin.Context) {}

func auth(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}

func add(g gin.IRouter, o row) {
	if o.level > 0 {
		g.POST(o.path, o.handler)
	}
	if o.public {
		g.GET(o.path, o.handler)
		return
	}
	g.GET(o.path, auth, o.handler)
}

${main}
`)

test('flags, texts and numbers that a row leaves out are none', async () => {
  const routes = await gin(`func main() {
	r := gin.New()
	for _, row := range []row{{path: "/a", handler: a}, {path: "/b", handler: b, public: true, version: "v2"}} {
		add(r.Group("/"+row.version), row)
	}
	add(r, row{path: "/c", handler: a, level: 1})
	r.Run()
}`)
  expect(routes).toEqual([
    'GET /a -> a [auth] required none',
    'GET /v2/b -> b [] none none',
    'POST /c -> a [] none none',
    'GET /c -> a [auth] required none',
  ])
})

test('a flag whose address is handed to somebody, and one that is set before, is not what the row left out', async () => {
  const routes = await gin(`func configured(g gin.IRouter, o row) {
	flag.BoolVar(&o.public, "public", false, "")
	flag.Parse()
	add(g, o)
}

func opened(rows []*row) []*row {
	for _, row := range rows {
		row.public = true
	}
	return rows
}

func main() {
	r := gin.New()
	configured(r, row{path: "/a", handler: a})
	for _, row := range opened([]*row{{path: "/b", handler: b}}) {
		add(r, *row)
	}
	r.Run()
}`)
  expect(routes.filter((r) => r.includes(' required '))).toEqual([])
  expect(routes.filter((r) => r.startsWith('GET /a'))).toEqual([expect.stringContaining(' unknown ')])
  expect(routes.filter((r) => r.startsWith('GET /b'))).toEqual(['GET /b -> b [] none none'])
})

test('parts behind an interface each give a table of rows behind an interface, and an error', async () => {
  const routes = await routesOf(`import (
	"fmt"
	"net/http"

	"github.com/gorilla/mux"
)

type Guard func(next http.Handler) (http.Handler, error)

type Route interface {
	GetPattern() string
	GetMethod() string
	GetHandler() http.Handler
	GetOverride() Guard
}

type Service interface {
	Routes() ([]Route, error)
}

type entry struct {
	Pattern, Method string
	Handler http.Handler
	Override Guard
}

func (r entry) GetPattern() string { return r.Pattern }
func (r entry) GetMethod() string { return r.Method }
func (r entry) GetHandler() http.Handler { return r.Handler }
func (r entry) GetOverride() Guard { return r.Override }

type answerer[T Service] struct {
	svc T
	handler func(svc T, w http.ResponseWriter, r *http.Request) error
}

func Newanswerer[T Service](svc T, handler func(svc T, w http.ResponseWriter, r *http.Request) error) answerer[T] {
	return answerer[T]{svc: svc, handler: handler}
}

func (rh answerer[T]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := rh.handler(rh.svc, w, r); err != nil {
		http.Error(w, "no", 500)
	}
}

type Query struct{}

func (svc Query) Routes() ([]Route, error) {
	return []Route{
		entry{Pattern: "/query", Method: "GET", Handler: Newanswerer(svc, query)},
		entry{Pattern: "/open", Method: "GET", Handler: Newanswerer(svc, query), Override: open},
	}, nil
}
func query(svc Query, w http.ResponseWriter, r *http.Request) error { return nil }

type Users struct{}

func (svc Users) Routes() ([]Route, error) {
	return []Route{
		entry{Pattern: "/users", Method: "POST", Handler: Newanswerer(svc, create)},
	}, nil
}
func create(svc Users, w http.ResponseWriter, r *http.Request) error { return nil }

func open(next http.Handler) (http.Handler, error) { return next, nil }

func auth(next http.Handler) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(401)
			return
		}
		next.ServeHTTP(w, r)
	}), nil
}

func NewRouter(prefix string, routes []Route, guard Guard) (*mux.Router, error) {
	router := mux.NewRouter()
	for _, route := range routes {
		pattern := fmt.Sprintf("%s%s", prefix, route.GetPattern())
		h := route.GetHandler()
		var err error
		if route.GetOverride() != nil {
			h, err = route.GetOverride()(h)
		} else {
			h, err = guard(h)
		}
		if err != nil {
			return nil, err
		}
		router.Handle(pattern, h).Methods(route.GetMethod())
	}
	return router, nil
}

func main() {
	svcs := []Service{Query{}, Users{}}
	routes := make([]Route, 0)
	for _, svc := range svcs {
		own, err := svc.Routes()
		if err != nil {
			panic(err)
		}
		routes = append(routes, own...)
	}
	router, err := NewRouter("", routes, auth)
	if err != nil {
		panic(err)
	}
	http.ListenAndServe(":1", router)
}
`)
  expect(routes).toEqual([
    'GET /query -> query [auth, answerer.ServeHTTP] required none',
    'GET /open -> query [answerer.ServeHTTP] none none',
    'POST /users -> create [auth, answerer.ServeHTTP] required none',
  ])
})

test('a field that some function sets later is not what the row left out, wherever that function is called', async () => {
  const add = 'for _, o := range rows {\n\t\tadd(r, o)\n\t}'
  const setters = `
func open(rows []row) {
	for i := range rows {
		rows[i].public = true
	}
}
`
  for (const [name, program] of Object.entries({
    called: `func main() {\n\tr := gin.New()\n\trows := []row{{path: "/a", handler: a}}\n\topen(rows)\n\t${add}\n\tr.Run()\n}`,
    'at start': `var rows = []row{{path: "/a", handler: a}}\n\nfunc init() { open(rows) }\n\nfunc main() {\n\tr := gin.New()\n\t${add}\n\tr.Run()\n}`,
  }))
    expect(await gin(setters + program), name).toEqual(['GET /a -> a [] unknown none'])
  const only = (setter: string, call: string) =>
    gin(
      `${setter}\n\nvar rows = []row{{path: "/a", handler: a}}\n\nfunc init() { ${call} }\n\nfunc main() {\n\tr := gin.New()\n\t${add}\n\tr.Run()\n}`,
    )
  expect(await only('func replace(rows []row) { rows[0] = row{path: "/a", handler: a, public: true} }', 'replace(rows)')).toContain(
    'GET /a -> a [] unknown none',
  )
  expect(await only('func point(p *bool) { *p = true }', 'point(&rows[0].public)')).toEqual(['GET /a -> a [] unknown none'])
  expect(await only('func look(rows []row) {}', 'look(rows)')).toEqual(['GET /a -> a [auth] required none'])
})
