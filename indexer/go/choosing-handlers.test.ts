// Handlers that choose among routers, and what stands around those.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (body: string): Promise<Record<string, string>> => {
  const { routes } = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
	"os"
	"strings"
)

type settings struct{ Key string }

func guard(key string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != key {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }
func handler(s settings) http.Handler {
	open := http.NewServeMux()
	open.HandleFunc("/login", show)
	secure := http.NewServeMux()
	secure.HandleFunc("/things", show)
${body}
}
func main() { http.ListenAndServe(":80", handler(settings{Key: os.Getenv("KEY")})) }
`,
  })
  return Object.fromEntries(routes.map((r) => [r.route.path, r.auth]))
}

const choosing = (
  condition: string,
  first: string,
  second: string,
) => `	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ${condition} {
			${first}.ServeHTTP(w, r)
			return
		}
		${second}.ServeHTTP(w, r)
	})`

test('what stands around the router of its choice guards its routes', async () => {
  const guarded = '\tguarded := guard(s.Key, secure)\n'
  const found = await verdicts(guarded + choosing('strings.HasPrefix(r.URL.Path, "/things")', 'guarded', 'open'))
  expect(found).toEqual({ '/login': 'none', '/things': 'required' })
  const asked =
    '\tguarded := guard(s.Key, secure)\n\tpatternOf := func(r *http.Request) string {\n\t\t_, p := secure.Handler(r)\n\t\treturn p\n\t}\n'
  expect(await verdicts(asked + choosing('patternOf(r) != ""', 'guarded', 'open'))).toEqual({ '/login': 'none', '/things': 'required' })
})

test('what a setting puts around it, or a request may go round, is not known to guard', async () => {
  const sometimes = '\tvar guarded http.Handler = secure\n\tif s.Key != "" {\n\t\tguarded = guard(s.Key, secure)\n\t}\n'
  const byPath = choosing('strings.HasPrefix(r.URL.Path, "/things")', 'guarded', 'open')
  expect(await verdicts(sometimes + byPath)).toEqual({ '/login': 'none', '/things': 'unknown' })
  const round = '\tguarded := guard(s.Key, secure)\n\t_ = open\n'
  expect((await verdicts(round + choosing('r.Host == "inside"', 'secure', 'guarded')))['/things']).not.toBe('required')
  expect((await verdicts(round + choosing('r.Host == "inside"', 'guarded', 'secure')))['/things']).not.toBe('required')
})
