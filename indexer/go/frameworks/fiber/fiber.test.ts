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
