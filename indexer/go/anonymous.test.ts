import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

/** Verdicts of `GET /` behind each of the middlewares, in the order given. */
async function verdicts(code: string, ...chains: readonly string[]): Promise<string[]> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/gin-contrib/sessions"
	"github.com/gin-gonic/gin"
)

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }

${code}

func main() {
	r := gin.New()
${chains.map((chain, i) => `	r.GET("/${i}", ${chain}, show)`).join('\n')}
	r.Run()
}

var _ = context.Background
var _ = errors.New
var _ = http.StatusOK
var _ = strings.Split
var _ = slices.Contains[[]string]
var _ = env.Parse
var _ = sessions.Default
`,
  })
  return printRoutes(go).map((line) => /\] (\w+)/.exec(line)?.[1] ?? line)
}

test('settings that builder methods copy decide for each route', async () => {
  const code = `
type Options struct{ Optional bool }
type Auth struct{ options Options }

func NewAuth() *Auth { return &Auth{options: Options{Optional: false}} }
func (a *Auth) WithOptional() *Auth {
	clone := &Auth{options: a.options}
	clone.options.Optional = true
	return clone
}
func (a *Auth) Add() gin.HandlerFunc {
	return func(c *gin.Context) {
		id, err := a.verify(c)
		if err == nil {
			c.Set("userID", id)
			c.Next()
			return
		}
		if a.options.Optional {
			c.Next()
			return
		}
		c.Abort()
		_ = c.Error(err)
	}
}
func (a *Auth) verify(c *gin.Context) (string, error) {
	_, token, ok := strings.Cut(c.GetHeader("Authorization"), " ")
	if !ok || token == "" {
		return "", errors.New("not signed in")
	}
	return token, nil
}
var auth = NewAuth()
`
  expect(await verdicts(code, 'NewAuth().Add()', 'NewAuth().WithOptional().Add()')).toEqual(['required', 'optional'])
})

test('what an earlier handler keeps for everybody is there for the next', async () => {
  const code = `
type User struct{ Name string }

func Guest(c *gin.Context) { c.Set("user", &User{Name: "guest"}) }
func Known(c *gin.Context) {
	if c.GetHeader("Authorization") != "" {
		c.Set("user", &User{})
	}
}
func Must(c *gin.Context) {
	user, ok := c.Get("user")
	if !ok || user == nil {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}
`
  const found = await verdicts(code, 'Known, Must', 'Guest, Must', 'Must')
  expect(found[0]).toBe('required')
  expect(found[1]).not.toBe('required')
  expect(found[2]).toBe('required')
})

test('an empty session holds nobody, a lookup by nothing fails, an allowed error passes', async () => {
  const code = `
type Store interface{ ByToken(ctx context.Context, token string) (*string, error) }
var store Store

func Session(c *gin.Context) {
	if sessions.Default(c).Get("uid") == nil {
		c.Redirect(302, "/login")
		c.Abort()
	}
}
func Token(c *gin.Context) {
	user, err := store.ByToken(c.Request.Context(), c.GetHeader("X-Api-Key"))
	if err != nil {
		c.AbortWithStatusJSON(200, gin.H{"code": 40001})
		return
	}
	c.Set("user", user)
}
func Lenient(c *gin.Context) {
	if user, err := store.ByToken(c.Request.Context(), c.GetHeader("X-Api-Key")); err == nil {
		c.Set("user", user)
	}
}
`
  expect(await verdicts(code, 'Session', 'Token', 'Lenient')).toEqual(['required', 'required', 'optional'])
})

test('a setting that only the operator knows leaves the verdict open, and says which', async () => {
  const code = `
type Config struct{ Open bool }
var config = load()
func load() *Config { return read() }

func Auth(c *gin.Context) {
	if !config.Open && c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}
`
  expect(await verdicts(code, 'Auth')).toEqual(['unknown'])
})

test('a key that a form or a language cookie lacks is no credential', async () => {
  const code = `
func Lang(c *gin.Context) {
	if _, err := c.Cookie("lang"); err != nil {
		c.Redirect(302, "/language")
		c.Abort()
	}
}
func Tenant(c *gin.Context) {
	if c.GetHeader("X-Tenant") == "" {
		c.AbortWithStatus(400)
	}
}
`
  const found = await verdicts(code, 'Lang', 'Tenant')
  expect(found).not.toContain('required')
})

test('who counts or notes what nobody does, and fails to, refuses nobody', async () => {
  const code = `
type Counter interface {
	Allow(ctx context.Context, key string) (bool, error)
	Insert(ctx context.Context, user string) error
	Rate(ctx context.Context, key string) (int, error)
}
var counter Counter

func Count(c *gin.Context) {
	if _, err := counter.Allow(c.Request.Context(), c.GetString("userID")); err != nil {
		c.AbortWithStatus(400)
	}
}
func Note(c *gin.Context) {
	if err := counter.Insert(c.Request.Context(), c.GetString("userID")); err != nil {
		c.AbortWithStatus(400)
	}
}
func Rate(c *gin.Context) {
	if _, err := counter.Rate(c.Request.Context(), c.ClientIP()+c.GetString("userID")); err != nil {
		c.AbortWithStatus(400)
	}
}
`
  expect(await verdicts(code, 'Count', 'Note', 'Rate')).not.toContain('required')
})

test('a session made for nobody has no account, whoever is given it; the path decides what is open', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

type key int

const sessionKey key = iota

type Session struct {
	ID     string
	userID *int64
	state  map[string]string
}

func NewSession(id string) *Session           { return &Session{ID: id} }
func (s *Session) SignedIn() bool             { return s.userID != nil }
func (s *Session) SetUser(id int64)           { s.userID = &id }
func (s *Session) Marshal() ([]byte, error)   { return json.Marshal(&s.state) }

func save(s *Session) error {
	raw, err := s.Marshal()
	if err != nil {
		return err
	}
	return db.QueryRow("INSERT INTO sessions (state) VALUES ($1) RETURNING id", raw).Scan(&s.ID)
}
func adopt(s *Session) error {
	id, err := first()
	s.SetUser(id)
	return err
}
func sessionOf(r *http.Request) *Session {
	if s, ok := r.Context().Value(sessionKey).(*Session); ok {
		return s
	}
	return nil
}
func open(r *http.Request) bool {
	switch r.URL.Path {
	case "/login":
		return true
	}
	return strings.HasPrefix(r.URL.Path, "/share/") && strings.HasSuffix(r.URL.Path, "/view")
}
func guard(keep func(s *Session) error, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := load(r)
		if err != nil {
			http.Error(w, "broken", http.StatusInternalServerError)
			return
		}
		if s == nil {
			s = NewSession("new")
			if err := keep(s); err != nil {
				http.Error(w, "broken", http.StatusInternalServerError)
				return
			}
		}
		r = r.WithContext(context.WithValue(r.Context(), sessionKey, s))
		if !sessionOf(r).SignedIn() && !open(r) {
			http.Redirect(w, r, "/login", http.StatusFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func load(r *http.Request) (*Session, error) {
	c, err := r.Cookie("sid")
	if err != nil {
		return nil, nil
	}
	return find(c.Value)
}
func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /posts/{id}/edit", show)
	mux.HandleFunc("GET /login", show)
	mux.HandleFunc("GET /share/{id}/view", show)
	mux.HandleFunc("GET /share/{id}", show)
	adopted := http.NewServeMux()
	adopted.HandleFunc("GET /adopted/{id}", show)
	root := http.NewServeMux()
	root.Handle("/", guard(save, mux))
	root.Handle("/adopted/", guard(adopt, adopted))
	http.ListenAndServe(":80", root)
}
`,
  })
  const found = printRoutes(go).map((line) => line.replace(/ -> show \[.*\] (\w+) none$/, ' $1'))
  expect(found).toEqual([
    'GET /posts/:id/edit required',
    'GET /login optional',
    'GET /share/:id/view optional',
    'GET /share/:id unknown',
    'GET /adopted/:id unknown',
  ])
})

test("a guest's account is kept for nobody: later guards ask what it is; refusals that a body tells by its code", async () => {
  const code = `
type Account struct{ Roles []int }

func (a *Account) IsGuest() bool { return contains(a.Roles, 1) }
func (a *Account) IsAdmin() bool { return contains(a.Roles, 2) }
func (a *Account) CanShare() bool { return contains(a.Roles, 3) }

type Reply struct {
	Code int
	Text string
}

func refuse(c *gin.Context, text string, code int) {
	c.JSON(200, Reply{Code: code, Text: text})
	c.Abort()
}

var guest *Account

func Guest() (*Account, error) {
	if guest == nil {
		found, err := byRole("guest")
		if err != nil {
			return nil, err
		}
		guest = found
	}
	return guest, nil
}
func Identify(c *gin.Context) {
	token := c.GetHeader("Authorization")
	if token == "" {
		account, err := Guest()
		if err != nil {
			refuse(c, "broken", 500)
			return
		}
		c.Set("user", account)
		c.Next()
		return
	}
	account, err := byToken(token)
	if err != nil {
		refuse(c, "who are you", 401)
		return
	}
	c.Set("user", account)
}
func NotGuest(c *gin.Context) {
	if c.MustGet("user").(*Account).IsGuest() {
		refuse(c, "not you", 403)
	}
}
func Admin(c *gin.Context) {
	if account := c.MustGet("user").(*Account); !account.IsAdmin() {
		c.JSON(200, gin.H{"status": 403})
		c.Abort()
	}
}
func Share(c *gin.Context) {
	if !c.MustGet("user").(*Account).CanShare() {
		refuse(c, "not you", 403)
	}
}
func byRole(name string) (*Account, error)
func byToken(token string) (*Account, error)
func contains(list []int, one int) bool
`
  expect(await verdicts(code, 'Identify', 'Identify, NotGuest', 'Identify, Admin', 'Identify, Share')).toEqual([
    'optional',
    'required',
    'required',
    'unknown',
  ])
})

test('what stands beside an error is looked at where there is none, and an account without a number is the guest', async () => {
  const code = `
type User struct {
	ID    int
	Name  string
	group *string
}
type userKey struct{}
type AppError struct{ Code int }

func (e AppError) Error() string { return "no" }

var ErrNoSign = AppError{Code: 401}

func (u *User) SetGroup(g *string) { u.group = g }

type Accounts interface {
	Login(ctx context.Context, id int) (*User, error)
}
type accounts struct{}

func (a *accounts) Login(ctx context.Context, id int) (*User, error) {
	if id > 0 {
		return a.byID(ctx, id)
	}
	found, err := a.Anonymous(ctx)
	if err != nil {
		return nil, errors.New("broken")
	}
	return found, nil
}
func (a *accounts) byID(ctx context.Context, id int) (*User, error)
func (a *accounts) group(ctx context.Context) (*string, error)
func (a *accounts) Anonymous(ctx context.Context) (*User, error) {
	g, err := a.group(ctx)
	if err != nil {
		return nil, errors.New("broken")
	}
	u := &User{Name: "nobody"}
	u.SetGroup(g)
	return u, nil
}

var all Accounts = &accounts{}

func isNobody(u *User) bool { return u.ID == 0 }
func userOf(ctx context.Context) *User {
	u, _ := ctx.Value(userKey{}).(*User)
	return u
}
func Current(c *gin.Context) {
	u, err := all.Login(c, c.GetInt("userID"))
	if err != nil {
		c.JSON(200, gin.H{"code": 500})
		c.Abort()
		return
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), userKey{}, u))
	c.Next()
}
func Required(c *gin.Context) {
	if u := userOf(c); u != nil && !isNobody(u) {
		c.Next()
		return
	}
	c.JSON(200, gin.H{"code": 40001})
	c.Abort()
}
func check(sign string) error {
	if sign == "" {
		return ErrNoSign
	}
	return compare(sign)
}
func compare(sign string) error
func Signed(c *gin.Context) {
	if err := check(c.Query("sign")); err != nil {
		c.JSON(200, gin.H{"code": 40020})
		c.Abort()
	}
}
`
  expect(await verdicts(code, 'Current', 'Current, Required', 'Signed')).toEqual(['none', 'required', 'required'])
})

test('errors that name their answer, or carry it to a helper; a token in the query by the name of the header', async () => {
  const code = `
type Failure struct {
	Code int
	Text string
}

func (f *Failure) Error() string { return f.Text }

func answer(c *gin.Context, err error) {
	if err == nil {
		c.JSON(200, nil)
		return
	}
	var failed *Failure
	if !errors.As(err, &failed) {
		c.JSON(500, gin.H{"text": "broken"})
		return
	}
	c.JSON(failed.Code, failed)
}
func tokenOf(c *gin.Context) string {
	token := c.GetHeader("Authorization")
	if len(token) == 0 {
		token = c.Query("Authorization")
	}
	return strings.TrimPrefix(token, "Bearer ")
}
func byToken(token string) (*string, error)

func Must(c *gin.Context) {
	token := tokenOf(c)
	if len(token) == 0 {
		answer(c, &Failure{Code: 401, Text: "who are you"})
		c.Abort()
		return
	}
	if _, err := byToken(token); err != nil {
		answer(c, err)
		c.Abort()
	}
}
func Private(c *gin.Context) {
	if private() && tokenOf(c) == "" {
		answer(c, &Failure{Code: 401, Text: "who are you"})
		c.Abort()
	}
}
func Page(c *gin.Context) {
	if c.Query("next_token") == "" {
		c.Redirect(302, "/first")
		c.Abort()
	}
}
func private() bool
`
  const found = await verdicts(code, 'Must', 'Private', 'Page')
  expect(found).toEqual(['required', 'unknown', 'none'])
})

test('what a struct of the program holds since it was made may have been set by its methods', async () => {
  const code = `
type Mode int

const (
	Enabled Mode = iota
	Disabled
)

type Auth struct {
	mode   Mode
	strict bool
}

func NewAuth() *Auth              { return &Auth{strict: true} }
func (a *Auth) SetMode(mode Mode) { a.mode = mode }
func (a *Auth) Mode() Mode        { return a.mode }
func (a *Auth) Strict() bool      { return a.strict }

func Switched(a *Auth) gin.HandlerFunc {
	return func(c *gin.Context) {
		if a.Mode() != Disabled && c.GetHeader("Authorization") == "" {
			c.AbortWithStatus(401)
		}
	}
}
func Fixed(a *Auth) gin.HandlerFunc {
	return func(c *gin.Context) {
		if a.Strict() && c.GetHeader("Authorization") == "" {
			c.AbortWithStatus(401)
		}
	}
}
`
  expect(await verdicts(code, 'Switched(NewAuth())', 'Fixed(NewAuth())')).toEqual(['unknown', 'required'])
})

test('a handler whose token a library reads, and whose answer only the error knows', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"github.com/gin-gonic/gin"
	"github.com/ory/fosite"
)

var provider fosite.OAuth2Provider

func info(c *gin.Context) {
	_, found, err := provider.IntrospectToken(c.Request.Context(), fosite.AccessTokenFromRequest(c.Request), fosite.AccessToken, nil)
	if err != nil {
		refused := fosite.ErrorToRFC6749Error(err)
		c.JSON(refused.StatusCode(), refused)
		return
	}
	c.JSON(200, found)
}
func either(c *gin.Context) {
	if token := fosite.AccessTokenFromRequest(c.Request); token != "" {
		c.JSON(200, gin.H{"token": token})
		return
	}
	status, body := public()
	c.JSON(status, body)
}
func public() (int, string)

func main() {
	r := gin.New()
	r.GET("/info", info)
	r.GET("/either", either)
	r.Run()
}
`,
  })
  expect(printRoutes(go).map((line) => line.replace(/ -> .*\] (\w+) \w+$/, ' $1'))).toEqual(['GET /info required', 'GET /either optional'])
})

test('what is kept for everybody says nobody is asked for; a code that begins like a status is one', async () => {
  const code = `
type depKey struct{}
type Dep struct{ Size int }

func Provide(c *gin.Context) {
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), depKey{}, &Dep{Size: 3}))
}
func Decode(c *gin.Context) {
	dep := c.Request.Context().Value(depKey{}).(*Dep)
	if _, err := decode(dep, c.Param("id")); err != nil {
		c.JSON(200, gin.H{"code": 40001})
		c.Abort()
	}
}
func decode(dep *Dep, id string) (int, error)
func Broken(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.JSON(200, gin.H{"code": 50008})
		c.Abort()
	}
}
func Refused(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.JSON(200, gin.H{"code": 40103})
		c.Abort()
	}
}
`
  expect(await verdicts(code, 'Provide, Decode', 'Broken', 'Refused')).toEqual(['none', 'unknown', 'required'])
})

test('a map of public paths with their methods, and what is kept for nobody else than who has a key', async () => {
  const code = `
var public = map[string][]string{
	"/0": {"POST"},
	"/1": {"GET", "HEAD"},
	"/4*": {"GET"},
}

func isPublic(path, method string) bool {
	for known, methods := range public {
		if strings.HasSuffix(known, "*") {
			if strings.HasPrefix(path, strings.TrimSuffix(known, "*")) && slices.Contains(methods, method) {
				return true
			}
		} else if path == known && slices.Contains(methods, method) {
			return true
		}
	}
	return false
}

func Check(c *gin.Context) {
	if isPublic(c.Request.URL.Path, c.Request.Method) {
		c.Next()
		return
	}
	key := c.GetHeader("X-API-Key")
	if key == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Set("scope", key)
}

func Scoped(c *gin.Context) {
	scope, ok := c.Get("scope")
	if !ok {
		c.Next()
		return
	}
	if scope != "all" {
		c.AbortWithStatus(403)
	}
}
`
  expect(await verdicts(code, 'Check', 'Check', 'Check, Scoped', 'Check', 'Check, Scoped')).toEqual([
    'required',
    'none',
    'required',
    'required',
    'none',
  ])
})

test('settings that a library fills while the program is wired are not known', async () => {
  const code = `
type Config struct{ AuthEnabled, Public bool }
type Guard struct{ config *Config }

func load() *Config {
	config := &Config{}
	if err := env.Parse(config); err != nil {
		return nil
	}
	return config
}

func New() *Guard { return &Guard{config: load()} }

func (g *Guard) Enabled(c *gin.Context) {
	if !g.config.AuthEnabled {
		return
	}
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}

func (g *Guard) Closed(c *gin.Context) {
	if g.config.Public {
		return
	}
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}
`
  expect(await verdicts(code, 'New().Enabled', 'New().Closed')).toEqual(['unknown', 'unknown'])
})

test('who looks at nothing but where a request comes from does not ask for anybody, whatever its name', async () => {
  const code = `
func originGuard(c *gin.Context) {
	origin := c.GetHeader("Origin")
	if origin == "" {
		c.Next()
		return
	}
	if origin != c.Request.Host {
		c.AbortWithStatus(403)
		return
	}
	c.Next()
}
`
  expect(await verdicts(code, 'originGuard')).toEqual(['none'])
})

test('a panic after the answer is no way on', async () => {
  const code = `
func render(c *gin.Context, patterns []string) {
	if len(patterns) == 0 {
		panic("no patterns")
	}
	c.Abort()
}

func Admin(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.Status(403)
		render(c, strings.Split(c.Query("p"), ","))
	}
}
`
  expect(await verdicts(code, 'Admin')).toEqual(['required'])
})

test('a guard that looks who it is and spares some paths asks there too; one that spares them unseen does not', async () => {
  const code = `
func user(c *gin.Context) (string, bool) {
	token := c.GetHeader("Authorization")
	return token, token != ""
}
func looking(open ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		name, ok := user(c)
		if !ok {
			for _, path := range open {
				if strings.HasPrefix(c.Request.URL.Path, path) {
					c.Next()
					return
				}
			}
			c.AbortWithStatus(401)
			return
		}
		remember(name)
		c.Next()
	}
}
func sparing(open ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		for _, path := range open {
			if strings.HasPrefix(c.Request.URL.Path, path) {
				c.Next()
				return
			}
		}
		if _, ok := user(c); !ok {
			c.AbortWithStatus(401)
			return
		}
		c.Next()
	}
}
var last string
func remember(name string) { last = name }
`
  expect(await verdicts(code, 'looking("/0")', 'looking("/none")', 'sparing("/2")')).toEqual(['optional', 'required', 'none'])
})

test('what ends a request of somebody by the same conditions is no refusal of who asks', async () => {
  const code = `
type Caller struct{ ID string; SignedIn bool }
func callerOf(c *gin.Context) *Caller {
	raw, ok := c.Get("user")
	if !ok {
		return &Caller{}
	}
	return raw.(*Caller)
}
func identify(c *gin.Context) {
	u := &Caller{}
	if token := c.GetHeader("Authorization"); token != "" {
		u.ID = token
		u.SignedIn = true
	}
	c.Set("user", u)
	c.Next()
}
type Counter interface{ Hit(key string) (int, error) }
var hits Counter
var settings struct{ Strict bool }
func limit(c *gin.Context) {
	key := "ip:" + c.ClientIP()
	if u := callerOf(c); u.SignedIn {
		key = "user:" + u.ID
	}
	n, err := hits.Hit(key)
	if err != nil {
		c.AbortWithStatus(400)
		return
	}
	if n > 100 {
		c.AbortWithStatus(429)
		return
	}
	c.Next()
}
func known(c *gin.Context) {
	if settings.Strict {
		if u := callerOf(c); !u.SignedIn {
			c.AbortWithStatus(400)
			return
		}
	}
	c.Next()
}
`
  expect(await verdicts(code, 'identify, limit', 'identify, known', 'limit')).toEqual(['optional', 'unknown', 'unknown'])
})

test('what always answers that it is closed is the end of the chain, wherever it was registered', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import "github.com/gin-gonic/gin"

func closed(c *gin.Context) { c.AbortWithStatusJSON(503, gin.H{"error": "closed"}) }
func guard(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}
func show(c *gin.Context) { c.JSON(200, gin.H{}) }

func main() {
	r := gin.New()
	g := r.Group("/old", closed)
	g.Use(guard)
	g.GET("/x", show)
	h := r.Group("/new")
	if readOnly() {
		h.Use(closed)
	}
	h.GET("/x", guard, show)
	r.Run()
}
`,
  })
  expect(go.routes.map((r) => `${r.auth} ${r.handler?.name} ${r.reasons.auth ?? ''}`.trim())).toEqual([
    'none closed closed answers before show is asked',
    'required show',
  ])
})
