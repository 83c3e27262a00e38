// Values under keys of the program's own types: there where a handler of the chain keeps one, and nowhere else.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (code: string, routes: string) => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"net"
	"net/http"
)

var _ net.Conn

type trustKey struct{}
type key int

const (
	planKey key = iota
	skipKey
)

func trusted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), trustKey{}, struct{}{})))
	})
}
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Context().Value(trustKey{}) != nil || r.Context().Value(skipKey) != nil {
			next.ServeHTTP(w, r)
			return
		}
		if r.Header.Get("Authorization") == "" {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }
${code}
func main() {
	mux := http.NewServeMux()
${routes}
	http.ListenAndServe(":80", mux)
}
`,
  })
  return go.routes.map((r) => `${r.route.path} ${r.auth}`)
}

test('what lets trusted requests pass is a guard where nobody before it trusts them', async () => {
  expect(
    await verdicts(
      '',
      `	mux.Handle("GET /network", guard(http.HandlerFunc(show)))
	mux.Handle("GET /local", trusted(guard(http.HandlerFunc(show))))`,
    ),
  ).toEqual(['/network required', '/local optional'])
})

test('who keeps it through others, or under a key that is not known, may have let the request pass', async () => {
  expect(
    await verdicts(
      `
type marker interface{ mark(ctx context.Context) context.Context }
type skips struct{}

func (skips) mark(ctx context.Context) context.Context { return context.WithValue(ctx, skipKey, true) }

var mark marker = pick()

func pick() marker

func marked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(mark.mark(r.Context())))
	})
}
func with(ctx context.Context, k any, v any) context.Context { return context.WithValue(ctx, k, v) }

func planned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(with(r.Context(), chosen(), "free")))
	})
}
func chosen() key
`,
      `	mux.Handle("GET /marked", marked(guard(http.HandlerFunc(show))))
	mux.Handle("GET /planned", planned(guard(http.HandlerFunc(show))))
	mux.Handle("GET /network", guard(http.HandlerFunc(show)))`,
    ),
  ).toEqual(['/marked unknown', '/planned unknown', '/network required'])
})

test('a server may mark its connections before any handler is asked', async () => {
  expect(
    await verdicts(
      `
func ofSocket(ctx context.Context, c net.Conn) context.Context {
	if c.LocalAddr().Network() == "unix" {
		return context.WithValue(ctx, trustKey{}, true)
	}
	return ctx
}
func serve(mux http.Handler) {
	server := &http.Server{Handler: mux, ConnContext: ofSocket}
	server.ListenAndServe()
}
`,
      '	mux.Handle("GET /things", guard(http.HandlerFunc(show)))\n	serve(mux)',
    ),
  ).toEqual(['/things unknown'])
})
