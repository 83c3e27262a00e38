import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"net/http"
	"os"

	"github.com/gorilla/mux"
)

func show(w http.ResponseWriter, r *http.Request) {}

func auth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, _, ok := r.BasicAuth(); !ok {
			http.Error(w, "no", 401)
			return
		}
		next.ServeHTTP(w, r)
	})
}
${more}
var _ = os.Args

func main() {
${body}
}
`,
    }),
  )

test('routes built in any order, subrouters, middleware that covers earlier routes too', async () => {
  expect(
    await routes(`	r := mux.NewRouter()
	verb := "PUT"
	if len(os.Args) > 1 {
		verb = "PATCH"
	}
	r.HandleFunc("/items/{id:[0-9]+}", show).Methods("GET", "HEAD")
	r.Methods(http.MethodPost).Path("/items").HandlerFunc(show)
	api := r.PathPrefix("/api").Subrouter()
	api.HandleFunc("/a", show).Methods("GET").Name("a")
	api.Use(auth)
	api.Path("/b/{rest:.*}").Handler(http.HandlerFunc(show))
	r.PathPrefix("/v1/").Path("/c").Methods(verb).HandlerFunc(show)
	r.PathPrefix("/static/").Handler(http.StripPrefix("/static/", http.FileServer(http.Dir("."))))
	http.ListenAndServe(":80", r)`),
  ).toEqual([
    'GET /items/:id -> show [] none none',
    'HEAD /items/:id -> show [] none none',
    'POST /items -> show [] none none',
    'GET /api/a -> show [auth] required none',
    '* /api/b/* -> show [auth] required none',
    'PATCH /v1/c -> show [] none none',
    'PUT /v1/c -> show [] none none',
    '* /static/* -> http.FileServer [] none none',
  ])
})

test('a handler of the program that chooses among routers: each under the prefix that is taken off', async () => {
  expect(
    await routes(
      `	h := &handler{users: newUsers(), posts: newPosts()}
	http.ListenAndServe(":80", auth(h))`,
      `
type users struct{ *mux.Router }

func newUsers() *users {
	u := &users{Router: mux.NewRouter()}
	u.HandleFunc("/users/{id}", show).Methods("GET")
	return u
}

func newPosts() *mux.Router {
	r := mux.NewRouter()
	r.HandleFunc("/posts", show).Methods("POST")
	return r
}

type handler struct {
	users *users
	posts *mux.Router
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case hasPrefix(r.URL.Path, "/api/users"):
		http.StripPrefix("/api", h.users).ServeHTTP(w, r)
	default:
		h.posts.ServeHTTP(w, r)
	}
}
`,
    ),
  ).toEqual(['GET /api/users/:id -> show [auth] required none', 'POST /posts -> show [auth] required none'])
})

test('more middleware that nobody gives, handed on, and a handler that a middleware is asked to go round', async () => {
  expect(
    await routes(
      `	s := newServer("x")
	http.ListenAndServe(":80", s.router)`,
      `
type server struct{ router *mux.Router }

func newServer(name string, more ...mux.MiddlewareFunc) *server {
	s := &server{}
	s.route(more...)
	return s
}

func signedIn(realm string) mux.MiddlewareFunc {
	return func(next http.Handler) http.Handler { return auth(next) }
}

func (s *server) route(more ...mux.MiddlewareFunc) {
	r := mux.NewRouter()
	for _, m := range more {
		r.Use(m)
	}
	r.HandleFunc("/open", show)
	r.Handle("/shut", signedIn("x").Middleware(http.HandlerFunc(show)))
	s.router = r
}
`,
    ),
  ).toEqual(['* /open -> show [] none none', '* /shut -> show [auth] required none'])
})

test('two handlers of paths that differ by the slash at the end are two routes; one handler of both is one', async () => {
  expect(
    await routes(
      `	r := mux.NewRouter()
	r.HandleFunc("/list", show).Methods("GET")
	r.Handle("/list/", auth(http.HandlerFunc(list))).Methods("GET")
	r.HandleFunc("/both", list)
	r.HandleFunc("/both/", list)
	http.ListenAndServe(":80", r)`,
      'func list(w http.ResponseWriter, r *http.Request) {}',
    ),
  ).toEqual(['GET /list -> show [] none none', 'GET /list/ -> list [auth] required none', '* /both -> list [] none none'])
})

test('a table of routes in a map, on a router that is taken out of the server again', async () => {
  const go = await analyseTexts({
    'main.go': `package main
import (
	"net/http"
	"github.com/gorilla/mux"
)
type route struct { Method, Pattern string; HandlerFunc http.HandlerFunc }
func (r route) Methods() []string {
	if r.Method == http.MethodGet { return []string{r.Method} }
	return []string{r.Method, http.MethodOptions}
}
type HTTPd struct { *http.Server }
func show(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200) }
func NewHTTPd(addr string) *HTTPd {
	router := mux.NewRouter().StrictSlash(true)
	router.HandleFunc("/ws", show)
	static := router.PathPrefix("/").Subrouter()
	static.HandleFunc("/globals.js", show)
	srv := &HTTPd{
		Server: &http.Server{Addr: addr, Handler: router},
	}
	return srv
}
func (s *HTTPd) Register() {
	router := s.Server.Handler.(*mux.Router)
	api := router.PathPrefix("/api").Subrouter()
	routes := map[string]route{
		"a": {"POST", "/a/{value:[0-9.]+}", show},
		"b": {"GET", "/b", show},
	}
	for _, r := range routes {
		api.Methods(r.Methods()...).Path(r.Pattern).Handler(r.HandlerFunc)
	}
}
func main() {
	httpd := NewHTTPd(":1")
	httpd.Register()
	httpd.Server.ListenAndServe()
}
`,
  })
  expect(printRoutes(go)).toEqual([
    '* /ws -> show [] none none',
    '* /globals.js -> show [] none none',
    'POST /api/a/:value -> show [] none none',
    'OPTIONS /api/a/:value -> show [] none none',
    'GET /api/b -> show [] none none',
  ])
})

test('routers that stand in each other are not lost', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
)

func show(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200) }

func main() {
	outer := mux.NewRouter()
	inner := mux.NewRouter()
	inner.HandleFunc("/a", show)
	outer.HandleFunc("/b", show)
	outer.PathPrefix("/in").Handler(inner)
	inner.PathPrefix("/out").Handler(outer)
	http.ListenAndServe(":1", outer)
}
`,
  })
  expect(printRoutes(go)).toEqual(expect.arrayContaining(['* /b -> show [] none none']))
})

test('middleware that is told what comes next with each request, given to a library together with the router', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
	"github.com/urfave/negroni"
)

func authorize(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	if r.Header.Get("Authorization") != "secret" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	next(w, r)
}

func plain(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) { next(w, r) }

func routes(prefix string) *mux.Router {
	r := mux.NewRouter()
	r.HandleFunc(prefix+"/a", show).Methods("GET")
	return r
}

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	r := mux.NewRouter()
	r.PathPrefix("/public").Handler(negroni.New(negroni.HandlerFunc(plain), negroni.Wrap(routes("/public"))))
	r.PathPrefix("/private").Handler(negroni.New(negroni.HandlerFunc(authorize), negroni.Wrap(routes("/private"))))
	http.ListenAndServe(":80", r)
}
`,
  })
  expect(go.routes.map((r) => `${r.route.method} ${r.route.path} ${r.auth}`)).toEqual(['GET /public/a none', 'GET /private/a required'])
})

test('a beginning of all paths that may be configured, and names of parameters with a dash in them', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"
)

var config struct{ Base string }

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	base := "/"
	if config.Base != "" {
		base = config.Base
		if !strings.HasSuffix(base, "/") {
			base += "/"
		}
	}
	r := mux.NewRouter()
	api := r.PathPrefix(base + "api").Subrouter()
	api.Path("/users/{user-id}").HandlerFunc(show).Methods("GET")
	http.ListenAndServe(":80", r)
}
`,
  })
  expect(printRoutes(go)).toEqual(['GET /api/users/:user_id -> show [] none none'])
})

test('a chain of middleware that alice gathers', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
	"github.com/justinas/alice"
)

type server struct{ router *mux.Router }

func (s *server) auth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Token") != "secret" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func plain(next http.Handler) http.Handler { return next }

func (s *server) show() http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) {} }

func main() {
	s := &server{router: mux.NewRouter()}
	open := alice.New(plain)
	closed := alice.New()
	closed = closed.Append(s.auth)
	s.router.Handle("/open", open.ThenFunc(s.show())).Methods("GET")
	s.router.Handle("/closed", closed.Extend(open).Then(s.show())).Methods("GET")
	http.ListenAndServe(":80", s.router)
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /open -> server.show [plain] none none',
    'GET /closed -> server.show [server.auth, plain] required none',
  ])
})

test('a table of handlers by method is a route for each, and what goes round it goes round them', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/handlers"
	"github.com/gorilla/mux"
	"github.com/somebody/web"
)

type byMethod map[string]http.Handler

func (h byMethod) ServeHTTP(w http.ResponseWriter, r *http.Request) { serve(h, w, r) }

func serve(h map[string]http.Handler, w http.ResponseWriter, r *http.Request) {
	if handler, ok := h[r.Method]; ok {
		handler.ServeHTTP(w, r)
		return
	}
	http.Error(w, "no", 405)
}

func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			http.Error(w, "no", 401)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func read(w http.ResponseWriter, r *http.Request)  {}
func write(w http.ResponseWriter, r *http.Request) {}

func main() {
	r := mux.NewRouter()
	handle := func(path string, handler http.Handler) { r.Handle(path, guard(handler)) }
	r.Handle("/open", byMethod{"GET": http.HandlerFunc(read), "POST": guard(http.HandlerFunc(write))})
	handle("/closed", byMethod{"GET": http.HandlerFunc(read), "PUT": http.HandlerFunc(write)})
	r.Handle("/chained", web.Chain(guard, web.Final(byMethod{"GET": http.HandlerFunc(read)})))
	r.Handle("/library", handlers.MethodHandler{"GET": http.HandlerFunc(read)})
	http.ListenAndServe(":80", r)
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /open -> read [] none none',
    'POST /open -> write [guard] required none',
    'GET /closed -> read [guard] required none',
    'PUT /closed -> write [guard] required none',
    'GET /chained -> read [web.Chain, guard, web.Final] required none',
    'GET /library -> read [] none none',
  ])
})

test('a fork that keeps the API is the same router', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/minio/mux"
)

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	api := r.PathPrefix("/api").Subrouter()
	api.Methods(http.MethodGet).Path("/{id}").HandlerFunc(show)
	http.ListenAndServe(":1", r)
}
`,
  })
  expect(printRoutes(go)).toEqual(['GET /api/:id -> show [] none none'])
})
