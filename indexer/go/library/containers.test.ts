import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const program = (body: string, imports: string) => ({
  'main.go': `package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
	${imports}
)

type Handler struct{}

func NewHandler() *Handler { return &Handler{} }

func (h *Handler) Show(c *gin.Context) { c.JSON(200, nil) }

func guard(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}

func NewRouter() *gin.Engine {
	r := gin.New()
	r.Use(guard)
	return r
}

type Params struct {
	fx.In
	Router  *gin.Engine
	Handler *Handler
}

func Register(p Params) { p.Router.GET("/a", p.Handler.Show) }

func RegisterMore(r *gin.Engine, h *Handler) { r.GET("/b", h.Show) }

func main() {
${body}
}
`,
})

test('fx: what is invoked registers on the router that a constructor made, with its guards', async () => {
  const go = await analyseTexts(
    program(
      '	fx.New(fx.Invoke(Register), fx.Provide(NewRouter, NewHandler), fx.Options(fx.Invoke(RegisterMore))).Run()',
      '"go.uber.org/fx"',
    ),
  )
  expect(printRoutes(go)).toEqual(['GET /a -> Handler.Show [guard] required none', 'GET /b -> Handler.Show [guard] required none'])
})

test('dig: at once', async () => {
  const go = await analyseTexts(
    program('	c := dig.New()\n	c.Provide(NewHandler)\n	c.Provide(NewRouter)\n	c.Invoke(RegisterMore)', '"go.uber.org/dig"'),
  )
  expect(printRoutes(go)).toEqual(['GET /b -> Handler.Show [guard] required none'])
})

test('a command in a package variable begins the registration', async () => {
  const go = await analyseTexts({
    ...program('	root.Execute()', '"github.com/spf13/cobra"'),
    'cmd.go': `package main

import "github.com/spf13/cobra"

var root = &cobra.Command{Use: "app", RunE: func(cmd *cobra.Command, args []string) error { return serve() }}

func serve() error {
	r := NewRouter()
	RegisterMore(r, NewHandler())
	return r.Run()
}
`,
  })
  expect(printRoutes(go)).toEqual(['GET /b -> Handler.Show [guard] required none'])
})

test('fx: a constructor of several things, a router and a group of it', async () => {
  const routes = await analyseTexts({
    'main.go': `package main

import (
	"github.com/gin-gonic/gin"
	"go.uber.org/fx"
)

type Handler struct{}

func NewHandler() *Handler                   { return &Handler{} }
func (h *Handler) Show(c *gin.Context)       { c.JSON(200, nil) }
func register(r *gin.RouterGroup, h *Handler) { r.Group("/things").GET("/:id", h.Show) }

var Module = fx.Options(fx.Provide(NewHandler), fx.Invoke(register))

func newEngine() (engine *gin.Engine, group *gin.RouterGroup, err error) {
	engine = gin.New()
	engine.Use(gin.Recovery())
	group = engine.Group("/api")
	return
}

type server struct{ engine *gin.Engine }

func main() {
	s := &server{}
	fx.New(Module, fx.Provide(newEngine), fx.Populate(&s.engine)).Run()
}
`,
  })
  expect(printRoutes(routes)).toEqual(['GET /api/things/:id -> Handler.Show [gin.Recovery] none none'])
})

test('fx: options that functions give, and that package variables hold', async () => {
  const routes = await analyseTexts(
    program(
      `	run()
}

var wired = fx.Provide(NewRouter, NewHandler)

func options() fx.Option {
	return fx.Options(wired, fx.Module("routes", invoked()...))
}

func invoked() []fx.Option { return []fx.Option{fx.Invoke(Register), fx.Invoke(RegisterMore)} }

func run() {
	fx.New(options()).Run()`,
      '"go.uber.org/fx"',
    ),
  )
  expect(printRoutes(routes)).toEqual(['GET /a -> Handler.Show [guard] required none', 'GET /b -> Handler.Show [guard] required none'])
})
