import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

test('groups over the mux: the root stands before all, a group hands down what it had', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/go-pkgz/auth/v2"
	"example.net/weblog"
	"github.com/go-pkgz/routegroup"
)

func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }

func pass(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

func key(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type server struct{ authn *auth.Service }

func (s *server) routes() http.Handler {
	router := routegroup.New(http.NewServeMux())
	logInfo := weblog.New(weblog.WithBody).Wrap
	router.Use(pass, logInfo)
	router.HandleFunc("GET /ping", show)
	m := s.authn.Middleware()
	api := router.Mount("/api")
	api.HandleFunc("/", show)
	early := api.Group()
	api.Use(key)
	early.HandleFunc("GET /early", show)
	api.Group().Route(func(g *routegroup.Bundle) {
		g.HandleFunc("GET /items/{id}", show)
		g.With(pass).HandleFunc("POST /items", show)
	})
	router.Route(func(g *routegroup.Bundle) {
		g.Use(m.Auth)
		g.HandleFunc("GET /mine", show)
	})
	router.Route(func(g *routegroup.Bundle) {
		g.Use(m.Trace)
		g.HandleFunc("GET /open", show)
	})
	router.HandleFiles("/web", http.Dir("."))
	return router
}

func main() {
	s := &server{authn: auth.NewService(auth.Opts{})}
	http.ListenAndServe(":80", s.routes())
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /ping -> show [pass, logInfo] none none',
    '* /api -> show [pass, logInfo] none none',
    'GET /api/early -> show [pass, logInfo] none none',
    'GET /api/items/:id -> show [pass, logInfo, key] required none',
    'POST /api/items -> show [pass, logInfo, key, pass] required none',
    'GET /mine -> show [pass, logInfo, m.Auth] required none',
    'GET /open -> show [pass, logInfo, m.Trace] optional none',
    '* /web/* -> HandleFiles [pass, logInfo] none none',
  ])
})
