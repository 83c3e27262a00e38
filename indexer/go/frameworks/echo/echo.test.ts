import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
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
