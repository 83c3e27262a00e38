import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

async function verdicts(imports: string, code: string, routes: string): Promise<Record<string, string>> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
${imports}
)

func show(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) }
${code}
func main() {
	mux := http.NewServeMux()
${routes}
	http.ListenAndServe(":8080", mux)
}
`,
  })
  return Object.fromEntries(go.routes.map((r) => [r.route.path, r.auth]))
}

const around = (path: string, middleware: string) => `	mux.Handle("${path}", ${middleware})`

test.each([
  ['"github.com/redhatinsights/platform-go-middlewares/v2/identity"', 'identity.EnforceIdentity(http.HandlerFunc(show))'],
  ['"github.com/clerk/clerk-sdk-go/v2/http"', 'clerkhttp.RequireHeaderAuthorization()(http.HandlerFunc(show))'],
  ['"github.com/goji/httpauth"', 'httpauth.SimpleBasicAuth("user", "pass")(http.HandlerFunc(show))'],
  ['"github.com/99designs/basicauth-go"', 'basicauth.New("realm", users())(http.HandlerFunc(show))'],
  ['"github.com/modelcontextprotocol/go-sdk/auth"', 'auth.RequireBearerToken(verify, nil)(http.HandlerFunc(show))'],
  [
    '"github.com/aarondl/authboss/v3"',
    'authboss.Middleware2(ab, authboss.RequireNone, authboss.RespondUnauthorized)(http.HandlerFunc(show))',
  ],
  ['"github.com/zitadel/zitadel-go/v3/pkg/http/middleware"', 'middleware.New(connect()).RequireAuthorization()(http.HandlerFunc(show))'],
])('a middleware of %s that rejects who does not say who he is', async (path, wrapped) => {
  const named = /^clerkhttp|^basicauth/.test(wrapped) ? `${wrapped.split('.')[0]} ${path}` : path
  expect(await verdicts(`\t${named}`, '', around('/a', wrapped))).toEqual({ '/a': 'required' })
})

test('one that only looks is optional, and one that an adaptor leaves out by the path is not there', async () => {
  const clerk = await verdicts(
    '\tclerkhttp "github.com/clerk/clerk-sdk-go/v2/http"',
    '',
    around('/a', 'clerkhttp.WithHeaderAuthorization()(http.HandlerFunc(show))'),
  )
  expect(clerk).toEqual({ '/a': 'optional' })
  const code = `
func unless(skip func(*http.Request) bool, with func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if skip(r) {
				next.ServeHTTP(w, r)
				return
			}
			with(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })).ServeHTTP(w, r)
		})
	}
}
func isPing(r *http.Request) bool { return r.URL.Path == "/ping" }
`
  const guarded = (path: string) => around(path, 'unless(isPing, identity.EnforceIdentity)(http.HandlerFunc(show))')
  const found = await verdicts(
    '\t"github.com/redhatinsights/platform-go-middlewares/v2/identity"',
    code,
    `${guarded('/ping')}\n${guarded('/a')}`,
  )
  expect(found).toEqual({ '/a': 'required', '/ping': 'none' })
})

test('one that a handler of the program makes and asks with each request is asked', async () => {
  const code = `
func behind(with func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { with(next).ServeHTTP(w, r) })
	}
}
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { identity.EnforceIdentity(next).ServeHTTP(w, r) })
}
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.MaxBytesHandler(next, 1024).ServeHTTP(w, r) })
}
func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { sso.TokenGuard(next).ServeHTTP(w, r) })
}
`
  const routes = [
    around('/a', 'behind(identity.EnforceIdentity)(http.HandlerFunc(show))'),
    around('/b', 'guarded(http.HandlerFunc(show))'),
    around('/c', 'limited(http.HandlerFunc(show))'),
    around('/d', 'named(http.HandlerFunc(show))'),
  ]
  const imports = '\t"github.com/redhatinsights/platform-go-middlewares/v2/identity"\n\t"example.org/sso"'
  expect(await verdicts(imports, code, routes.join('\n'))).toEqual({ '/a': 'required', '/b': 'required', '/c': 'none', '/d': 'unknown' })
})
