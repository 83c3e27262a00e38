import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const HEAD = `package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
)

type Note struct{ Text string }

func byToken(ctx context.Context, token string) (string, error)
func save(ctx context.Context, note Note) error
func rename(ctx context.Context, note Note) error

func check(err error) {
	if err == nil {
		return
	}
	if broken, ok := err.(*net.OpError); ok {
		if broken.Timeout() {
			return
		}
	}
	panic(err)
}
func session(r *http.Request) error {
	token := r.Header.Get("Authorization")
	if token == "" {
		cookie, err := r.Cookie("token")
		if err != nil {
			return fmt.Errorf("no session")
		}
		token = cookie.Value
	}
	if _, err := byToken(r.Context(), token); err != nil {
		return errors.New("no session any more")
	}
	return nil
}
`
const verdicts = async (code: string, ...handlers: string[]) => {
  const go = await analyseTexts({
    'main.go': `${HEAD}${code}
func main() {
	mux := http.NewServeMux()
${handlers.map((h, i) => `\tmux.Handle("GET /${i}", ${h})`).join('\n')}
	http.ListenAndServe(":80", mux)
}
`,
  })
  return go.routes.map((r) => r.auth)
}

test('a handler whose helper panics on whoever brings nothing demands somebody', async () => {
  const code = `
func private(w http.ResponseWriter, r *http.Request) {
	err := session(r)
	check(err)
	note := Note{}
	err = json.NewDecoder(r.Body).Decode(&note)
	check(err)
	check(save(r.Context(), note))
	w.Write([]byte("ok"))
}
func must(r *http.Request) string {
	token := r.Header.Get("Authorization")
	if token == "" {
		panic("nobody")
	}
	return token
}
func direct(w http.ResponseWriter, r *http.Request) {
	if must(r) != "" {
		w.Write([]byte("ok"))
	}
}
`
  expect(await verdicts(code, 'http.HandlerFunc(private)', 'http.HandlerFunc(direct)')).toEqual(['required', 'required'])
})

test('a panic for another reason, in another goroutine, or one that is recovered on the way refuses nobody', async () => {
  const code = `
func lenient(w http.ResponseWriter, r *http.Request) {
	err := session(r)
	note := Note{Text: "for " + r.Header.Get("Authorization")}
	check(json.NewDecoder(r.Body).Decode(&note))
	check(rename(r.Context(), note))
	if err == nil {
		check(save(r.Context(), note))
	}
	w.Write([]byte("ok"))
}
func spawned(w http.ResponseWriter, r *http.Request) {
	err := session(r)
	go func() { check(err) }()
	w.Write([]byte("ok"))
}
func safely(do func()) {
	defer func() {
		if e := recover(); e != nil {
			println("broken")
		}
	}()
	do()
}
func recovered(w http.ResponseWriter, r *http.Request) {
	err := session(r)
	safely(func() { check(err) })
	w.Write([]byte("ok"))
}
func guarded(do func()) {
	defer swallow("quiet")
	do()
}
func swallow(name string) {
	if e := recover(); e != nil {
		println(name)
	}
}
func swallowed(w http.ResponseWriter, r *http.Request) {
	err := session(r)
	guarded(func() { check(err) })
	w.Write([]byte("ok"))
}
type pages struct{ all map[string]string }

func newPages() *pages                 { return &pages{all: map[string]string{}} }
func (p *pages) add(name, text string) { p.all[name] = text }
func (p *pages) render(r *http.Request, name string) string {
	page, ok := p.all[name]
	if !ok {
		panic("no such page")
	}
	return page
}



type shows struct{ pages *pages }

func (s *shows) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if user, ok := r.Context().Value("user").(string); ok {
		println(user)
	}
	w.Write([]byte(s.pages.render(r, "home")))
}
func own(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if e := recover(); e != nil {
			w.Write([]byte("ok"))
		}
	}()
	check(session(r))
	w.Write([]byte("ok"))
}
`
  const names = ['lenient', 'spawned', 'recovered', 'swallowed', 'own']
  const found = await verdicts(code, ...names.map((n) => `http.HandlerFunc(${n})`), '&shows{pages: newPages()}')
  expect(found).not.toContain('required')
  expect(found.slice(0, 2)).toEqual(['optional', 'optional'])
})

test('a middleware that panics on whoever brings nothing, inside one that answers for it', async () => {
  const code = `
func answering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if e := recover(); e != nil {
				http.Error(w, "no", http.StatusUnauthorized)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		check(session(r))
		next.ServeHTTP(w, r)
	})
}
func half(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("all") != "" {
			check(session(r))
		}
		next.ServeHTTP(w, r)
	})
}
func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }
`
  const found = await verdicts(code, 'answering(guard(http.HandlerFunc(show)))', 'answering(half(http.HandlerFunc(show)))')
  expect(found[0]).toBe('required')
  expect(found[1]).not.toBe('required')
})

test('what a library panics with ends a request, whichever helper calls it', async () => {
  const { routes } = await analyseTexts({
    'main.go': `package main

import (
	"github.com/gin-gonic/gin"
	"github.com/toolkits/pkg/errorx"
)

type settings struct{ Keys bool }

func load() settings
func userOf(key string) *string
func verify(token string) (string, error)
func all(q string) ([]string, error)
func recovery() gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			if failed := recover(); failed != nil {
				c.AbortWithStatus(500)
			}
		}()
		c.Next()
	}
}
func bomb(code int, format string, a ...interface{}) { errorx.Bomb(code, format, a...) }
func must(v interface{}, code ...int)                 { errorx.Dangerous(v, code...) }
func guard(cfg settings) gin.HandlerFunc {
	return func(c *gin.Context) {
		if cfg.Keys {
			if key := c.GetHeader("X-User-Token"); key != "" {
				if user := userOf(key); user != nil {
					c.Set("user", user)
					c.Next()
					return
				}
			}
		}
		id, err := verify(c.GetHeader("Authorization"))
		if err != nil {
			bomb(401, "who are you")
		}
		c.Set("user", id)
		c.Next()
	}
}
func list(c *gin.Context) {
	lst, err := all(c.Query("q"))
	must(err)
	c.JSON(200, lst)
}
func main() {
	r := gin.New()
	r.Use(recovery())
	r.GET("/guarded", guard(load()), list)
	r.GET("/open", list)
	r.Run()
}
`,
  })
  expect(routes.map((r) => [r.route.path, r.auth])).toEqual([
    ['/guarded', 'required'],
    ['/open', 'none'],
  ])
})
