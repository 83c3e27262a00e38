package main

import (
	"log"

	"github.com/gofiber/fiber/v2"
)

func answer(c *fiber.Ctx) error { return c.SendStatus(fiber.StatusNoContent) }

func main() {
	app := fiber.New()
	api := app.Group("/api")
	api.Get("/plots", answer)
	api.Put("/plots/:id", answer)
	api.Get("/plots/:id/beds", answer)
	api.Delete("/plots/:plotId/beds/:bed", answer)
	log.Fatal(app.Listen(":8080"))
}
