import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/golang-jwt/jwt/v5"
	"github.com/hay-kot/httpkit/errchain"
	"example.org/validate"
)

func show(w http.ResponseWriter, r *http.Request) {}

func auth(next http.Handler) http.Handler {
	fn := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	}
	return http.HandlerFunc(fn)
}
${more}
func main() {
${body}
}
`,
    }),
  )

test('closures many levels deep, inline middleware, patterns', async () => {
  expect(
    await routes(`	r := chi.NewRouter()
	r.Use(middleware.Logger, middleware.Recoverer)
	r.Get("/", show)
	r.Route("/articles", func(r chi.Router) {
		r.With(auth).Get("/", show)
		r.Get("/{slug:[a-z-]+}", show)
		r.Route("/{id}", func(r chi.Router) {
			r.Use(auth)
			r.Get("/", show)
			r.Group(func(r chi.Router) {
				r.Use(middleware.NoCache)
				r.Delete("/", show)
			})
			r.Put("/", show)
		})
	})
	r.MethodFunc("PATCH", "/x", show)
	r.Handle("/files/*", http.FileServer(http.Dir(".")))
	http.ListenAndServe(":80", r)`),
  ).toEqual([
    'GET / -> show [middleware.Logger, middleware.Recoverer] none none',
    'GET /articles -> show [middleware.Logger, middleware.Recoverer, auth] required none',
    'GET /articles/:slug -> show [middleware.Logger, middleware.Recoverer] none none',
    'GET /articles/:id -> show [middleware.Logger, middleware.Recoverer, auth] required none',
    'DELETE /articles/:id -> show [middleware.Logger, middleware.Recoverer, auth, middleware.NoCache] required none',
    'PUT /articles/:id -> show [middleware.Logger, middleware.Recoverer, auth] required none',
    'PATCH /x -> show [middleware.Logger, middleware.Recoverer] none none',
    '* /files/* -> http.FileServer [middleware.Logger, middleware.Recoverer] none none',
  ])
})

test('one router mounted twice, in a loop; a resource that gives its routes as a handler', async () => {
  expect(
    await routes(
      `	r := chi.NewRouter()
	for _, v := range []string{"/v1", "/v2"} {
		r.Mount(v, api())
	}
	r.Mount("/admin", auth(adminResource{}.Routes()))`,
      `
func api() http.Handler {
	r := chi.NewRouter()
	r.Get("/users", show)
	return r
}

type adminResource struct{}

func (rs adminResource) Routes() chi.Router {
	r := chi.NewRouter()
	r.Use(middleware.RequestID)
	r.Post("/", rs.create)
	return r
}

func (rs adminResource) create(w http.ResponseWriter, r *http.Request) {}
`,
    ),
  ).toEqual([
    'GET /v1/users -> show [] none none',
    'GET /v2/users -> show [] none none',
    'POST /admin -> adminResource.create [auth, middleware.RequestID] required none',
  ])
})

test('a limiter that answers 403 is no guard, whatever its routes do later', async () => {
  expect(
    await routes(
      `	r := chi.NewRouter()
	r.With(limited).Post("/login", show)
	r.Handle("/api", &api{})`,
      `
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if banned(r.RemoteAddr) {
			http.Error(w, "slow down", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func banned(ip string) bool { return ip == "" }

type api struct{}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, err := jwt.Parse(r.Header.Get("Authorization"), nil); err != nil {
		w.WriteHeader(401)
	}
}
`,
    ),
  ).toEqual(['POST /login -> show [limited] none none', '* /api -> api.ServeHTTP [] required none'])
})

test('a chain of a library that nothing models: the middleware that it is given stands before the handler', async () => {
  expect(
    await routes(
      `	a := &app{}
	chain := errchain.New(onError)
	users := []errchain.Middleware{a.token}
	r := chi.NewRouter()
	r.Get("/open", chain.ToHandlerFunc(a.handle()))
	r.Get("/own", chain.ToHandlerFunc(a.handle(), users...))`,
      `
type app struct{}

func (a *app) handle() errchain.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error { return nil }
}

func (a *app) token(next errchain.Handler) errchain.Handler {
	return errchain.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if r.Header.Get("Authorization") == "" {
			return validate.NewRequestError(errors.New("missing token"), http.StatusUnauthorized)
		}
		return next.ServeHTTP(w, r)
	})
}
`,
    ),
  ).toEqual([
    'GET /open -> app.handle [errchain.ToHandlerFunc] none none',
    'GET /own -> app.handle [errchain.ToHandlerFunc, app.token] required none',
  ])
})

test("an application's own router around chi's opens groups inside groups", async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

type router struct{ chi chi.Router }

func (r *router) Route(pattern string, fn func(*router)) {
	r.chi.Route(pattern, func(c chi.Router) { fn(&router{c}) })
}

func (r *router) Get(pattern string, h http.HandlerFunc) { r.chi.Get(pattern, h) }

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	r := &router{chi.NewRouter()}
	r.Route("/a", func(r *router) {
		r.Get("/", show)
		r.Route("/b", func(r *router) {
			r.Get("/", show)
			r.Route("/c", func(r *router) { r.Get("/d", show) })
		})
	})
	http.ListenAndServe(":80", r.chi)
}
`,
  })
  expect(printRoutes(go)).toEqual(['GET /a -> show [] none none', 'GET /a/b -> show [] none none', 'GET /a/b/c/d -> show [] none none'])
})

test('a router that is handled, not mounted, sees what its enclosing router sees; one whose context is taken away sees the whole path', async () => {
  expect(
    await routes(
      `	inner := chi.NewRouter()
	inner.Get("/v1/whole", show)
	other := chi.NewRouter()
	other.Get("/api/v2/whole", show)
	mounted := chi.NewRouter()
	mounted.Get("/part", show)
	r := chi.NewRouter()
	r.Route("/api", func(r chi.Router) {
		r.Handle("/v1/*", inner)
		r.Handle("/v2/*", alone(other))
		r.Mount("/v3", mounted)
	})
	top := chi.NewRouter()
	top.Get("/top/x", show)
	r.Handle("/top/*", top)
	http.ListenAndServe(":80", r)`,
      `
func alone(h http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, nil)))
	}
}
`,
    ),
  ).toEqual([
    'GET /api/v1/whole -> show [] none none',
    'GET /api/v2/whole -> show [alone] none none',
    'GET /api/v3/part -> show [] none none',
    'GET /top/x -> show [] none none',
  ])
})
