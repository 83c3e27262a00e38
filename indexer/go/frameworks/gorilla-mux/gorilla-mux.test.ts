import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"net/http"

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
func main() {
${body}
}
`,
    }),
  )

test('routes built in any order, subrouters, middleware that covers earlier routes too', async () => {
  expect(
    await routes(`	r := mux.NewRouter()
	r.HandleFunc("/items/{id:[0-9]+}", show).Methods("GET", "HEAD")
	r.Methods(http.MethodPost).Path("/items").HandlerFunc(show)
	api := r.PathPrefix("/api").Subrouter()
	api.HandleFunc("/a", show).Methods("GET").Name("a")
	api.Use(auth)
	api.Path("/b/{rest:.*}").Handler(http.HandlerFunc(show))
	r.PathPrefix("/static/").Handler(http.StripPrefix("/static/", http.FileServer(http.Dir("."))))
	http.ListenAndServe(":80", r)`),
  ).toEqual([
    'GET /items/:id -> show [] none none',
    'HEAD /items/:id -> show [] none none',
    'POST /items -> show [] none none',
    'GET /api/a -> show [auth] required none',
    '* /api/b/* -> show [auth] required none',
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
