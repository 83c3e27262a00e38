import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const POOL = `package pool

import "sync"

type Pool[T any] struct{ inner sync.Pool }

func (p *Pool[T]) Get() T { return p.inner.Get().(T) }
func (p *Pool[T]) Put(t T) { p.inner.Put(t) }

func New[T any, F func() T](make F) *Pool[T] {
	return &Pool[T]{inner: sync.Pool{New: func() any { return make() }}}
}
`

const program = (pools: string) => ({
  'pool/pool.go': POOL,
  'main.go': `package main

import (
	"bufio"
	"strings"
	"sync"

	"example.org/app/pool"
	"github.com/gin-gonic/gin"
)

type Caller struct {
	ID       int
	SignedIn bool
}

${pools}

func (c *Caller) begin(ctx *gin.Context) { c.SignedIn = false }

func callerOf(ctx *gin.Context) *Caller {
	if raw, ok := ctx.Get("caller"); ok {
		return raw.(*Caller)
	}
	c := newCaller()
	c.begin(ctx)
	return c
}

func (c *Caller) free() {
	c.SignedIn = false
	giveBack(c)
}

func identify(ctx *gin.Context) {
	c := newCaller()
	defer c.free()
	c.begin(ctx)
	if token := ctx.GetHeader("Authorization"); token != "" {
		c.ID = len(token)
		c.SignedIn = true
	}
	ctx.Set("caller", c)
	ctx.Next()
}

func signedIn(ctx *gin.Context) {
	if c := callerOf(ctx); !c.SignedIn {
		ctx.AbortWithStatus(401)
		return
	}
	ctx.Next()
}

func show(ctx *gin.Context) { ctx.JSON(200, gin.H{}) }

func main() {
	r := gin.New()
	r.Use(identify)
	r.GET("/open", show)
	r.GET("/mine", signedIn, show)
	r.Run()
}

var _ = pool.New[int, func() int]
var _ sync.Pool
var _ = bufio.NewReader
var _ = strings.NewReader
`,
})

const verdicts = async (pools: string) => printRoutes(await analyseTexts(program(pools))).map((l) => l.replace(/ none$/, ''))

test('a pool gives what its New makes, and handlers set the fields of that', async () => {
  expect(
    await verdicts(`
var callers = sync.Pool{New: func() any { return &Caller{} }}

func newCaller() *Caller { return callers.Get().(*Caller) }
func giveBack(c *Caller) { callers.Put(c) }`),
  ).toEqual(['GET /open -> show [identify] optional', 'GET /mine -> show [identify, signedIn] required'])
})

test('a pool behind a generic type gives what belongs to its type argument', async () => {
  expect(
    await verdicts(`
var callers = pool.New(func() *Caller { return &Caller{} })
var readers = pool.New(func() *bufio.Reader { return bufio.NewReader(strings.NewReader("x")) })

func newCaller() *Caller { return callers.Get() }
func giveBack(c *Caller) { callers.Put(c) }`),
  ).toEqual(['GET /open -> show [identify] optional', 'GET /mine -> show [identify, signedIn] required'])
})
