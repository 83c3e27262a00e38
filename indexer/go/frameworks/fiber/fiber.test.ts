import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

test('a status set before the answer is the answer; the same token in a form; a switch of the operator asks for nobody', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/golang-jwt/jwt/v4"
)

type Config struct{ Social bool }

func conf() *Config

func refuse(c *fiber.Ctx, code int, text string) error {
	c.Status(code)
	return c.JSON(fiber.Map{"text": text})
}
func tokenOf(c *fiber.Ctx) string {
	token := c.Query("token")
	if token == "" {
		token = c.FormValue("token")
	}
	if token == "" {
		token = strings.TrimPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	}
	return token
}
func userOf(c *fiber.Ctx) (string, error) {
	token := tokenOf(c)
	if token == "" {
		return "", fiber.ErrUnauthorized
	}
	parsed, err := jwt.Parse(token, nil)
	if err != nil {
		return "", err
	}
	return parsed.Raw, nil
}
func Admin(next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if user, err := userOf(c); err != nil || user == "" {
			return refuse(c, 403, "not you")
		}
		return next(c)
	}
}
func LoginSwitch(next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !conf().Social {
			return refuse(c, 404, "not here: "+c.Get("X-Request-ID"))
		}
		return next(c)
	}
}
func show(c *fiber.Ctx) error { return c.SendString("ok") }

func main() {
	app := fiber.New()
	app.Get("/admin", Admin(show))
	app.Get("/providers", LoginSwitch(show))
	app.Listen(":80")
}
`,
  })
  expect(printRoutes(go)).toEqual(['GET /admin -> show [Admin] required none', 'GET /providers -> show [LoginSwitch] none none'])
})

test('headers are read from the request underneath too, or out of all that came; a body without form is not served', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

func underneath(c *fiber.Ctx) error {
	ok, given := c.Queries()["ok"]
	if !given || (ok != "true" && ok != "false") {
		return c.Status(400).SendString("say ok")
	}
	header := string(c.Request().Header.Peek("Authorization"))
	if !strings.HasPrefix(header, "Bearer ") {
		return c.Status(401).SendString("nobody")
	}
	if find(strings.TrimPrefix(header, "Bearer ")) == nil {
		return c.Status(401).SendString("somebody else")
	}
	return c.SendString("ok")
}
func all(c *fiber.Ctx) error {
	if token := c.GetReqHeaders()["X-Api-Key"]; len(token) == 0 || token[0] != key {
		return c.SendStatus(401)
	}
	return c.SendString("ok")
}
func asked(c *fiber.Ctx) error {
	if c.Queries()["token"] != key {
		return c.SendStatus(401)
	}
	return c.SendString("ok")
}
func open(c *fiber.Ctx) error {
	if c.Queries()["page"] == "" {
		return c.SendStatus(401)
	}
	return c.SendString(string(c.Request().Header.Peek("Accept")))
}
func main() {
	app := fiber.New()
	app.Post("/underneath", underneath)
	app.Get("/all", all)
	app.Get("/asked", asked)
	app.Get("/open", open)
	app.Listen(":80")
}
`,
  })
  expect(Object.fromEntries(go.routes.map((r) => [r.route.path, r.auth]))).toEqual({
    '/underneath': 'required',
    '/all': 'required',
    '/asked': 'required',
    '/open': 'none',
  })
})

test('an adaptor is what it adapts: a library that asks for nobody, or a handler that does', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func keyed(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Api-Key") != key {
		http.Error(w, "no", 401)
		return
	}
	w.Write([]byte("ok"))
}
func main() {
	app := fiber.New()
	metrics := promhttp.InstrumentMetricHandler(prometheus.DefaultRegisterer, promhttp.HandlerFor(prometheus.DefaultGatherer, promhttp.HandlerOpts{}))
	app.Get("/metrics", adaptor.HTTPHandler(metrics))
	app.Get("/keyed", adaptor.HTTPHandlerFunc(keyed))
	app.Get("/held", adaptor.HTTPHandler(http.HandlerFunc(keyed)))
	app.Listen(":80")
}
`,
  })
  expect(go.routes.map((r) => [r.route.path, r.auth, r.reasons])).toEqual([
    ['/metrics', 'none', expect.objectContaining({ handler: expect.stringContaining('comes from a library') })],
    ['/keyed', 'required', expect.anything()],
    ['/held', 'required', expect.anything()],
  ])
})
