import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const program = (wiring: string, rest = '') => ({
  'main.go': `package main

import (
	"net/http"

	"github.com/duke-git/lancet/v2/condition"
	"github.com/go-chi/chi/v5"
	"github.com/samber/lo"
)

type Settings struct{ Board bool }

var settings = load()

func load() *Settings { return read() }

type Routes interface{ Register(r chi.Router) }

type Board struct{ name string }
func (b *Board) Register(r chi.Router) { r.Get("/board", b.show) }
func (b *Board) show(w http.ResponseWriter, r *http.Request) {}

type Nothing struct{}
func (n *Nothing) Register(r chi.Router) {}

func one(w http.ResponseWriter, r *http.Request) {}
func other(w http.ResponseWriter, r *http.Request) {}

func If[T any](holds bool, a, b T) T {
	if holds {
		return a
	}
	return b
}

func NewBoard() *Board { return &Board{name: "x"} }

${rest}

func main() {
	r := chi.NewRouter()
	${wiring}
	http.ListenAndServe(":80", r)
}

var _ = condition.Bool[int]
var _ = lo.Empty[int]
`,
})

const routes = async (wiring: string) => printRoutes(await analyseTexts(program(wiring)))

test('one of two that a generic function chooses registers its routes, whichever library or program has it', async () => {
  const found = ['GET /board -> Board.show [] none none']
  expect(await routes('h := condition.Ternary[bool, Routes](settings.Board, NewBoard(), &Nothing{})\n\th.Register(r)')).toEqual(found)
  expect(await routes('lo.Ternary[Routes](settings.Board, NewBoard(), &Nothing{}).Register(r)')).toEqual(found)
  expect(await routes('lo.If[Routes](settings.Board, NewBoard()).Else(&Nothing{}).Register(r)')).toEqual(found)
  expect(await routes('If[Routes](settings.Board, NewBoard(), &Nothing{}).Register(r)')).toEqual(found)
})

test('a handler that is chosen stands at its route', async () => {
  expect(await routes('r.Get("/x", lo.Ternary(settings.Board, one, other))')).toEqual(['GET /x -> one [] none none'])
  expect(await routes('r.Get("/x", If(settings.Board, one, other))')).toEqual(['GET /x -> one [] none none'])
})

const CHOICES = `
type Judge interface{ Middleware() func(http.Handler) http.Handler }
type strict struct{}
type absent struct{}

func (s *strict) Middleware() func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				http.Error(w, "no", 401)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
func (a *absent) Middleware() func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return next }
}
func newJudge(on bool) Judge {
	if on {
		return &strict{}
	}
	return &absent{}
}

type app struct{ guard func(http.Handler) http.Handler }

func (a *app) routes() chi.Router {
	r := chi.NewRouter()
	r.With(a.guard).Get("/x", one)
	return r
}
func mine(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") == "" {
		http.Error(w, "no", 401)
		return
	}
}
`

test('of several that may stand there none decides alone', async () => {
  const verdicts = async (wiring: string) => {
    const go = await analyseTexts(program(wiring, CHOICES))
    return go.routes.map((r) => `${r.auth}: ${r.reasons.auth ?? ''}`)
  }
  expect(await verdicts('a := &app{guard: newJudge(settings.Board).Middleware()}\n\tr.Mount("/", a.routes())')).toEqual([
    expect.stringMatching(/^unknown: .* lets requests pass if .*main.go:\d+\) is chosen in its place/),
  ])
  expect(await verdicts('r.Get("/x", lo.Ternary(settings.Board, one, mine))')).toEqual([
    'unknown: one of one (none) and mine (required) answers, by a choice that the code does not decide',
  ])
  expect(await verdicts('r.Get("/x", lo.Ternary(settings.Board, mine, mine))')).toEqual([expect.stringMatching(/^required: /)])
})
