// What is Fiber's own from version 3 on: chains of one path, hosts, other shapes of handlers, the binder, static files.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"net/http"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/extractors"
	"github.com/gofiber/fiber/v3/middleware/basicauth"
	"github.com/gofiber/fiber/v3/middleware/keyauth"
	"github.com/gofiber/fiber/v3/middleware/session"
	"github.com/gofiber/fiber/v3/middleware/static"
)

func show(c fiber.Ctx) error { return c.SendString("ok") }

func guard(c fiber.Ctx) error {
	if c.Get("Authorization") == "" {
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Next()
}
${more}
func main() {
	app := fiber.New()
${body}
	app.Listen(":80", fiber.ListenConfig{})
}
`,
    }),
  )

test('handlers run as they are written; chains of one path, groups, hosts, lists of methods and of prefixes', async () => {
  expect(
    await routes(`	app.Get("/a", guard, show)
	app.Add([]string{fiber.MethodGet, fiber.MethodPost}, "/b", guard, show)
	app.All("/c", show)
	app.Query("/d", show)
	app.RouteChain("/chain").Get(show).Post(guard, show).RouteChain("/deeper").Put(show)
	app.Route("/route", func(r fiber.Router) {
		r.Get("/x", show)
		r.Use(guard)
		r.Get("/y", show)
	})
	app.Domain("api.example.org").Get("/host", show)
	app.Use([]string{"/l1", "/l2"}, guard)
	app.Get("/l1/x", show)
	app.Get("/l2/x", show)
	app.Get("/l10/x", show)
	sub := fiber.New()
	sub.Get("/in", show)
	app.Use("/sub", sub)
	app.RouteChain("/guarded").All(guard).Get(show)`),
  ).toEqual([
    'GET /a -> show [guard] required none',
    'GET /b -> show [guard] required none',
    'POST /b -> show [guard] required none',
    '* /c -> show [] none none',
    'QUERY /d -> show [] none none',
    'GET /chain -> show [] none none',
    'POST /chain -> show [guard] required none',
    'PUT /chain/deeper -> show [] none none',
    'GET /route/x -> show [] none none',
    'GET /route/y -> show [guard] required none',
    'GET /host -> show [] none none',
    'GET /l1/x -> show [guard] required none',
    'GET /l2/x -> show [guard] required none',
    'GET /l10/x -> show [] none none',
    'GET /sub/in -> show [] none none',
    'GET /guarded -> show [guard] required none',
  ])
})

test('handlers of other shapes: requests and answers apart, a next function, those of net/http', async () => {
  expect(
    await routes(
      `	app.Get("/express", express)
	app.Get("/next", expressGuard, express)
	app.Get("/named", expressName, express)
	app.Get("/std", std)
	app.Get("/handler", http.HandlerFunc(std))
	app.Get("/plain", plain)`,
      `
func express(req fiber.Req, res fiber.Res) error { return res.SendString("ok") }
func expressGuard(req fiber.Req, res fiber.Res, next func() error) error {
	if req.Get("Authorization") == "" {
		return res.SendStatus(401)
	}
	return next()
}
func expressName(req fiber.Req, res fiber.Res, next func()) {
	res.Set("X-Name", "x")
	next()
}
func std(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Api-Key") != key {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	w.Write([]byte("ok"))
}
func plain(c fiber.Ctx) { c.Status(200) }
`,
    ),
  ).toEqual([
    'GET /express -> express [] none none',
    'GET /next -> express [expressGuard] required none',
    'GET /named -> express [expressName] none none',
    'GET /std -> std [] required none',
    'GET /handler -> std [] required none',
    'GET /plain -> plain [] none none',
  ])
})

test('what the binder fills of a credential nobody brings; redirects, generic readers, what is kept, sessions', async () => {
  expect(
    await routes(
      `	app.Get("/bound", bound)
	app.Get("/page", page)
	app.Get("/redirect", redirect)
	app.Get("/generic", generic)
	app.Get("/kept", keep, kept)
	app.Get("/session", session.New(), sessioned)
	app.Get("/split", split)`,
      `
func keyOf(c fiber.Ctx) string {
	given := struct {
		Key string \`json:"x-api-key" form:"x-api-key" query:"x-api-key"\`
	}{}
	if c.HasBody() {
		if err := c.Bind().Body(&given); err == nil && given.Key != "" {
			return given.Key
		}
	}
	if err := c.Bind().Query(&given); err != nil {
		return ""
	}
	return given.Key
}
func bound(c fiber.Ctx) error {
	if key := keyOf(c); key == "" {
		return c.Status(401).SendString("who are you")
	}
	return c.SendString("ok")
}
func page(c fiber.Ctx) error {
	var q struct{ Page string \`query:"page"\` }
	if err := c.Bind().WithAutoHandling().Query(&q); err != nil || q.Page == "" {
		return c.SendStatus(401)
	}
	return c.SendString("ok")
}
func redirect(c fiber.Ctx) error {
	if c.Cookies("session") == "" {
		return c.Redirect().Status(303).To("/login")
	}
	return c.SendString("ok")
}
func generic(c fiber.Ctx) error {
	if fiber.GetReqHeader[string](c, "Authorization") == "" {
		return fiber.ErrUnauthorized
	}
	return c.SendString("ok")
}

type keptKey struct{}

func keep(c fiber.Ctx) error {
	if c.Get("Authorization") != "" {
		c.Locals(keptKey{}, "somebody")
	}
	return c.Next()
}
func kept(c fiber.Ctx) error {
	if who := fiber.Locals[string](c, keptKey{}); who == "" {
		return fiber.NewError(fiber.StatusUnauthorized)
	}
	return c.SendString("ok")
}
func sessioned(c fiber.Ctx) error {
	s := session.FromContext(c)
	if s.Get("user_id") == nil {
		return c.SendStatus(401)
	}
	return c.SendString("ok")
}
func split(c fiber.Ctx) error {
	if c.Req().Get("Authorization") == "" {
		return c.Res().SendStatus(401)
	}
	return c.Res().SendString("ok")
}
`,
    ),
  ).toEqual([
    'GET /bound -> bound [] required none',
    'GET /page -> page [] none none',
    'GET /redirect -> redirect [] required none',
    'GET /generic -> generic [] required none',
    'GET /kept -> kept [keep] required none',
    'GET /session -> sessioned [session.New] required none',
    'GET /split -> split [] required none',
  ])
})

test('files are routes, library middleware guards', async () => {
  expect(
    await routes(`	app.Use("/assets", static.New("./public"))
	app.Get("/app*", static.New("./dist"))
	app.Use("/keyed", keyauth.New(keyauth.Config{Extractor: extractors.FromHeader("X-Key"), Validator: check}))
	app.Get("/keyed/x", show)
	app.Use("/basic", basicauth.New(basicauth.Config{}))
	app.Get("/basic/x", show)
	app.Use("/", static.New("./site"))`),
  ).toEqual([
    'GET /assets/* -> static.New [] none none',
    'GET /app* -> static.New [] none none',
    'GET /keyed/x -> show [keyauth.New] required none',
    'GET /basic/x -> show [basicauth.New] required none',
    'GET /* -> static.New [] none none',
  ])
})
