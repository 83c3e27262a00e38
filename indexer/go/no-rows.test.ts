import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const HEAD = `package main

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"strings"

	"github.com/patrickmn/go-cache"
)

type server struct{ db *sql.DB }

var seen = cache.New(5, 10)

func (s *server) respond(w http.ResponseWriter, r *http.Request, status int, text string) {
	w.WriteHeader(status)
	w.Write([]byte(text))
}
func show(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200) }
`
const verdicts = async (code: string, ...guards: string[]) => {
  const go = await analyseTexts({
    'main.go': `${HEAD}${code}
func main() {
	s := &server{}
	mux := http.NewServeMux()
${guards.map((g, i) => `\tmux.Handle("GET /${i}", s.${g}(http.HandlerFunc(show)))`).join('\n')}
	http.ListenAndServe(":80", mux)
}
`,
  })
  return go.routes.map((r) => r.auth)
}

test('a query by nothing gives no rows: what only a row would fill stays as it was', async () => {
  const code = `
func (s *server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ctx context.Context
		id := 0
		text := ""
		token := r.Header.Get("token")
		if token == "" {
			token = strings.Join(r.URL.Query()["token"], "")
		}
		known, found := seen.Get(token)
		if !found {
			rows, err := s.db.Query("SELECT id FROM users WHERE token = $1 LIMIT 1", token)
			if err != nil {
				s.respond(w, r, http.StatusInternalServerError, "broken")
				return
			}
			defer rows.Close()
			for rows.Next() {
				if err = rows.Scan(&text); err != nil {
					s.respond(w, r, http.StatusInternalServerError, "broken")
					return
				}
				id, _ = strconv.Atoi(text)
				seen.Set(token, text, cache.NoExpiration)
				ctx = context.WithValue(r.Context(), "user", text)
			}
		} else {
			ctx = context.WithValue(r.Context(), "user", known)
			id, _ = strconv.Atoi(known.(string))
		}
		if id == 0 {
			s.respond(w, r, http.StatusUnauthorized, "who")
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
func (s *server) first(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows, err := s.db.QueryContext(r.Context(), "SELECT id FROM users WHERE token = $1", r.Header.Get("token"))
		if err != nil {
			s.respond(w, r, 500, "broken")
			return
		}
		defer rows.Close()
		if !rows.Next() {
			if err := rows.Err(); err != nil {
				s.respond(w, r, 500, "broken")
				return
			}
			s.respond(w, r, 401, "who")
			return
		}
		next.ServeHTTP(w, r)
	})
}
`
  expect(await verdicts(code, 'counted', 'first')).toEqual(['required', 'required'])
})

test('that a query by nothing does not fail refuses nobody', async () => {
  const code = `
func (s *server) trusting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := ""
		rows, err := s.db.Query("SELECT name FROM users WHERE token = $1", r.Header.Get("token"))
		if err != nil {
			s.respond(w, r, 401, "who")
			return
		}
		for rows.Next() {
			rows.Scan(&name)
		}
		if err := rows.Err(); err != nil {
			s.respond(w, r, 401, "who")
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), "name", name)))
	})
}
`
  expect(await verdicts(code, 'trusting')).toEqual(['optional'])
})
