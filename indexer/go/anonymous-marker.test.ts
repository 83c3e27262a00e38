// A user that stands for nobody, kept in a package variable and known by being that one.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const program = (condition: string, kept = 'Nobody') => `package main

import (
	"context"
	"net/http"
)

type User struct{ Active bool }

var Nobody = &User{}
var Guest = &User{Active: true}

func (u *User) IsNobody() bool { return u == Nobody }
func (u *User) IsGuest() bool  { return u == Guest }

type contextKey string

const userKey = contextKey("user")

type app struct{}

func (a *app) put(r *http.Request, u *User) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), userKey, u))
}

func (a *app) user(r *http.Request) *User {
	u, ok := r.Context().Value(userKey).(*User)
	if !ok {
		panic("nobody put a user there")
	}
	return u
}

func (a *app) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := r.Header.Get("Authorization")
		if header == "" {
			next.ServeHTTP(w, a.put(r, ${kept}))
			return
		}
		u, err := find(header)
		if err != nil {
			http.Error(w, "who", 401)
			return
		}
		next.ServeHTTP(w, a.put(r, u))
	})
}

func (a *app) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		u := a.user(r)
		if ${condition} {
			http.Error(w, "who", 401)
			return
		}
		next(w, r)
	}
}

func (a *app) show(w http.ResponseWriter, r *http.Request) { w.Write(nil) }

func main() {
	a := &app{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /x", a.guard(a.show))
	http.ListenAndServe(":80", a.authenticate(mux))
}
`

const verdict = async (condition: string, kept?: string) => {
  const go = await analyseTexts({ 'main.go': program(condition, kept) })
  return go.routes.map((r) => r.auth).join()
}

test('who is put there for nobody is refused where that one is', async () => {
  expect(await verdict('u.IsNobody()')).toBe('required')
  expect(await verdict('u == Nobody')).toBe('required')
})

test('to refuse others, or another one than was put there, is not to ask', async () => {
  expect(await verdict('u != Nobody')).toBe('optional')
  expect(await verdict('!u.IsNobody()')).toBe('optional')
  expect(await verdict('u.IsGuest()')).toBe('unknown')
  expect(await verdict('u.IsNobody()', 'Guest')).toBe('unknown')
  expect(await verdict('u.IsNobody()', 'made()')).toBe('unknown')
})
