// Closures that go round a handler which they took from elsewhere: the handler is the one inside, and what stands around judges.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

test('a handler taken out of a row, with middleware put around it when the request comes', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"net/http"

	"github.com/gorilla/mux"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

type action func(ctx context.Context, w http.ResponseWriter, r *http.Request, vars map[string]string) error

type row struct {
	method, path string
	do           action
}

func (r row) Action() action { return r.do }

type server struct{ around []func(action) action }

func (s *server) wrap(do action) action {
	next := do
	for _, m := range s.around {
		next = m(next)
	}
	return next
}

func (s *server) handler(r row) http.HandlerFunc {
	do := r.Action()
	name := r.method + " " + r.path
	return otelhttp.NewHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wrapped := s.wrap(do)
		vars := mux.Vars(r)
		if err := wrapped(r.Context(), w, r, vars); err != nil {
			http.Error(w, err.Error(), 500)
		}
	}), name).ServeHTTP
}

func list(ctx context.Context, w http.ResponseWriter, r *http.Request, vars map[string]string) error { return nil }
func drop(ctx context.Context, w http.ResponseWriter, r *http.Request, vars map[string]string) error { return nil }

func main() {
	s := &server{}
	m := mux.NewRouter()
	for _, r := range []row{{"GET", "/things", list}, {"DELETE", "/things/{id}", drop}} {
		m.Path(r.path).Methods(r.method).Handler(s.handler(r))
	}
	http.ListenAndServe(":1", m)
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /things -> list [otelhttp.NewHandler, func literal] none none',
    'DELETE /things/:id -> drop [otelhttp.NewHandler, func literal] none none',
  ])
})

const basic = (check: string) => `package main

import (
	"net/http"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/crypto/bcrypt"
)

type request struct {
	w http.ResponseWriter
	r *http.Request
}

type server struct {
	users map[string]string
	key   []byte
	open  bool
}

func (s *server) allowed(rc request) bool {
	${check}
	name, password, ok := rc.r.BasicAuth()
	if !ok {
		http.Error(rc.w, "no", http.StatusUnauthorized)
		return false
	}
	if bcrypt.CompareHashAndPassword([]byte(s.users[name]), []byte(password)) != nil {
		http.Error(rc.w, "no", http.StatusUnauthorized)
		return false
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": name, "exp": time.Now()}).SignedString(s.key)
	if err == nil {
		http.SetCookie(rc.w, &http.Cookie{Name: "session", Value: token})
	}
	return true
}

func (s *server) guarded(f func(rc request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rc := request{w, r}
		if !s.allowed(rc) {
			return
		}
		f(rc)
	}
}

func secret(rc request) { rc.w.Write([]byte("secret")) }

func login(w http.ResponseWriter, r *http.Request) {
	if bcrypt.CompareHashAndPassword([]byte("x"), []byte(r.FormValue("password"))) != nil {
		http.Error(w, "no", http.StatusUnauthorized)
	}
}

func main() {
	s := newServer()
	http.HandleFunc("GET /secret", s.guarded(secret))
	http.HandleFunc("POST /login", login)
	http.ListenAndServe(":1", nil)
}
`

const made = 'func newServer() *server { return &server{open: configured()} }\nfunc configured() bool { return len(os.Args) > 1 }\n'

test('a wrapper that checks passwords and signs tokens for whoever it lets through guards what it was given', async () => {
  const go = await analyseTexts({ 'main.go': basic(''), 'new.go': `package main\n\nimport "os"\n\n${made}` })
  expect(printRoutes(go)).toEqual(['GET /secret -> server.guarded [] required none', 'POST /login -> login [] none none'])
})

test('where a setting switches it off, it is not known whom it lets pass', async () => {
  const go = await analyseTexts({
    'main.go': basic('if s.open {\n\t\treturn true\n\t}'),
    'new.go': `package main\n\nimport "os"\n\n${made}`,
  })
  expect(printRoutes(go)[0]).toBe('GET /secret -> server.guarded [] unknown none')
})

test("a middleware of the program that only hands on to a library's is what that one is", async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/jwtauth/v5"
)

type tokens struct{ of *jwtauth.JWTAuth }

func (t *tokens) Read(next http.Handler) http.Handler { return jwtauth.Verifier(t.of)(next) }

func (t *tokens) Demand(next http.Handler) http.Handler { return jwtauth.Authenticator(t.of)(next) }

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	t := &tokens{of: jwtauth.New("HS256", readKey(), nil)}
	r := chi.NewRouter()
	r.Use(t.Read)
	r.Get("/open", show)
	r.With(t.Demand).Get("/shut", show)
	http.ListenAndServe(":80", r)
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /open -> show [tokens.Read] none none',
    'GET /shut -> show [tokens.Read, tokens.Demand] required none',
  ])
})

test('a struct that asks before it calls what it holds is a guard, though it does that in one statement', async () => {
  for (const [field, held, call] of [
    ['http.Handler', 'http.HandlerFunc(show)', 'g.next.ServeHTTP(w, r)'],
    ['func(http.ResponseWriter, *http.Request)', 'show', 'g.next(w, r)'],
  ]) {
    const routes = await analyseTexts({
      'main.go': `package main

import "net/http"

type guard struct{ next ${field} }

func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") == "" {
		w.WriteHeader(401)
	} else {
		${call}
	}
}

func show(w http.ResponseWriter, r *http.Request) {}

func main() {
	http.Handle("/x", guard{${held}})
	http.ListenAndServe(":1", nil)
}
`,
    })
    expect(printRoutes(routes), call).toEqual(['* /x -> show [guard.ServeHTTP] required none'])
  }
})
