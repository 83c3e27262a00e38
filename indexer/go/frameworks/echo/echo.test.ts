import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	jwtmiddleware "github.com/auth0/go-jwt-middleware/v2"
)

func show(c echo.Context) error { return c.JSON(http.StatusOK, nil) }

func auth(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return echo.NewHTTPError(http.StatusUnauthorized, "no")
		}
		return next(c)
	}
}

func maybe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if cookie, err := c.Cookie("session"); err == nil {
			c.Set("user", cookie.Value)
		}
		return next(c)
	}
}
${more}
func main() {
${body}
}
`,
    }),
  )

test("the root's middleware covers earlier routes too, a group's only later ones; prefixes are put together as they are", async () => {
  expect(
    await routes(`	e := echo.New()
	e.GET("/early", show)
	e.Use(maybe)
	g := e.Group("/api", middleware.Logger())
	g.GET("/a", show)
	g.Use(auth)
	g.GET("/b/:id", show)
	g.Group("-v2").POST("/c", show, auth)
	e.Logger.Fatal(e.Start(":80"))`),
  ).toEqual([
    'GET /early -> show [maybe] optional none',
    'GET /api/a -> show [maybe, middleware.Logger] optional none',
    'GET /api/b/:id -> show [maybe, middleware.Logger, auth] required none',
    'POST /api-v2/c -> show [maybe, middleware.Logger, auth, auth] required none',
  ])
})

test('library middleware by its rows, a skipper as a bypass', async () => {
  expect(
    await routes(`	e := echo.New()
	e.GET("/a", show, middleware.JWT([]byte("x")))
	e.GET("/b", show, middleware.BasicAuthWithConfig(middleware.BasicAuthConfig{Skipper: func(c echo.Context) bool { return c.QueryParam("x") == "1" }}))
	e.Any("/c", show)
	e.Static("/static", "assets")`),
  ).toEqual([
    'GET /a -> show [middleware.JWT] required none',
    'GET /b -> show [middleware.BasicAuthWithConfig] unknown none',
    '* /c -> show [] none none',
    'GET /static/* -> Static [] none none',
  ])
})

test('generated registration through an interface of the program', async () => {
  expect(
    await routes(
      `	e := echo.New()
	RegisterHandlers(e.Group("/v1", auth), &api{})`,
      `
type EchoRouter interface {
	GET(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route
	POST(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route
}

type ServerInterface interface {
	FindPets(ctx echo.Context) error
	AddPet(ctx echo.Context) error
}

type ServerInterfaceWrapper struct{ Handler ServerInterface }

func (w *ServerInterfaceWrapper) FindPets(ctx echo.Context) error { return w.Handler.FindPets(ctx) }
func (w *ServerInterfaceWrapper) AddPet(ctx echo.Context) error   { return w.Handler.AddPet(ctx) }

func RegisterHandlers(router EchoRouter, si ServerInterface) { RegisterHandlersWithBaseURL(router, si, "") }

func RegisterHandlersWithBaseURL(router EchoRouter, si ServerInterface, baseURL string) {
	wrapper := ServerInterfaceWrapper{Handler: si}
	router.GET(baseURL+"/pets", wrapper.FindPets)
	router.POST(baseURL+"/pets", wrapper.AddPet)
}

type api struct{}

func (a *api) FindPets(ctx echo.Context) error { return ctx.NoContent(204) }
func (a *api) AddPet(ctx echo.Context) error   { return ctx.NoContent(204) }
`,
    ),
  ).toEqual([
    'GET /v1/pets -> ServerInterfaceWrapper.FindPets [auth] required none',
    'POST /v1/pets -> ServerInterfaceWrapper.AddPet [auth] required none',
  ])
})

test('an error that was kept for later is the refusal of who returns it', async () => {
  expect(
    await routes(
      `	e := echo.New()
	g := e.Group("", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			cookie, err := c.Cookie("session")
			if err != nil {
				c.Set("user", echo.NewHTTPError(http.StatusUnauthorized, "no"))
			} else {
				c.Set("user", cookie.Value)
			}
			return next(c)
		}
	}, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			u := c.Get("user")
			if err, ok := u.(*echo.HTTPError); ok {
				return err
			}
			return next(c)
		}
	})
	g.GET("/a", show)`,
    ),
  ).toEqual(['GET /a -> show [func literal, func literal] required none'])
})

test('settings that let requests pass: the guard is not certain', async () => {
  expect(
    await routes(`	e := echo.New()
	e.GET("/a", show, middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{ContinueOnIgnoredError: true}))
	e.GET("/b", show, middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{KeyLookup: "header:X"}))
	m := jwtmiddleware.New(validate, jwtmiddleware.WithCredentialsOptional(true))
	e.GET("/c", show, echo.WrapMiddleware(m.CheckJWT))`),
  ).toEqual([
    'GET /a -> show [middleware.KeyAuthWithConfig] unknown none',
    'GET /b -> show [middleware.KeyAuthWithConfig] required none',
    'GET /c -> show [echo.WrapMiddleware] unknown none',
  ])
})

/** Function types of the program's own with methods that make them echo's, and a context of its own. */
const OWN_TYPES = `
type Context struct {
	echo.Context
	User *User
}
type User struct{ Admin bool }
type Handler func(c *Context) error
type Middleware func(next Handler) Handler

func (m Middleware) toEcho() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return m(func(c *Context) error { return next(c) }).toEcho()
	}
}
func (h Handler) toEcho() echo.HandlerFunc {
	return func(c echo.Context) error { return h(c.(*Context)) }
}
func chain(h Handler, around ...Middleware) Handler {
	for i := len(around) - 1; i >= 0; i-- {
		h = around[i](h)
	}
	return h
}

type Router struct{ *echo.Group }

func (r *Router) GET(path string, h Handler, m ...Middleware) { r.Group.GET(path, chain(h, m...).toEcho()) }
func (r *Router) Sub(prefix string, m ...Middleware) *Router {
	all := make([]echo.MiddlewareFunc, len(m))
	for i, mw := range m {
		all[i] = mw.toEcho()
	}
	return &Router{r.Group.Group(prefix, all...)}
}

func userOf(token string) (*User, error)
func identify(next Handler) Handler {
	return func(c *Context) error {
		user, err := userOf(c.Request().Header.Get("Authorization"))
		if err == nil {
			c.User = user
		}
		return next(c)
	}
}
func logged(next Handler) Handler {
	return func(c *Context) error {
		if c.User == nil {
			return c.Redirect(302, "/login")
		}
		return next(c)
	}
}
func later(next Handler) Handler {
	return func(c *Context) error { return next(c) }
}
func home(c *Context) error { return c.String(200, "home") }
`

test('function types with methods, and what stands in fields of an own context', async () => {
  expect(
    await routes(
      `	e := echo.New()
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return next(&Context{Context: c}) }
	})
	e.Use(Middleware(identify).toEcho())
	r := &Router{e.Group("")}
	r.GET("/open", home)
	r.GET("/two", home, later, logged)
	s := r.Sub("/in", later, logged)
	s.GET("/a", home)
	n := r.Sub("/out")
	n.GET("/b", home)`,
      OWN_TYPES,
    ),
  ).toEqual([
    'GET /open -> home [func literal, Middleware.toEcho, Handler.toEcho] optional none',
    'GET /two -> home [func literal, Middleware.toEcho, Handler.toEcho, later, logged] required none',
    'GET /in/a -> home [func literal, Middleware.toEcho, Middleware.toEcho, Middleware.toEcho, Handler.toEcho] required none',
    'GET /out/b -> home [func literal, Middleware.toEcho, Handler.toEcho] optional none',
  ])
})

test("a library's middleware that a middleware of the program calls refuses there, as its configuration lets it", async () => {
  expect(
    await routes(
      `	e := echo.New()
	e.GET("/a", show, session)
	e.GET("/b", show, unless)
	e.GET("/c", show, zipped)`,
      `
func session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		return middleware.JWTWithConfig(middleware.JWTConfig{SigningKey: []byte("x")})(next)(c)
	}
}
func unless(next echo.HandlerFunc) echo.HandlerFunc {
	check := middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{Skipper: func(c echo.Context) bool { return c.QueryParam("x") == "1" }})
	return func(c echo.Context) error { return check(next)(c) }
}
func zipped(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error { return middleware.Gzip()(next)(c) }
}
`,
    ),
  ).toEqual(['GET /a -> show [session] required none', 'GET /b -> show [unless] unknown none', 'GET /c -> show [zipped] none none'])
})

test("a library's middleware that a field holds: with settings out of view it is not known whom it lets pass", async () => {
  const printed = await routes(
    `	e := echo.New()
	register(e, given)`,
    `
type Guards interface {
	Plain(next echo.HandlerFunc) echo.HandlerFunc
	Configured(next echo.HandlerFunc) echo.HandlerFunc
	Logged(next echo.HandlerFunc) echo.HandlerFunc
}

var given Guards

func register(e *echo.Echo, g Guards) {
	e.GET("/a", show, g.Plain)
	e.GET("/b", show, g.Configured)
	e.GET("/c", show, g.Logged)
}

type Gate struct{ basic, jwt, log echo.MiddlewareFunc }

func check(user, password string, c echo.Context) (bool, error) { return user == "me", nil }

func newGate() *Gate {
	return &Gate{
		basic: middleware.BasicAuth(check),
		jwt:   middleware.JWTWithConfig(middleware.JWTConfig{Skipper: func(c echo.Context) bool { return true }}),
		log:   middleware.Logger(),
	}
}

func (g *Gate) Plain(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error { return g.basic(next)(c) }
}

func (g *Gate) Configured(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		_ = c.Request().Header.Get("Authorization")
		return g.jwt(func(c echo.Context) error { return next(c) })(c)
	}
}

func (g *Gate) Logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error { return g.log(next)(c) }
}
`,
  )
  expect(printed).toEqual([
    'GET /a -> show [Guards.Plain] required none',
    'GET /b -> show [Guards.Configured] unknown none',
    'GET /c -> show [Guards.Logged] none none',
  ])
})

test('a header by the name that the code gives to its key', async () => {
  expect(
    await routes(
      `	e := echo.New()
	e.GET("/a", show, internal)
	e.GET("/b", show, tenant)`,
      `
const AuthHeader = "X-Internal"
const TenantHeader = "X-Tenant"

func internal(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get(AuthHeader) != "given" {
			return c.NoContent(http.StatusUnauthorized)
		}
		return next(c)
	}
}
func tenant(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get(TenantHeader) == "" {
			return c.NoContent(http.StatusBadRequest)
		}
		return next(c)
	}
}
`,
    ),
  ).toEqual(['GET /a -> show [internal] required none', 'GET /b -> show [tenant] none none'])
})

test('an answer to what the next handler gave back is no refusal; a function in a field that gives a value is not the next handler', async () => {
  expect(
    await routes(
      `	e := echo.New()
	e.Use(render)
	e.GET("/a", show)
	e.GET("/b", show, auth)
	e.GET("/c", show, looks{}.up)
	e.GET("/d", show, renderAll)`,
      `
func render(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		who := c.Request().Header.Get("Authorization")
		err := next(c)
		switch err.(type) {
		case nil:
			return nil
		}
		var known *echo.HTTPError
		if errors.As(err, &known) {
			return c.JSON(known.Code, who)
		}
		return c.JSON(http.StatusUnauthorized, err.Error())
	}
}

func renderAll(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return c.JSON(http.StatusUnauthorized, nil)
		}
		if err := next(c); err != nil {
			return c.JSON(http.StatusInternalServerError, nil)
		}
		return c.JSON(http.StatusUnauthorized, nil)
	}
}

type looks struct{ find func(c echo.Context) (string, error) }

func (l looks) up(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if _, err := l.find(c); err != nil {
			return c.JSON(http.StatusUnauthorized, nil)
		}
		return next(c)
	}
}
`,
    ),
  ).toEqual([
    'GET /a -> show [render] optional none',
    'GET /b -> show [render, auth] required none',
    'GET /c -> show [render, looks.up] unknown none',
    'GET /d -> show [render, renderAll] required none',
  ])
})
