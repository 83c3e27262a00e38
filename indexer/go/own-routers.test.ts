// Routers that an application writes itself: it looks through rows, or asks of method and path.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const handlers = 'func a(w http.ResponseWriter, r *http.Request) {}\nfunc b(w http.ResponseWriter, r *http.Request) {}\n'

test("an application's own router: it keeps its rows and looks through them for each request", async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
	"regexp"
)

type route struct {
	method  string
	pattern *regexp.Regexp
	handle  http.HandlerFunc
}

type router struct{ routes []route }

func (r *router) on(method, pattern string, h http.HandlerFunc) {
	r.routes = append(r.routes, route{method, regexp.MustCompile("^" + pattern + "$"), h})
}

func (r *router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	for _, at := range r.routes {
		if at.pattern.MatchString(req.URL.Path) && at.method == req.Method {
			at.handle(w, req)
			return
		}
	}
	http.NotFound(w, req)
}

func main() {
	r := &router{}
	r.on("GET", "/things", a)
	r.on("PUT", "/things/([0-9]+)", b)
	http.ListenAndServe(":80", r)
}

${handlers}`,
  })
  expect(printRoutes(go)).toEqual(['GET /things -> a [] none none', 'PUT /things/:2 -> b [] none none'])
})

test('a table of patterns whose matches are looked at: what a path is taken apart into, or nothing', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

type route struct {
	method  string
	regex   *regexp.Regexp
	handler http.HandlerFunc
}

type server struct{}

func row(method, pattern string, h http.HandlerFunc) route {
	return route{method, regexp.MustCompile("^" + pattern + "$"), h}
}

func (s *server) rows() []route {
	return []route{row("GET", "/things", a), row("PUT", "/things/([0-9]+)", guarded(b)), row("GET", "/things/([^/]+)", a)}
}

func guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != secret() {
			http.Error(w, "who", 401)
			return
		}
		next(w, r)
	}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, at := range s.rows() {
		matches := at.regex.FindStringSubmatch(r.URL.Path)
		if len(matches) > 0 {
			if r.Method != at.method {
				allow = append(allow, at.method)
				continue
			}
			at.handler(w, r.WithContext(context.WithValue(r.Context(), "fields", matches[1:])))
			return
		}
	}
	if len(allow) > 0 {
		w.Header().Set("Allow", strings.Join(allow, ", "))
		s.fails(w, r, http.StatusMethodNotAllowed, fmt.Sprintf("no %s here", r.Method))
		return
	}
	s.fails(w, r, http.StatusNotFound, "nothing here")
}

func (s *server) fails(w http.ResponseWriter, r *http.Request, status int, message any) {
	if err := s.write(w, status, message); err != nil {
		fmt.Println(r.URL, err)
		w.WriteHeader(500)
	}
}

func (s *server) write(w http.ResponseWriter, status int, message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	w.WriteHeader(status)
	w.Write(text)
	return nil
}

func main() {
	s := &server{}
	srv := &http.Server{Addr: ":80", Handler: logged(http.HandlerFunc(s.ServeHTTP))}
	srv.ListenAndServe()
}

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.URL)
		next.ServeHTTP(w, r)
	})
}

${handlers}`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /things -> a [logged] none none',
    'PUT /things/:2 -> b [logged, guarded] required none',
    'GET /things/:2 -> a [logged] none none',
  ])
})

test('other methods of a path that do something are a route, though they may find nothing', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import "net/http"

func serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/things" {
		if r.Method == "GET" {
			w.WriteHeader(200)
			return
		}
		if !remove(r) {
			http.Error(w, "none", 404)
			return
		}
		w.WriteHeader(200)
		return
	}
	http.NotFound(w, r)
}

func remove(r *http.Request) bool { return find(r) }

func main() { http.ListenAndServe(":80", http.HandlerFunc(serve)) }
`,
  })
  expect(go.routes.map((r) => `${r.route.method} ${r.route.path}`)).toEqual(['GET /things', '* /things'])
})

test('of a path where the only method does nothing but panic, the others are no route either', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"encoding/json"
	"net/http"
	"regexp"
)

type route struct {
	method  string
	pattern *regexp.Regexp
	handler http.HandlerFunc
}

func broken(w http.ResponseWriter, r *http.Request) { panic("simulated") }
func show(w http.ResponseWriter, r *http.Request)   { answer(w, 200, "ok") }
func refuse(w http.ResponseWriter, r *http.Request) { answer(w, 405, "no such method") }
func answer(w http.ResponseWriter, status int, v any) {
	if err := write(w, status, v); err != nil {
		w.WriteHeader(500)
	}
}
func write(w http.ResponseWriter, status int, v any) error {
	js, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.WriteHeader(status)
	w.Write(js)
	return nil
}
type server struct{}

func row(method, pattern string, handler http.HandlerFunc) route {
	return route{method, regexp.MustCompile("^" + pattern + "$"), handler}
}
func (s *server) rows() []route {
	return []route{row("GET", "/broken", broken), row("GET", "/things", show)}
}
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, row := range s.rows() {
		if len(row.pattern.FindStringSubmatch(r.URL.Path)) > 0 {
			if r.Method != row.method {
				allowed = append(allowed, row.method)
				continue
			}
			row.handler(w, r)
			return
		}
	}
	if len(allowed) > 0 {
		refuse(w, r)
		return
	}
	answer(w, 404, "nothing here")
}
func main() { http.ListenAndServe(":80", &server{}) }
`,
  })
  expect(go.routes.map((r) => `${r.route.method} ${r.route.path}`)).toEqual(['GET /broken', 'GET /things'])
})
