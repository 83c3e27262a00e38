import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

/** Why the verdict on `GET /` is what it is, for each chain of handlers. */
async function reasons(code: string, ...chains: readonly string[]): Promise<string[]> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"github.com/gin-gonic/gin"
	"github.com/spf13/viper"
)

type AuthSettings struct {
	Enabled bool
	Method  int
}
type Settings struct{ Auth AuthSettings }

var settings = load()

func load() *Settings { return read() }
func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }
${code}
func main() {
	r := gin.New()
${chains.map((chain, i) => `	r.GET("/${i}", ${chain})`).join('\n')}
	r.Run()
}
`,
  })
  return go.routes.map((r) => `${r.auth}: ${r.reasons.auth ?? ''}`)
}

test('a guard that a setting switches off names the setting, wherever it is asked', async () => {
  const code = `
func enabled() bool {
	on := settings.Auth.Enabled
	if !on {
		return false
	}
	return true
}
func guard(c *gin.Context) {
	c.Header("X-Seen", "yes")
	if enabled() && c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
		return
	}
	if c.Query("v") == "2" {
		c.Header("X-Version", "2")
	}
	c.Next()
}
func direct(c *gin.Context) {
	if settings.Auth.Enabled {
		if c.GetHeader("Authorization") == "" {
			c.AbortWithStatus(401)
			return
		}
	}
	c.Next()
}
`
  expect(await reasons(code, 'guard, show', 'direct, show')).toEqual([
    'unknown: guard lets requests pass unless enabled() && c.GetHeader("Authorization") == "" (main.go:28; enabled(), what enabled gives)',
    'unknown: direct lets requests pass unless settings.Auth.Enabled (main.go:38; settings.Auth.Enabled, a field of AuthSettings)',
  ])
})

test('of several methods that a setting chooses, the one that lets everybody pass is named', async () => {
  const code = `
const (
	Session = iota
	Header
	Disabled
)
func signedIn(c *gin.Context) bool {
	switch settings.Auth.Method {
	case Session:
		_, err := c.Cookie("session")
		return err == nil
	case Header:
		return c.GetHeader("Authorization") != ""
	case Disabled:
		return true
	}
	return false
}
func guard(c *gin.Context) {
	if !signedIn(c) {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  expect(await reasons(code, 'guard, show')).toEqual([
    'unknown: guard lets requests pass if settings.Auth.Method is Disabled (main.go:31; settings.Auth.Method, a field of AuthSettings)',
  ])
})

test('a handler that refuses by a setting names it, and a registration its condition with the place', async () => {
  const code = `
func metrics(c *gin.Context) {
	if settings.Auth.Enabled && c.GetHeader("Authorization") != "Bearer x" {
		c.AbortWithStatus(401)
		return
	}
	c.JSON(200, gin.H{})
}
func guard(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}
func extra(r *gin.Engine) {
	g := r.Group("/extra")
	if settings.Auth.Enabled {
		g.Use(guard)
	}
	g.GET("/x", show)
}
`
  expect(await reasons(code, 'metrics')).toEqual([
    'unknown: the handler answers 401 to a request without header Authorization and serves it unless settings.Auth.Enabled && c.GetHeader("Authorization") != "Bearer x" (main.go:20; settings.Auth.Enabled, a field of AuthSettings)',
  ])
  expect(await reasons(code, 'show); extra(r); r.GET("/y", show')).toContain(
    'unknown: guard is registered only if settings.Auth.Enabled (main.go:33; settings.Auth.Enabled, a field of AuthSettings)',
  )
})

test('of two settings of which each is enough both are named, the one by the key that it is read by', async () => {
  const code = `
func spared(c *gin.Context) bool {
	if viper.GetString("mode") == "test" {
		return true
	}
	if settings.Auth.Method == 0 {
		return true
	}
	return c.GetHeader("Authorization") == "Bearer x"
}
func guard(c *gin.Context) {
	if !spared(c) {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  expect(await reasons(code, 'guard, show')).toEqual([
    'unknown: guard lets requests pass if viper.GetString("mode") == "test" (main.go:20; viper.GetString("mode")) or if settings.Auth.Method == 0 (main.go:23; settings.Auth.Method, a field of AuthSettings)',
  ])
})

test('that something is there, or the program panics, is not what decides', async () => {
  const code = `
func current() *Settings {
	if settings == nil {
		panic("not configured")
	}
	return settings
}
func guard(c *gin.Context) {
	if current().Auth.Enabled {
		if isLocal(c.ClientIP()) {
			c.Next()
			return
		}
	}
	if current().Auth.Method == 0 {
		if isNear(c.ClientIP()) {
			c.Next()
			return
		}
	}
	if c.GetHeader("Authorization") != "Bearer x" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  const [reason = ''] = await reasons(code, 'guard, show')
  expect(reason).toMatch(/^unknown: guard lets requests pass on some ways, by /)
  expect(reason).toContain('current().Auth.Enabled')
  expect(reason).not.toContain('settings == nil')
})

test('a request is there, and a condition under which the program ends is no setting', async () => {
  const code = `
var held *Settings

func current() *Settings {
	if held == nil {
		panic("no settings")
	}
	return held
}
func (s *Settings) Public() bool { return s.Auth.Method == 3 }
func strict(c *gin.Context) {
	if c == nil || c.Request == nil {
		return
	}
	if c.GetHeader("X-Auth-Token") == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func open(c *gin.Context) {
	if !current().Public() && c.GetHeader("X-Auth-Token") == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  expect(await reasons(code, 'strict, show', 'open, show')).toEqual([
    'required: ',
    'unknown: open lets requests pass unless !current().Public() && c.GetHeader("X-Auth-Token") == "" (main.go:39; current(), what current gives)',
  ])
})

test('who may stand behind an interface is named, and what is not followed with the request', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"example.com/modes"
)

type mode interface {
	Serve(w http.ResponseWriter, r *http.Request, next http.Handler)
}
type strict struct{}
type lax struct{}
type unmade interface {
	Pass(w http.ResponseWriter, r *http.Request, next http.Handler)
}

func (strict) Serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if r.Header.Get("Authorization") == "" {
		w.WriteHeader(401)
		return
	}
	next.ServeHTTP(w, r)
}
func (lax) Serve(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) }
func show(w http.ResponseWriter, r *http.Request)                           { w.Write([]byte("ok")) }
func chosen(m mode, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.Serve(w, r, next) })
}
func foreign(m unmade, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.Pass(w, r, next) })
}
func main() {
	http.Handle("/chosen", chosen(modes.Of(), http.HandlerFunc(show)))
	http.Handle("/strict", chosen(strict{}, http.HandlerFunc(show)))
	http.Handle("/foreign", foreign(modes.Other(), http.HandlerFunc(show)))
	http.ListenAndServe(":80", nil)
}
`,
  })
  expect(go.routes.map((r) => `${r.route.path} ${r.auth}: ${r.reasons.auth ?? ''}`)).toEqual([
    '/chosen unknown: chosen lets requests pass if one that lets them stands behind m.Serve (main.go:28: strict or lax)',
    '/strict required: ',
    '/foreign unknown: foreign hands the request and what comes next to m.Pass (main.go:31), which is not followed',
  ])
})

test('a handler that hands the request to one that nobody sees serves whomever that serves', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"example.com/parts"
)

type manager struct {
	handler, known, files http.Handler
	answer                http.HandlerFunc
}

func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(401)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }
func marked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Mark", "1")
		next.ServeHTTP(w, r)
	})
}
func (m *manager) hand(w http.ResponseWriter, r *http.Request)  { m.handler.ServeHTTP(w, r) }
func (m *manager) serve(w http.ResponseWriter, r *http.Request) { m.known.ServeHTTP(w, r) }
func (m *manager) call(w http.ResponseWriter, r *http.Request) { m.answer(w, r) }
func (m *manager) page(w http.ResponseWriter, r *http.Request) { m.files.ServeHTTP(w, r) }
func serve(m *manager) {
	http.Handle("/field", marked(m.handler))
	http.HandleFunc("/hand", m.hand)
	http.HandleFunc("/call", m.call)
	http.HandleFunc("/known", m.serve)
	http.HandleFunc("/page", m.page)
	http.Handle("/shown", marked(http.HandlerFunc(show)))
	http.ListenAndServe(":80", nil)
}
func main() {
	m := &manager{known: guard(http.HandlerFunc(show)), files: http.FileServer(http.Dir("pages"))}
	parts.Fill(m)
	serve(m)
}
`,
  })
  expect(go.routes.map((r) => `${r.route.path} ${r.auth}: ${r.reasons.auth ?? ''}`)).toEqual([
    '/field unknown: next.ServeHTTP (main.go:27) is not followed: whom it serves is not known',
    '/hand unknown: m.handler.ServeHTTP (main.go:30) is not followed: whom it serves is not known',
    '/call unknown: m.answer (main.go:32) is not followed: whom it serves is not known',
    '/known required: the handler answers 401 to a request without header Authorization',
    '/page none: ',
    '/shown none: ',
  ])
})
