// Guards against requests that other pages send: they ask nobody who it is.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (code: string, ...wrapped: string[]) => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"net/http"
)

func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }
${code}
func main() {
	mux := http.NewServeMux()
${wrapped.map((w, i) => `\tmux.Handle("POST /${i}", ${w})`).join('\n')}
	http.ListenAndServe(":80", mux)
}
`,
  })
  return go.routes.map((r) => r.auth)
}

test("the standard library's protection of other origins, asked by the program or around its handlers", async () => {
  expect(
    await verdicts(
      `
var protection = http.NewCrossOriginProtection()

func asks(next http.Handler) http.Handler {
	cop := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			next.ServeHTTP(w, r)
			return
		}
		if err := cop.Check(r); err != nil {
			http.Error(w, "other origin", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
`,
      'asks(http.HandlerFunc(show))',
      'protection.Handler(http.HandlerFunc(show))',
    ),
  ).toEqual(['none', 'none'])
})

test('who has a cookie sends a header that forms cannot; who identifies by the cookie is another matter', async () => {
  expect(
    await verdicts(
      `
func header(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("access_token"); err != nil {
			next.ServeHTTP(w, r)
			return
		}
		if r.Header.Get("X-Requested-By") != "app" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type userKey struct{}

func identifies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("access_token")
		if err != nil {
			next.ServeHTTP(w, r)
			return
		}
		if r.Header.Get("X-Requested-By") != "app" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, c.Value)))
	})
}
func verifies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("access_token")
		if err == nil && !valid(c.Value, r.Header.Get("X-Device")) {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func valid(token, device string) bool
`,
      'header(http.HandlerFunc(show))',
      'identifies(http.HandlerFunc(show))',
      'verifies(http.HandlerFunc(show))',
    ),
  ).toEqual(['none', 'optional', 'optional'])
})
