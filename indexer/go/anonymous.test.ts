import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'
import { verdictsBehind } from '#test/support/guarded-gin.ts'

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
  expect(await verdictsBehind(code, 'NewAuth().Add()', 'NewAuth().WithOptional().Add()')).toEqual(['required', 'optional'])
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
  expect(await verdictsBehind(code, 'Auth')).toEqual(['unknown'])
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
  const found = await verdictsBehind(code, 'Lang', 'Tenant')
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
  expect(await verdictsBehind(code, 'Count', 'Note', 'Rate')).not.toContain('required')
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
  const found = await verdictsBehind(code, 'Must', 'Private', 'Page')
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
  expect(await verdictsBehind(code, 'Switched(NewAuth())', 'Fixed(NewAuth())')).toEqual(['unknown', 'required'])
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
  expect(await verdictsBehind(code, 'New().Enabled', 'New().Closed')).toEqual(['unknown', 'unknown'])
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
  expect(await verdictsBehind(code, 'originGuard')).toEqual(['none'])
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
  expect(await verdictsBehind(code, 'Admin')).toEqual(['required'])
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
  expect(await verdictsBehind(code, 'looking("/0")', 'looking("/none")', 'sparing("/2")')).toEqual(['optional', 'required', 'none'])
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
  expect(await verdictsBehind(code, 'identify, limit', 'identify, known', 'limit')).toEqual(['optional', 'unknown', 'unknown'])
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

test('a struct that is declared holds nothing until something is put there', async () => {
  const code = `
type parts struct{ Client, Token string }
type account struct{ Name string }
func parse(h string) (parts, bool) {
	var a parts
	scheme, params, found := strings.Cut(h, " ")
	if !found || !strings.EqualFold(scheme, "MediaBrowser") {
		return a, false
	}
	a.Token = params
	return a, true
}
func ofHeaders(r *http.Request) parts {
	if a, ok := parse(r.Header.Get("Authorization")); ok {
		return a
	}
	a, _ := parse(r.Header.Get("X-Auth-Token"))
	return a
}
func read(c *gin.Context) {
	if t := ofHeaders(c.Request).Token; t != "" {
		c.Next()
		return
	}
	c.AbortWithStatus(401)
}
func bound(c *gin.Context) {
	var a account
	if err := c.ShouldBindHeader(&a); err != nil || a.Name == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func filled(c *gin.Context) {
	var a account
	token := c.GetHeader("Authorization")
	fill(&a)
	if a.Name == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Set("by", token)
	c.Next()
}
`
  const handed = code
    .slice(code.indexOf('func filled'))
    .replace('func filled', 'func handed')
    .replace('fill(&a)', 'fills[c.Request.Method](&a)')
  const [read, bound, filled, byValue] = await verdictsBehind(
    `${code}${handed}var fills = map[string]func(*account){}\n`,
    'read',
    'bound',
    'filled',
    'handed',
  )
  expect(read).toBe('required')
  expect(bound).not.toBe('required')
  expect(filled).not.toBe('required')
  expect(byValue).not.toBe('required')
})
