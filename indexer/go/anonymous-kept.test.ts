import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'
import { verdictsBehind } from '#test/support/guarded-gin.ts'

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
  const found = await verdictsBehind(code, 'Known, Must', 'Guest, Must', 'Must')
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
  expect(await verdictsBehind(code, 'Session', 'Token', 'Lenient')).toEqual(['required', 'required', 'optional'])
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
  expect(await verdictsBehind(code, 'Identify', 'Identify, NotGuest', 'Identify, Admin', 'Identify, Share')).toEqual([
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
  expect(await verdictsBehind(code, 'Current', 'Current, Required', 'Signed')).toEqual(['none', 'required', 'required'])
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
  expect(await verdictsBehind(code, 'Provide, Decode', 'Broken', 'Refused')).toEqual(['none', 'unknown', 'required'])
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
  expect(await verdictsBehind(code, 'Check', 'Check', 'Check, Scoped', 'Check', 'Check, Scoped')).toEqual([
    'required',
    'none',
    'required',
    'required',
    'none',
  ])
})
