package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
)

const signingSecret = "kV7pQ2xN9wLr4TzB8mYc5HdJ1sGf6AeU" // want "`signingSecret` holds a secret"

const databaseURL = "postgres://garden:rT9xKw2mQz@db.internal:5432/garden" // want "`databaseURL` holds a secret"

func mailPassword() string {
	if password := os.Getenv("MAIL_PASSWORD"); password != "" {
		return password
	}
	return "Zq8!fWn3Lr2x" // want "holds a secret"
}

func main() {
	app := fiber.New()
	app.Get("/", func(c *fiber.Ctx) error {
		return c.JSON(fiber.Map{"ready": signingSecret != "" && databaseURL != "" && mailPassword() != ""})
	})
	log.Fatal(app.Listen(":8080"))
}
