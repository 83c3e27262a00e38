import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

async function verdicts(code: string, routes: string): Promise<Record<string, string>> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }
${code}
func main() {
	r := gin.New()
${routes}
	r.Run()
}
`,
  })
  return Object.fromEntries(go.routes.map((r) => [r.route.path, r.auth]))
}

test('what refuses only the pages of other origins is no guard, though it looks for a key', async () => {
  const code = `
type Origins struct {
	on      bool
	allowed string
}

func hasKey(r *http.Request) bool {
	key := readKey()
	return key != "" && r.Header.Get("Authorization") == "Bearer "+key
}
func (o *Origins) Check(c *gin.Context) {
	if !o.on {
		c.Next()
		return
	}
	origin := c.GetHeader("Origin")
	allow := ""
	if origin != "" && (hasKey(c.Request) || strings.Contains(o.allowed, origin)) {
		allow = origin
	}
	if origin != "" && allow == "" {
		c.AbortWithStatus(403)
		return
	}
	c.Next()
}
func keyed(c *gin.Context) {
	if c.GetHeader("Origin") != "" && !strings.Contains(c.GetHeader("Origin"), "example.com") {
		c.AbortWithStatus(403)
		return
	}
	if !hasKey(c.Request) {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  const routes = `	o := &Origins{on: readOn(), allowed: readAllowed()}
	r.GET("/a", o.Check, show)
	r.GET("/b", o.Check, keyed, show)`
  expect(await verdicts(code, routes)).toEqual({ '/a': 'none', '/b': 'required' })
})

test('a role that is kept for later handlers is compared with those that may pass', async () => {
  const code = `
const (
	Admin = "admin"
	Agent = "agent"
	Guest = "guest"
)

type Who struct {
	Roles []string
}

func level(role string) int {
	switch role {
	case Admin:
		return 3
	case Agent:
		return 2
	}
	return 1
}
func (w *Who) Highest() string {
	if w == nil || len(w.Roles) == 0 {
		return Guest
	}
	best := w.Roles[0]
	for _, role := range w.Roles[1:] {
		if level(role) > level(best) {
			best = role
		}
	}
	return best
}
func identify(c *gin.Context) *Who {
	if s, err := c.Cookie("session_token"); err == nil && s != "" {
		if id, err := find(s); err == nil && id != "" {
			return &Who{Roles: []string{Admin}}
		}
	}
	if readsBody(c) {
		return &Who{Roles: []string{Agent}}
	}
	return &Who{Roles: []string{Guest}}
}
func identity(c *gin.Context) {
	c.Set("role", identify(c).Highest())
	c.Next()
}
func role(c *gin.Context) string {
	kept, ok := c.Get("role")
	if !ok {
		return Guest
	}
	if s, ok := kept.(string); ok {
		return s
	}
	return Guest
}
func allow(roles ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		now := role(c)
		for _, r := range roles {
			if now == r {
				c.Next()
				return
			}
		}
		c.AbortWithStatus(401)
	}
}
func readsBody(c *gin.Context) bool { return strings.Contains(c.PostForm("kind"), "agent") }
`
  const routes = `	r.Use(identity)
	r.GET("/admin", allow(Admin), show)
	r.GET("/agents", allow(Admin, Agent), show)
	r.GET("/everybody", show)`
  expect(await verdicts(code, routes)).toEqual({ '/admin': 'required', '/agents': 'unknown', '/everybody': 'optional' })
})

test('a setting that only chooses which of several guards stands there lets nobody pass', async () => {
  const code = `
type Guard struct{ single string }

func token(r *http.Request) string {
	if header := r.Header.Get("Authorization"); strings.HasPrefix(header, "Bearer ") {
		return header[7:]
	}
	if given := r.URL.Query().Get("access_token"); given != "" {
		return given
	}
	return ""
}
func language(r *http.Request) string {
	if given := r.URL.Query().Get("lang"); given != "" {
		return given
	}
	return ""
}
func (g *Guard) Check(c *gin.Context) {
	given := token(c.Request)
	if len(g.single) > 0 {
		if given != g.single {
			c.AbortWithStatus(401)
			return
		}
		c.Next()
		return
	}
	if _, err := sessions.Find(given); err != nil {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func (g *Guard) Translate(c *gin.Context) {
	if _, err := texts.Find(language(c.Request)); err != nil {
		c.AbortWithStatus(404)
		return
	}
	c.Next()
}
`
  const routes = `	g := &Guard{single: readSetting()}
	r.GET("/a", g.Check, show)
	r.GET("/b", g.Translate, show)`
  // An empty text of something else says nothing of who asks.
  const found = await verdicts(code, routes)
  expect(found['/a']).toBe('required')
  expect(found['/b']).not.toBe('required')
})

test('a header whose name a setting gives is what the setting is called, whatever the variable is', async () => {
  const code = `
type Settings struct {
	ProxyAuthHeaderName string
	TraceHeaderName     string
}
func readSettings() *Settings

type Guard struct{ settings *Settings }
type Trace struct{ settings *Settings }

func (g *Guard) Check(c *gin.Context) {
	headerName := g.settings.ProxyAuthHeaderName
	if c.GetHeader(headerName) == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func (g *Trace) Check(c *gin.Context) {
	headerName := g.settings.TraceHeaderName
	if c.GetHeader(headerName) == "" {
		c.AbortWithStatus(400)
		return
	}
	c.Next()
}
`
  const routes = `	g := &Guard{settings: readSettings()}
	t := &Trace{settings: readSettings()}
	r.GET("/a", g.Check, show)
	r.GET("/b", t.Check, show)`
  expect(await verdicts(code, routes)).toEqual({ '/a': 'required', '/b': 'none' })
})

test('what is compared in constant time is a secret whatever it is called, unless it is typed into a form', async () => {
  const code = `
func known(c *gin.Context) bool {
	given := c.Query("api")
	if given == "" {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(given), []byte(readKey())) == 1
}
func keyed(c *gin.Context) {
	if !known(c) {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func login(c *gin.Context) {
	if subtle.ConstantTimeCompare([]byte(c.PostForm("given")), []byte(readKey())) != 1 {
		c.AbortWithStatus(401)
		return
	}
	c.JSON(200, gin.H{"token": "x"})
}
`
  const routes = `	r.GET("/a", keyed, show)
	r.POST("/b", login)`
  expect(await verdicts(code, routes)).toEqual({ '/a': 'required', '/b': 'none' })
})

test('a guard in each branch of a condition is a guard, whichever way it goes; one in a single branch is not', async () => {
  const code = `
func byKey(c *gin.Context) {
	if c.GetHeader("X-Api-Key") != readKey() {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func byToken(c *gin.Context) {
	if c.GetHeader("Authorization") != "Bearer "+readToken() {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  const routes = `	both, nested, half, two := r.Group("/both"), r.Group("/nested"), r.Group("/half"), r.Group("/two")
	cfg := readConfig()
	if cfg.Keys {
		both.Use(byKey)
		half.Use(byKey)
		two.Use(byKey)
	} else {
		both.Use(byToken)
	}
	if cfg.Tokens {
		half.Use(byToken)
		nested.Use(byToken)
	} else if cfg.Keys {
		nested.Use(byKey)
	} else {
		nested.Use(byToken)
	}
	if !cfg.Keys && cfg.Tokens {
		two.Use(byToken)
	}
	both.GET("/a", show)
	nested.GET("/a", show)
	half.GET("/a", show)
	two.GET("/a", show)`
  expect(await verdicts(code, routes)).toEqual({
    '/both/a': 'required',
    '/nested/a': 'required',
    '/half/a': 'unknown',
    '/two/a': 'unknown',
  })
})

test('a guard that also ends requests for another reason asks all the same', async () => {
  const code = `
func known(token string) error {
	if token == "" {
		return http.ErrNoCookie
	}
	return check(token)
}
func guard(c *gin.Context) {
	err := known(c.GetHeader("X-Token"))
	if inMaintenance() {
		c.Next()
		return
	}
	if err != nil {
		c.Redirect(302, "/enter")
		c.Abort()
		return
	}
	if overloaded() {
		c.Redirect(302, "/enter")
		c.Abort()
		return
	}
	c.Next()
}
`
  expect((await verdicts(code, '\tr.GET("/a", guard, show)'))['/a']).toBe('unknown')
})

test('two parts of a request that are compared in constant time are not a secret that the program has', async () => {
  const code = `
func doubled(c *gin.Context) {
	c.Set("key", c.GetHeader("X-Api-Key"))
	if subtle.ConstantTimeCompare([]byte(c.GetHeader("X-Form")), []byte(c.Query("form"))) != 1 {
		c.AbortWithStatus(403)
		return
	}
	c.Next()
}
func secret(c *gin.Context) {
	c.Set("key", c.GetHeader("X-Api-Key"))
	if subtle.ConstantTimeCompare([]byte(c.GetHeader("X-Form")), []byte(readSecret())) != 1 {
		c.AbortWithStatus(403)
		return
	}
	c.Next()
}
`
  const other = (name: string, text: string) =>
    code.slice(code.indexOf('func doubled'), code.indexOf('func secret')).replace('doubled', name).replace('c.Query("form")', text)
  const routes = '\tr.GET("/a", doubled, show)\n\tr.GET("/b", secret, show)\n\tr.GET("/c", posted, show)\n\tr.GET("/d", trimmed, show)'
  const found = await verdicts(
    code + other('posted', 'c.PostForm("form")') + other('trimmed', 'strings.TrimSpace(c.Query("form"))'),
    routes,
  )
  for (const path of ['/a', '/c', '/d']) expect(found[path]).not.toBe('required')
  expect(found['/b']).toBe('required')
})

test('a guard that nobody meets where it is switched off sends elsewhere whom it does not know, not everybody', async () => {
  const code = `
var openToAll bool

func known(c *gin.Context) bool {
	if openToAll {
		return true
	}
	cookie, err := c.Cookie("session_token")
	if err != nil || lookUp("session") != cookie {
		return false
	}
	if expired(cookie) {
		return false
	}
	return true
}
func signedIn(c *gin.Context) {
	if !known(c) {
		c.Redirect(302, "/enter")
		c.Abort()
		return
	}
	c.Next()
}
`
  const routes = `	openToAll = readConfig().Open
	r.GET("/a", signedIn, show)`
  expect((await verdicts(code, routes))['/a']).toBe('unknown')
})
