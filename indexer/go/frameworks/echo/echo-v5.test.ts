// What is Echo's own from version 5 on: routes as structs, contexts that are structs, readers with a type, servers apart.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '', serve = 'e.Start(":80")') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"context"
	"net/http"
	"os"
	"strings"

	echojwt "github.com/labstack/echo-jwt/v5"
	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

func show(c *echo.Context) error { return c.JSON(http.StatusOK, nil) }

func auth(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return echo.ErrUnauthorized
		}
		return next(c)
	}
}
${more}
func main() {
	e := echo.New()
${body}
	${serve}
}
`,
    }),
  )

test('routes as structs, of any method, QUERY; files behind middleware; what answers for what is not found is no route', async () => {
  expect(
    await routes(`	e.AddRoute(echo.Route{Method: http.MethodGet, Path: "/a", Handler: show, Middlewares: []echo.MiddlewareFunc{auth}})
	g := e.Group("/g", auth)
	ri, err := g.AddRoute(echo.Route{Method: "POST", Path: "/b", Handler: show})
	_, _ = ri, err
	e.Add(echo.RouteAny, "/any", show)
	e.Any("/any2", show, auth)
	e.Match([]string{http.MethodGet, http.MethodPut}, "/m", show)
	e.QUERY("/q", show)
	e.Static("/open", "public")
	e.Static("/closed", "private", auth)
	e.File("/file", "x.txt", auth)
	g.StaticFS("/files", os.DirFS("files"))
	e.RouteNotFound("/*", show)
	g.GET("", show)
	g.GET("/:id/", show)`),
  ).toEqual([
    'GET /a -> show [auth] required none',
    'POST /g/b -> show [auth] required none',
    '* /any -> show [] none none',
    '* /any2 -> show [auth] required none',
    'GET /m -> show [] none none',
    'PUT /m -> show [] none none',
    'QUERY /q -> show [] none none',
    'GET /open/* -> Static [] none none',
    'GET /closed/* -> Static [auth] required none',
    'GET /file -> File [auth] required none',
    'GET /g/files/* -> StaticFS [auth] required none',
    'GET /g -> show [auth] required none',
    'GET /g/:id -> show [auth] required none',
  ])
})

test('errors that refuse: wrapped, written out, made; the answer written underneath', async () => {
  expect(
    await routes(
      `	e.GET("/wrapped", wrapped)
	e.GET("/made", made)
	e.GET("/written", written)
	e.GET("/under", under)
	e.GET("/bad", bad)`,
      `
var errNobody = echo.NewHTTPError(http.StatusUnauthorized, "who are you")

func wrapped(c *echo.Context) error {
	if err := check(c.Request().Header.Get("Authorization")); err != nil {
		return echo.ErrUnauthorized.Wrap(err)
	}
	return show(c)
}
func made(c *echo.Context) error {
	if c.Request().Header.Get("Authorization") == "" {
		return errNobody.Wrap(errNone)
	}
	return show(c)
}
func written(c *echo.Context) error {
	if c.Request().Header.Get("Authorization") == "" {
		return &echo.HTTPError{Code: http.StatusForbidden, Message: "no"}
	}
	return show(c)
}
func under(c *echo.Context) error {
	if c.Request().Header.Get("Authorization") == "" {
		http.Error(c.Response(), "who are you", http.StatusUnauthorized)
		return nil
	}
	return show(c)
}
func bad(c *echo.Context) error {
	if c.QueryParamOr("page", "") == "" {
		return echo.ErrBadRequest.Wrap(errNone)
	}
	return show(c)
}
func check(token string) error
`,
    ),
  ).toEqual([
    'GET /wrapped -> wrapped [] required none',
    'GET /made -> made [] required none',
    'GET /written -> written [] required none',
    'GET /under -> under [] required none',
    'GET /bad -> bad [] none none',
  ])
})

test('readers with a type, what is kept under a name, binders of one place', async () => {
  expect(
    await routes(
      `	e.GET("/query", query)
	e.GET("/kept", kept, identify)
	e.GET("/or", or, identify)
	e.GET("/headers", headers)
	e.GET("/page", page)`,
      `
type User struct{ Name string }

func identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if c.Request().Header.Get("Authorization") != "" {
			c.Set("user", &User{})
		}
		return next(c)
	}
}
func query(c *echo.Context) error {
	token, err := echo.QueryParam[string](c, "token")
	if err != nil || token == "" {
		return echo.ErrUnauthorized
	}
	return show(c)
}
func kept(c *echo.Context) error {
	user, err := echo.ContextGet[*User](c, "user")
	if err != nil {
		return echo.ErrUnauthorized
	}
	return c.String(200, user.Name)
}
func or(c *echo.Context) error {
	user, err := echo.ContextGetOr[*User](c, "user", nil)
	if err != nil || user == nil {
		return echo.ErrUnauthorized
	}
	return show(c)
}
func headers(c *echo.Context) error {
	var h struct {
		Key string \`header:"X-Api-Key"\`
	}
	if err := echo.BindHeaders(c, &h); err != nil {
		return err
	}
	if h.Key == "" {
		return echo.ErrUnauthorized
	}
	return show(c)
}
func page(c *echo.Context) error {
	page, err := echo.QueryParamOr[int](c, "page", 1)
	if err != nil || page < 1 {
		return echo.ErrUnauthorized
	}
	return show(c)
}
`,
    ),
  ).toEqual([
    'GET /query -> query [] required none',
    'GET /kept -> kept [identify] required none',
    'GET /or -> or [identify] required none',
    'GET /headers -> headers [] required none',
    'GET /page -> page [] none none',
  ])
})

test('library middleware; a server apart from its router; routers by host; files before everything', async () => {
  expect(
    await routes(
      `	e.Use(middleware.Recover(), middleware.RequestLogger())
	e.Use(middleware.Static("public"))
	api := e.Group("/api", echojwt.WithConfig(echojwt.Config{SigningKey: []byte(os.Getenv("KEY"))}))
	api.GET("/x", show)
	keyed := e.Group("/keyed", middleware.KeyAuth(func(c *echo.Context, key string, source middleware.ExtractorSource) (bool, error) {
		return key == os.Getenv("KEY"), nil
	}))
	keyed.GET("/x", show)
	admin := echo.New()
	admin.GET("/admin", show, auth)
	hosts := echo.NewVirtualHostHandler(map[string]*echo.Echo{"admin.example.org": admin, "example.org": e})`,
      '',
      'sc := echo.StartConfig{Address: ":80"}; sc.Start(context.Background(), hosts)',
    ),
  ).toEqual([
    'GET /* -> middleware.Static [middleware.Recover, middleware.RequestLogger] none none',
    'GET /api/x -> show [middleware.Recover, middleware.RequestLogger, echojwt.WithConfig] required none',
    'GET /keyed/x -> show [middleware.Recover, middleware.RequestLogger, middleware.KeyAuth] required none',
    'GET /admin -> show [auth] required none',
  ])
})

test('a guard of paths that have a part in them lets the others pass', async () => {
  expect(
    await routes(
      `	api := e.Group("/api", forRemote("id"))
	api.GET("/users", show)
	api.GET("/remotes/:id/x", show)`,
      `
func forRemote(param string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			if !strings.Contains(c.Request().URL.Path, "/remotes/") {
				return next(c)
			}
			if c.Request().Header.Get("Authorization") == "" {
				return echo.ErrUnauthorized
			}
			return next(c)
		}
	}
}
`,
    ),
  ).toEqual(['GET /api/users -> show [forRemote] none none', 'GET /api/remotes/:id/x -> show [forRemote] required none'])
})
