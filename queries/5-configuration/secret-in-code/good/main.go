package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
)

const secretHeader = "X-Signing-Secret"

const passwordTooShort = "the password needs twelve characters"

const exampleURL = "postgres://user:password@localhost:5432/garden"

func signingSecret() string {
	secret := os.Getenv("SIGNING_SECRET")
	if secret == "" || secret == "change-me" {
		log.Fatal("SIGNING_SECRET is not set")
	}
	return secret
}

func main() {
	secret := signingSecret()
	app := fiber.New()
	app.Get("/", func(c *fiber.Ctx) error {
		if c.Get(secretHeader) != secret {
			return c.Status(fiber.StatusForbidden).SendString(passwordTooShort + exampleURL)
		}
		return c.SendStatus(fiber.StatusNoContent)
	})
	log.Fatal(app.Listen(":8080"))
}
