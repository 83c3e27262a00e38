import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'
import { goDiagnostics } from './diagnostics.ts'

const program = (routes: string, rest = '') => ({
  'main.go': `package main

import "github.com/gofiber/fiber/v2"

func main() {
	app := fiber.New()
	${routes}
	app.Listen(":3000")
}

func show(c *fiber.Ctx) error { return c.SendString("x") }
func list(c *fiber.Ctx) error { return c.JSON(nil) }
func auth(c *fiber.Ctx) error {
	if c.Get("Authorization") == "" {
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Next()
}
${rest}`,
})

const routesOf = async (routes: string, rest?: string) => printRoutes(await analyseTexts(program(routes, rest)))

test('a group with handlers covers what is registered later under its prefix, through any variable, and nothing earlier', async () => {
  const routes = await routesOf(`
	api := app.Group("/api")
	api.Get("/early", show)
	app.Group("/api", auth)
	api.Get("/late", show)
	app.Get("/other", show)`)
  expect(routes).toEqual([
    'GET /api/early -> show [] none none',
    'GET /api/late -> show [auth] required none',
    'GET /other -> show [] none none',
  ])
})

test('in v2 a prefix is plain text, and an empty group path keeps the prefix', async () => {
  const routes = await routesOf(`
	app.Use("/adm", auth)
	app.Get("/admin", show)
	ws := app.Group("/ws")
	ws.Get("", show)
	ws.Get("/", list)`)
  expect(routes).toEqual(['GET /admin -> show [auth] required none', 'GET /ws -> show [] none none'])
})

test('inline middleware stands before the handler; a list of handlers is taken apart', async () => {
  const routes = await routesOf(
    `
	guards := []fiber.Handler{auth, audit}
	app.Get("/a", auth, audit, show)
	app.Group("/b", guards...).Get("/c", show)`,
    'func audit(c *fiber.Ctx) error { return c.Next() }',
  )
  expect(routes).toEqual(['GET /a -> show [auth, audit] required none', 'GET /b/c -> show [auth, audit] required none'])
})

test('a factory is evaluated with its arguments: a guard that is switched off does not guard', async () => {
  const guard = `
func guard(required bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if c.Get("Authorization") == "" {
			if required {
				return fiber.ErrUnauthorized
			}
			return c.Next()
		}
		c.Locals("user", 1)
		return c.Next()
	}
}`
  const routes = await routesOf('app.Get("/open", guard(false), show)\n\tapp.Get("/shut", guard(true), show)', guard)
  expect(routes).toEqual(['GET /open -> show [guard] optional none', 'GET /shut -> show [guard] required none'])
})

test('routes in a table, register functions in a slice, a router handed to a function, and a route closure', async () => {
  const rest = `
type entry struct { method, path string; handler fiber.Handler }
func users(r fiber.Router) { r.Get("/users", list) }
func orders(r fiber.Router) { r.Route("/orders", func(o fiber.Router) { o.Get("/:id<int>", show) }) }
`
  const routes = await routesOf(
    `
	for _, e := range []entry{{"GET", "/t1", show}, {"POST", "/t2", list}} {
		app.Add(e.method, e.path, e.handler)
	}
	for _, register := range []func(fiber.Router){users, orders} {
		register(app.Group("/v1"))
	}`,
    rest,
  )
  expect(routes).toEqual([
    'GET /t1 -> show [] none none',
    'POST /t2 -> list [] none none',
    'GET /v1/users -> list [] none none',
    'GET /v1/orders/:id -> show [] none none',
  ])
})

test('a mounted application answers under its prefix, behind what stands before it', async () => {
  const routes = await routesOf(`
	sub := fiber.New()
	sub.Get("/x", show)
	app.Use(auth)
	app.Mount("/sub", sub)`)
  expect(routes).toEqual(['GET /sub/x -> show [auth] required none'])
})

test('a guard under a condition that the code cannot decide is unknown; under an environment check it keeps its verdict', async () => {
  const go = await analyseTexts(
    program(
      `
	if os.Getenv("APP_ENV") != "test" {
		app.Use("/a", auth)
	}
	if config.Enabled {
		app.Use("/b", auth)
	}
	app.Get("/a/x", show)
	app.Get("/b/x", show)`,
      'var config = struct{ Enabled bool }{}',
    ),
  )
  expect(go.routes.map((r) => [r.route.path, r.auth])).toEqual([
    ['/a/x', 'required'],
    ['/b/x', 'unknown'],
  ])
  expect(go.routes[1]?.reasons.auth).toContain('config.Enabled')
})

test('a guard that lets some paths pass unseen is decided route by route, under another condition it is unknown', async () => {
  const go = await analyseTexts(
    program(
      'app.Get("/y", lenient, show)\n\tapp.Use(skipping)\n\tapp.Get("/x", show)\n\tapp.Get("/health", show)',
      `
func lenient(c *fiber.Ctx) error {
	if rand.Int() > 3 {
		return c.Next()
	}
	return skipping(c)
}
func skipping(c *fiber.Ctx) error {
	if c.Path() == "/health" {
		return c.Next()
	}
	if c.Get("Authorization") == "" {
		return c.SendStatus(401)
	}
	return c.Next()
}`,
    ),
  )
  expect(go.routes.map((r) => r.auth)).toEqual(['unknown', 'required', 'none'])
  expect(go.routes[0]?.reasons.auth).toContain('rand.Int() > 3')
})

test("roles come from the factory's constants or from what the refusing condition asks for", async () => {
  const rest = `
func role(names ...string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !allowed(c.Locals("role"), names) {
			return c.SendStatus(fiber.StatusForbidden)
		}
		return c.Next()
	}
}
func admin(c *fiber.Ctx) error {
	isAdmin := c.Locals("admin").(bool)
	if !isAdmin {
		return fiber.NewError(fiber.StatusForbidden, "no")
	}
	return c.Next()
}
func allowed(v any, names []string) bool { return false }`
  const routes = await routesOf('app.Use(auth)\n\tapp.Get("/r", role("staff", "owner"), show)\n\tapp.Get("/a", admin, show)', rest)
  expect(routes).toEqual(['GET /r -> show [auth, role] required staff,owner none', 'GET /a -> show [auth, admin] required admin none'])
})

test('a handler that refuses by itself is guarded, one that hands out credentials is not', async () => {
  const rest = `
func self(c *fiber.Ctx) error {
	user := userOf(c)
	if user == "" {
		return fail(c, fiber.StatusUnauthorized)
	}
	return c.JSON(user)
}
func userOf(c *fiber.Ctx) string { return c.Cookies("session_token") }
func fail(c *fiber.Ctx, status int) error { return c.Status(status).JSON(fiber.Map{"error": true}) }
func login(c *fiber.Ctx) error {
	if bcrypt.CompareHashAndPassword([]byte("a"), c.Body()) != nil {
		return fail(c, fiber.StatusUnauthorized)
	}
	return c.SendStatus(200)
}`
  const texts = program('app.Get("/self", self)\n\tapp.Post("/login", login)', rest)
  const go = await analyseTexts({
    'main.go': texts['main.go'].replace(
      'import "github.com/gofiber/fiber/v2"',
      'import (\n"github.com/gofiber/fiber/v2"\n"golang.org/x/crypto/bcrypt"\n)',
    ),
  })
  expect(go.routes.map((r) => [r.route.path, r.auth, r.credential])).toEqual([
    ['/self', 'required', false],
    ['/login', 'none', true],
  ])
})

test('routes of programs that serve nothing, and the handlers of registrations, are no calls', async () => {
  const go = await analyseTexts(program('app.Get("/x", show)'))
  expect(go.calls.edges).toEqual([])
})

test('a guard that lets requests without credentials pass does not enforce, however it treats bad ones', async () => {
  const rest = `
func maybe(c *fiber.Ctx) error {
	token := c.Get("Authorization")
	if token == "" {
		return c.Next()
	}
	if !verify(token) {
		return c.SendStatus(401)
	}
	c.Locals("user", 1)
	return c.Next()
}
func verify(t string) bool { return false }`
  expect(await routesOf('app.Get("/x", maybe, show)', rest)).toEqual(['GET /x -> show [maybe] optional none'])
})

test('an error returned for the error handler to answer refuses as well', async () => {
  const rest = `
func strict(c *fiber.Ctx) error {
	if !verify(c.Get("Authorization")) {
		return errUnauthorized
	}
	return c.Next()
}
var errUnauthorized = fmt.Errorf("unauthorized")
func verify(t string) bool { return false }`
  expect(await routesOf('app.Get("/x", strict, show)', rest)).toEqual(['GET /x -> show [strict] required none'])
})

test('a wrapped handler is the handler; its wrapper is a guard', async () => {
  const rest = `
func secured(next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if c.Get("Authorization") == "" {
			return fiber.ErrUnauthorized
		}
		return next(c)
	}
}`
  expect(await routesOf('app.Get("/x", secured(show))', rest)).toEqual(['GET /x -> show [secured] required none'])
})

test('a handler that always answers leaves nothing to what is registered behind it', async () => {
  const go = await analyseTexts(program('app.Get("/x", show, auth)'))
  expect(go.routes[0]?.auth).toBe('none')
  expect(go.routes[0]?.reasons.auth).toContain('show answers before auth is asked')
})

test('SQL handed to a library that nothing follows is said', async () => {
  const go = await analyseTexts({
    'store.go': `package store

import "example.com/some/querier"

func load(q *querier.DB, id int) { q.Fetch("SELECT name FROM users WHERE id = ?", id) }
func note() { querier.Log("selected from the list") }
`,
  })
  expect(goDiagnostics({ built: [], excluded: {} }, go).map((d) => `${d.reason} ${d.file}:${d.line}`)).toEqual([
    'statements-not-understood store.go:5',
  ])
})

test('a long table of routes is walked to its end', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `		{"/r${i}", show},`).join('\n')
  const found = await routesOf(`	for _, row := range []struct {
		path    string
		handler fiber.Handler
	}{
${rows}
	} {
		app.Get(row.path, row.handler)
	}`)
  expect(found).toHaveLength(40)
})

test('a router that is handed to what is not followed is said, and who only serves it is not', async () => {
  const code = program(
    `pprof.Register(app)
	pprof.Debugger(app)
	plugin(chosen()).Setup(app)
	extend(app, pprof.Hook(), pprof.Serve())
	app.Get("/own", show)`,
    `
type Plugin interface{ Setup(app *fiber.App) }
func extend(app *fiber.App, hook, serve func(app *fiber.App)) {
	hook(app)
	serve(app)
}
func plugin(p Plugin) Plugin { return p }
`,
  )
  const files = {
    'main.go': code['main.go'].replace(
      'import "github.com/gofiber/fiber/v2"',
      'import (\n\t"example.com/pprof"\n\t"github.com/gofiber/fiber/v2"\n)',
    ),
  }
  const go = await analyseTexts({ ...code, ...files })
  const found = goDiagnostics({ built: [], excluded: {} }, go).filter((d) => d.reason === 'router-not-followed')
  expect(found.map((d) => d.message)).toEqual([
    'pprof.Register gets a router and is not followed: routes may be missing',
    'pprof.Debugger gets a router and is not followed: routes may be missing',
    'plugin(chosen()).Setup gets a router and is not followed: routes may be missing',
    'hook gets a router and is not followed: routes may be missing',
  ])
})

test('routes of a framework that is not modelled are told, where they are registered', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"example.com/client"
	"example.com/routing"
	"example.com/go-other-name"
)

func list(c *routing.Context) error { return nil }

func register(r *routing.Group, c *client.Client) {
	r.Get("/users", list)
	r.Add("POST", "/users", list)
	c.Get("/users")
	c.Get("users", list)
}

func more(r *misnamed.Group) { r.Post("/orders", list) }

func main() { register(routing.New(), client.New()) }
`,
  })
  const found = goDiagnostics({ built: [], excluded: {} }, go).filter((d) => d.reason === 'routes-not-understood')
  expect(found.map((d) => `${d.line} ${d.message}`)).toEqual([
    '12 example.com/routing Get registers what answers a path, and nothing here understands it: the route is missing',
    '13 example.com/routing Add registers what answers a path, and nothing here understands it: the route is missing',
    '18 r.Post registers what answers a path, and nothing here understands it: the route is missing',
  ])
})
