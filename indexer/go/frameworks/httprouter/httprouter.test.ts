import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

test('an engine of the application: middleware put around handlers by index, built in a branch that ends the process, or none at all', async () => {
  const go = await analyseTexts({
    'web/web.go': `package web

import (
	"net/http"
	"github.com/julienschmidt/httprouter"
)

type Context struct {
	Response http.ResponseWriter
	Request  *http.Request
	params   map[string]string
	user     string
}

func NewContext(w http.ResponseWriter, r *http.Request, params map[string]string) *Context {
	return &Context{Response: w, Request: r, params: params}
}
func (c *Context) User() string { return c.user }
func (c *Context) SetUser(u string) { c.user = u }
func (c *Context) Ok() error { c.Response.WriteHeader(200); return nil }
func (c *Context) Unauthorized() error { c.Response.WriteHeader(401); return nil }

type HandlerFunc func(*Context) error
type MiddlewareFunc func(HandlerFunc) HandlerFunc

type Engine struct {
	mux         *httprouter.Router
	middlewares []MiddlewareFunc
}

func New() *Engine { return &Engine{mux: httprouter.New(), middlewares: make([]MiddlewareFunc, 0)} }
func (e *Engine) Use(m MiddlewareFunc) {
	if m == nil {
		return
	}
	e.middlewares = append(e.middlewares, m)
}
func (e *Engine) Get(path string, handler HandlerFunc) { e.mux.Handle("GET", path, e.handle(e.middlewares, handler)) }
func (e *Engine) Group() *Group { return &Group{engine: e, middlewares: e.middlewares} }
func (e *Engine) Start() { http.ListenAndServe(":1", e.mux) }
func (e *Engine) handle(middlewares []MiddlewareFunc, handler HandlerFunc) httprouter.Handle {
	next := handler
	for i := len(middlewares) - 1; i >= 0; i-- {
		next = middlewares[i](next)
	}
	var h = func(res http.ResponseWriter, req *http.Request, ps httprouter.Params) {
		params := make(map[string]string)
		for _, p := range ps {
			params[p.Key] = p.Value
		}
		ctx := NewContext(res, req, params)
		_ = next(ctx)
	}
	return h
}

type Group struct {
	engine      *Engine
	middlewares []MiddlewareFunc
}
func (g *Group) Use(m MiddlewareFunc) { g.middlewares = append(g.middlewares, m) }
func (g *Group) Group() *Group { return &Group{engine: g.engine, middlewares: g.middlewares} }
func (g *Group) Get(path string, handler HandlerFunc) {
	g.engine.mux.Handle("GET", path, g.engine.handle(g.middlewares, handler))
}
`,
    'main.go': `package main

import (
"os"
"example.org/app/web"
)

func Log() web.MiddlewareFunc {
	return func(next web.HandlerFunc) web.HandlerFunc {
		return func(c *web.Context) error { return next(c) }
	}
}
func Session() web.MiddlewareFunc {
	return func(next web.HandlerFunc) web.HandlerFunc {
		return func(c *web.Context) error {
			cookie, err := c.Request.Cookie("session")
			if err == nil {
				c.SetUser(cookie.Value)
			}
			return next(c)
		}
	}
}
func Signed() web.MiddlewareFunc {
	return func(next web.HandlerFunc) web.HandlerFunc {
		return func(c *web.Context) error {
			if c.User() == "" {
				return c.Unauthorized()
			}
			return next(c)
		}
	}
}
func Tenant() web.MiddlewareFunc {
	if single() {
		return Log()
	}
	return Session()
}
func Maintenance() web.MiddlewareFunc {
	if !single() {
		return nil
	}
	return func(next web.HandlerFunc) web.HandlerFunc {
		return func(c *web.Context) error { c.Response.WriteHeader(503); return nil }
	}
}
func single() bool { return len(os.Args) > 1 }
func Show() web.HandlerFunc { return func(c *web.Context) error { return c.Ok() } }

func main() {
	if len(os.Args) > 1 {
		os.Exit(serve())
	}
}
func serve() int {
	at := web.New()
	at.Use(Maintenance())
	at.Use(Session())
	at.Get("/open-at-times", Show())
	at.Use(Signed())
	at.Get("/mine-at-times", Show())
	go at.Start()
	r := web.New()
	r.Get("/health", Show())
	r.Use(Log())
	r.Use(Tenant())
	r.Use(Session())
	r.Get("/open", Show())
	g := r.Group()
	{
		g.Use(Signed())
		g.Get("/mine", Show())
	}
	r.Get("/also", Show())
	r.Start()
	return 0
}
`,
  })
  expect(printRoutes(go)).toEqual([
    'GET /open-at-times -> Engine.handle [] optional none',
    'GET /mine-at-times -> Engine.handle [] required none',
    'GET /health -> Engine.handle [] none none',
    'GET /open -> Engine.handle [] optional none',
    'GET /mine -> Engine.handle [] required none',
    'GET /also -> Engine.handle [] optional none',
  ])
})
