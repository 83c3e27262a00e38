import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const HEAD = `package main

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
	"github.com/golang-jwt/jwt/v5/request"
)

func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }

func auth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("Authorization")
		if token == "" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), "user", token)))
	})
}

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}
`
const routes = async (body: string, more = '') =>
  printRoutes(await analyseTexts({ 'main.go': `${HEAD}${more}\nfunc main() {\n${body}\n}\n` }))

test('patterns name methods, hosts, wildcards and the end', async () => {
  expect(
    await routes(`	mux := http.NewServeMux()
	mux.HandleFunc("GET /posts/{id}", show)
	mux.Handle("POST /posts", auth(http.HandlerFunc(show)))
	mux.HandleFunc("/files/{path...}", show)
	mux.HandleFunc("GET example.org/{$}", show)
	mux.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("."))))
	http.ListenAndServe(":8080", logged(mux))`),
  ).toEqual([
    'GET /posts/:id -> show [logged] none none',
    'POST /posts -> show [logged, auth] required none',
    '* /files/* -> show [logged] none none',
    'GET / -> show [logged] none none',
    '* /static/* -> http.FileServer [logged] none none',
  ])
})

test("the package's own mux, and one mux inside another", async () => {
  expect(
    await routes(`	api := http.NewServeMux()
	api.HandleFunc("GET /users", show)
	http.HandleFunc("/health", show)
	http.Handle("/api/", http.StripPrefix("/api", auth(api)))
	http.ListenAndServe(":8080", nil)`),
  ).toEqual(['* /health -> show [] none none', 'GET /api/users -> show [auth] required none'])
})

test('all routes under a beginning that is configured, and without it where none is', async () => {
  expect(
    await routes(
      `	settings := load()
	app := http.NewServeMux()
	app.HandleFunc("GET /posts/{id}", show)
	root := http.NewServeMux()
	root.HandleFunc("GET /alive", show)
	base := settings.Base()
	if base != "" {
		root.Handle(base+"/", http.StripPrefix(base, app))
	} else {
		root.Handle("/", app)
	}
	http.ListenAndServe(":80", root)`,
      `
type options struct{ base string }

func (o *options) Base() string { return o.base }

func load() *options {
	o := &options{base: ""}
	address, err := url.Parse(os.Getenv("BASE"))
	if err != nil {
		panic(err)
	}
	o.base = address.Path
	return o
}
`,
    ),
  ).toEqual(['GET /alive -> show [] none none', 'GET /posts/:id -> show [] none none'])
})

test('a server struct that serves through its field, wrapped handlers by method, middleware chains in a helper', async () => {
  expect(
    await routes(
      `	s := newServer()
	srv := &http.Server{Addr: ":80", Handler: chain(s, logged)}
	srv.ListenAndServe()`,
      `
type server struct{ mux *http.ServeMux }

func newServer() *server {
	s := &server{mux: http.NewServeMux()}
	s.mux.Handle("GET /me", s.private(s.me))
	s.mux.HandleFunc("GET /open", s.me)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *server) me(w http.ResponseWriter, r *http.Request) {}

func (s *server) private(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("session"); err != nil || c == nil {
			w.WriteHeader(401)
			return
		}
		h(w, r)
	}
}

func chain(h http.Handler, mws ...func(http.Handler) http.Handler) http.Handler {
	for _, mw := range mws {
		h = mw(h)
	}
	return h
}
`,
    ),
  ).toEqual(['GET /me -> server.me [logged, server.private] required none', 'GET /open -> server.me [logged] none none'])
})

test('a function that chooses among routers loses none of them', async () => {
  expect(
    await routes(`	api := http.NewServeMux()
	api.HandleFunc("GET /api/users", show)
	pages := http.NewServeMux()
	pages.HandleFunc("GET /about", show)
	http.ListenAndServe(":80", auth(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isApi(r) {
			api.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})))`),
  ).toEqual(['GET /api/users -> show [auth] required none', 'GET /about -> show [auth] required none'])
})

test('handlers with a context of their own, behind an adapter, that send their refusal as a value', async () => {
  const code = `
type Context interface {
	Request() *http.Request
	Writer() http.ResponseWriter
	Account() *Account
}
type Account struct{ Name string }
type webContext struct {
	request *http.Request
	writer  http.ResponseWriter
}

func newContext(w http.ResponseWriter, r *http.Request) *webContext { return &webContext{request: r, writer: w} }
func (c *webContext) Request() *http.Request      { return c.request }
func (c *webContext) Writer() http.ResponseWriter { return c.writer }
func (c *webContext) Account() *Account {
	if found := c.request.Context().Value("account"); found != nil {
		return found.(*Account)
	}
	return nil
}

type step interface{ Before(c Context) error }

func adapt(h func(c Context), steps ...step) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := newContext(w, r)
		for _, s := range steps {
			if err := s.Before(c); err != nil {
				http.Error(w, "broken", http.StatusInternalServerError)
				return
			}
		}
		h(c)
	}
}

type reply struct {
	body   any
	status int
}

func newReply(body any, status int) *reply { return &reply{body: body, status: status} }
func (r *reply) send(c Context) error {
	c.Writer().WriteHeader(r.status)
	_, err := c.Writer().Write([]byte(r.body.(string)))
	return err
}
func signedIn(c Context) error {
	if c.Account() == nil {
		newReply("who are you", 401).send(c)
		return context.Canceled
	}
	return nil
}
func private(c Context) {
	if err := signedIn(c); err != nil {
		return
	}
	newReply("ok", 200).send(c)
}
func open(c Context) { newReply("ok", 200).send(c) }
func either(c Context) {
	if c.Request().URL.Query().Get("all") != "" && c.Account() == nil {
		newReply("who are you", 401).send(c)
		return
	}
	newReply("ok", 200).send(c)
}
func load() []step
`
  const found = await routes(
    `	mux := http.NewServeMux()
	mux.Handle("GET /private", adapt(private, load()...))
	mux.Handle("GET /open", adapt(open, load()...))
	mux.Handle("GET /either", adapt(either, load()...))
	http.ListenAndServe(":80", mux)`,
    code,
  )
  expect(found.map((line) => line.split(' ').slice(-2)[0])).toEqual(['required', 'none', 'unknown'])
})

test('an answer that a builder writes by the type of its body, and a guard whose closure hands on to a method', async () => {
  const code = `
type builder struct {
	w      http.ResponseWriter
	status int
	body   any
}

func newBuilder(w http.ResponseWriter, r *http.Request) *builder { return &builder{w: w, status: 200} }
func (b *builder) withStatus(status int) *builder                { b.status = status; return b }
func (b *builder) withBody(body []byte) *builder                 { b.body = body; return b }
func (b *builder) write() {
	switch v := b.body.(type) {
	case []byte:
		b.w.WriteHeader(b.status)
		b.w.Write(v)
	case error:
		b.w.WriteHeader(b.status)
	}
}

type keys struct{}

func (k *keys) validate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.serve(w, r, next) })
}
func (k *keys) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if r.Header.Get("X-Api-Key") == "" {
		newBuilder(w, r).withStatus(http.StatusUnauthorized).withBody(encode("no")).write()
		return
	}
	next.ServeHTTP(w, r)
}
func encode(text string) []byte

type hub struct{ name string }

func events(h *hub) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { stream(w, r, h) }
}
func stream(w http.ResponseWriter, r *http.Request, h *hub) {
	if r.Header.Get("Authorization") == "" {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	w.Write([]byte(h.name))
}
`
  const found = await routes(
    `	mux := http.NewServeMux()
	guard := &keys{}
	with := func(fn http.HandlerFunc) http.Handler { return guard.validate(fn) }
	mux.Handle("GET /private", with(show))
	mux.Handle("GET /events", events(&hub{}))
	http.ListenAndServe(":80", mux)`,
    code,
  )
  expect(found).toEqual(['GET /private -> show [keys.validate] required none', 'GET /events -> events [] required none'])
})

test('what stands around a server on one branch only does not guard it', async () => {
  expect(
    await routes(
      `	mux := http.NewServeMux()
	mux.HandleFunc("/a", show)
	var h http.Handler = mux
	if secure {
		h = auth(h)
	}
	http.ListenAndServe(":80", h)`,
      'var secure bool',
    ),
  ).toEqual(['* /a -> show [auth] unknown none'])
})

test('handlers that return their status, and settings of a guard that name a header or list what is open', async () => {
  const code = `
type data struct{ user *string }
type handleFunc func(w http.ResponseWriter, r *http.Request, d *data) (int, error)
type extractor struct{}
type settings struct {
	Trust      bool
	UserHeader string
}

func load() *settings
func find(name string) (*string, error)

func handle(fn handleFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, err := fn(w, r, &data{})
		if status != 0 || err != nil {
			http.Error(w, "no", status)
		}
	})
}
func renewable(err error, r *http.Request) bool {
	if !errors.Is(err, jwt.ErrTokenExpired) {
		return false
	}
	name := r.Header.Get("X-Proxy-Name")
	return name != ""
}
func withUser(fn handleFunc) handleFunc {
	return func(w http.ResponseWriter, r *http.Request, d *data) (int, error) {
		token, err := request.ParseFromRequest(r, request.AuthorizationHeaderExtractor, nil)
		if (err != nil || !token.Valid) && !renewable(err, r) {
			return http.StatusUnauthorized, nil
		}
		return fn(w, r, d)
	}
}
func list(w http.ResponseWriter, r *http.Request, d *data) (int, error) {
	w.Write([]byte("ok"))
	return 0, nil
}

type Guard struct {
	settings *settings
	open     []string
}

func NewGuard() *Guard { return &Guard{settings: load(), open: []string{}} }
func (g *Guard) WithOpen(paths ...string) *Guard {
	g.open = paths
	return g
}
func (g *Guard) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, err := g.byCookie(r)
		if err != nil && g.settings.Trust {
			user, err = g.byHeader(r)
		}
		if err != nil || user == nil {
			if g.isOpen(r) {
				next.ServeHTTP(w, r)
				return
			}
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func (g *Guard) byCookie(r *http.Request) (*string, error) {
	c, err := r.Cookie("auth")
	if err != nil {
		return nil, err
	}
	return find(c.Value)
}
func (g *Guard) byHeader(r *http.Request) (*string, error) {
	name := r.Header.Get(g.settings.UserHeader)
	if name == "" {
		return nil, errors.New("nobody")
	}
	return find(name)
}
func (g *Guard) isOpen(r *http.Request) bool {
	for _, p := range g.open {
		if r.URL.Path == p {
			return true
		}
	}
	return false
}
`
  const found = await routes(
    `	mux := http.NewServeMux()
	mux.Handle("GET /users", handle(withUser(list)))
	mux.Handle("GET /login", handle(list))
	mux.Handle("GET /summary", NewGuard().Handler(http.HandlerFunc(show)))
	mux.Handle("GET /badge", NewGuard().WithOpen("/badge").Handler(http.HandlerFunc(show)))
	http.ListenAndServe(":80", mux)`,
    `${code}
var _ = errors.New
`,
  )
  expect(found.map((line) => line.replace(/ -> .*\] (\w+) \w+$/, ' $1'))).toEqual([
    'GET /users required',
    'GET /login none',
    'GET /summary required',
    'GET /badge optional',
  ])
})

test('a struct that hands requests to the one handler in its field on several ways goes round it', async () => {
  expect(
    await routes(
      `	mux := http.NewServeMux()
	mux.HandleFunc("/open/x", show)
	mux.HandleFunc("/closed/x", show)
	var handler http.Handler = newCsrf(mux)
	if enabled() {
		handler = newBasic(handler)
	}
	srv := http.Server{Handler: logged(handler)}
	srv.ListenAndServe()`,
      `
type csrf struct{ next http.Handler }
func newCsrf(next http.Handler) *csrf { return &csrf{next: next} }
func (c *csrf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == "GET" {
		c.next.ServeHTTP(w, r)
		return
	}
	if r.Header.Get("X-CSRF") == "" {
		http.Error(w, "csrf", 403)
		return
	}
	c.next.ServeHTTP(w, r)
}
type basic struct{ next http.Handler }
func newBasic(next http.Handler) *basic { return &basic{next: next} }
func (b *basic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/open/") {
		b.next.ServeHTTP(w, r)
		return
	}
	if _, _, ok := r.BasicAuth(); !ok {
		http.Error(w, "no", 401)
		return
	}
	b.next.ServeHTTP(w, r)
}
func enabled() bool { return load() }
`,
    ),
  ).toEqual([
    '* /open/x -> show [logged, basic.ServeHTTP, csrf.ServeHTTP] none none',
    '* /closed/x -> show [logged, basic.ServeHTTP, csrf.ServeHTTP] unknown none',
  ])
})
