import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const LISTS = `package list

import "github.com/labstack/echo/v4"

type Source interface{ Gather(g *Group) }

type Route struct {
	Method  string
	Path    string
	Handler echo.HandlerFunc
	Open    bool
	Around  []echo.MiddlewareFunc
}

func (r *Route) Register(g *echo.Group, around ...echo.MiddlewareFunc) {
	if r.Method == "" {
		g.Any(r.Path, r.Handler, around...)
	} else {
		g.Add(r.Method, r.Path, r.Handler, around...)
	}
}

type Group struct {
	Path   string
	Groups []*Group
	Routes []*Route
	Around []echo.MiddlewareFunc
}

func (g *Group) Group(path string, around ...echo.MiddlewareFunc) *Group {
	inner := &Group{Path: path, Around: around}
	g.Groups = append(g.Groups, inner)
	return inner
}

func (g *Group) GET(path string, h echo.HandlerFunc, open bool, around ...echo.MiddlewareFunc) {
	g.Routes = append(g.Routes, &Route{Method: "GET", Path: path, Handler: h, Open: open, Around: around})
}

func (g *Group) POST(path string, h echo.HandlerFunc, open bool, around ...echo.MiddlewareFunc) {
	g.Routes = append(g.Routes, &Route{Method: "POST", Path: path, Handler: h, Open: open, Around: around})
}
`

const source = (name: string, body: string) => `package ${name}

import (
	"example.org/app/list"
	"github.com/labstack/echo/v4"
)

type endpoint struct{ readonly bool }

func New(readonly bool) list.Source { return &endpoint{readonly: readonly} }

func (e *endpoint) Gather(g *list.Group) {
	group := g.Group("/${name}")
${body}
}

func (e *endpoint) all(c echo.Context) error { return c.JSON(200, nil) }
func (e *endpoint) add(c echo.Context) error { return c.JSON(200, nil) }
`

const names = ['authors', 'books', 'covers', 'drafts', 'editions', 'fonts']

const program = (serve: string) => ({
  'list/list.go': LISTS,
  ...Object.fromEntries(
    names.map((name) => [
      `${name}/${name}.go`,
      source(name, `	if !e.readonly {\n		group.POST("", e.add, false)\n	}\n	group.GET("", e.all, ${name === 'fonts'})`),
    ]),
  ),
  'main.go': `package main

import (
${names.map((n) => `	"example.org/app/${n}"`).join('\n')}
	"example.org/app/list"
	"github.com/labstack/echo/v4"
	"github.com/somebody/servers"
)

type api struct {
	sources []list.Source
	guard   echo.MiddlewareFunc
}

func guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return echo.NewHTTPError(401)
		}
		return next(c)
	}
}

func newAPI(readonly bool) *api {
	sources := []list.Source{
${names.map((n) => `		${n}.New(readonly),`).join('\n')}
	}
	return &api{sources: sources, guard: guard}
}

func (a *api) gather() []*list.Group {
	group := &list.Group{Path: "/api"}
	for _, s := range a.sources {
		s.Gather(group)
	}
	return []*list.Group{group}
}

func (a *api) RegisterRoutes(e *echo.Echo) {
	type entry struct {
		parent *echo.Group
		group  *list.Group
	}
	var queue []entry
	for _, g := range a.gather() {
		queue = append(queue, entry{group: g})
	}
	var at entry
	for len(queue) > 0 {
		at, queue = queue[0], queue[1:]
		var group *echo.Group
		if at.parent != nil {
			group = at.parent.Group(at.group.Path, at.group.Around...)
		} else {
			group = e.Group(at.group.Path, at.group.Around...)
		}
		for _, g := range at.group.Groups {
			queue = append(queue, entry{group: g, parent: group})
		}
		for _, r := range at.group.Routes {
			around := []echo.MiddlewareFunc{}
			if !r.Open {
				around = append(around, a.guard)
			}
			around = append(around, r.Around...)
			r.Register(group, around...)
		}
	}
}

func main() {
${serve}
}

var _ = servers.New
`,
})

const expected = names.flatMap((n) => [
  `POST /api/${n} -> endpoint.add [guard] required none`,
  `GET /api/${n} -> endpoint.all [${n === 'fonts' ? '' : 'guard'}] ${n === 'fonts' ? 'none' : 'required'} none`,
])

test('routes that a work list gathers from interfaces are registered group by group', async () => {
  const go = await analyseTexts(program(`	e := echo.New()\n	newAPI(false).RegisterRoutes(e)\n	e.Start(":80")`))
  expect(printRoutes(go).sort()).toEqual([...expected].sort())
})

test('the same where a library calls the registration', async () => {
  const go = await analyseTexts(program(`	servers.New().With(newAPI(false)).Start()`))
  expect(
    printRoutes(go)
      .map((l) => l.replace(/ unknown none$/, ' none none').replace('[around]', '[guard]'))
      .sort(),
  ).toEqual([...expected].sort())
})

test('each of many parts of an application that stand in one list registers its own routes, in their order', async () => {
  const parts = Array.from({ length: 24 }, (_, i) => `Part${i}`)
  const { routes } = await analyseTexts({
    'main.go': `package main

import "github.com/gin-gonic/gin"

type Part interface{ Init(r *gin.RouterGroup) }

${parts
  .map(
    (name) => `type ${name} struct{}

func (*${name}) Init(r *gin.RouterGroup) {
	r.Group("${name}").Use(guard).GET("", show)
}
`,
  )
  .join('')}
func show(c *gin.Context) { c.Status(200) }
func guard(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func all() []Part { return []Part{${parts.map((name) => `&${name}{}`).join(', ')}} }

var parts = all()

func main() {
	r := gin.New()
	for _, part := range parts {
		part.Init(r.Group("/api"))
	}
	r.Run()
}
`,
  })
  expect(routes.map((r) => `${r.route.path} ${r.auth}`)).toEqual(parts.map((name) => `/api/${name} required`))
})
