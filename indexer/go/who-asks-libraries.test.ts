import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

async function verdicts(imports: string, code: string, routes: string): Promise<Record<string, string>> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	${imports}
)

func show(w http.ResponseWriter, r *http.Request) {}
${code}
func main() {
	mux := http.NewServeMux()
${routes}
	http.ListenAndServe(":80", mux)
}
`,
  })
  return Object.fromEntries(go.routes.map((r) => [r.route.path, r.auth]))
}

test('a session that is kept in the context has no token before anybody signed in', async () => {
  const code = `
func signedIn(m *scs.SessionManager, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := m.Token(r.Context())
		if token == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if known, _ := find(token); !known {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
`
  const routes = `	m := scs.New()
	mux.Handle("/a", m.LoadAndSave(signedIn(m, http.HandlerFunc(show))))`
  for (const path of ['github.com/alexedwards/scs/v2', 'github.com/somebody/scs/v2'])
    expect(await verdicts(`"${path}"`, code, routes)).toEqual({ '/a': 'required' })
})

test('who has a token verified by any library for that refuses one that is none', async () => {
  const code = (verify: string) => `
type ticket struct{ File string }

func download(w http.ResponseWriter, r *http.Request) {
	var t ticket
	if err := parse([]byte(r.URL.Query().Get("token")), &t); err != nil {
		http.Error(w, "bad ticket", http.StatusBadRequest)
		return
	}
	w.Write(read(t.File))
}
func parse(token []byte, into *ticket) error {
	_, err := ${verify}
	return err
}
`
  const routes = '\tmux.HandleFunc("/a", download)'
  expect(await verdicts('"github.com/gbrlsnchs/jwt/v3"', code('jwt.Verify(token, readKey(), into)'), routes)).toEqual({ '/a': 'required' })
})

test('a helper that compares what the request brings with a secret answers no to nobody', async () => {
  const code = `
var secret = load()

func load() string

func same(given, wanted string) bool {
	if given == "" || wanted == "" {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(given), []byte(wanted)) == 1
}
func paired(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("kind") == "pair" && same(r.Header.Get("X-Bootstrap"), secret) {
		w.Write([]byte("ok"))
		return
	}
	if r.Header.Get("Authorization") == "" {
		http.Error(w, "who are you", http.StatusUnauthorized)
		return
	}
	w.Write([]byte("ok"))
}
func either(w http.ResponseWriter, r *http.Request) {
	if same(r.Header.Get("X-Version"), r.URL.Query().Get("version")) {
		w.Write([]byte("ok"))
		return
	}
	http.Error(w, "another version", http.StatusConflict)
}
`
  const routes = `	mux.HandleFunc("/paired", paired)
	mux.HandleFunc("/either", either)`
  expect(await verdicts('"crypto/subtle"', code, routes)).toEqual({ '/paired': 'required', '/either': 'none' })
})
