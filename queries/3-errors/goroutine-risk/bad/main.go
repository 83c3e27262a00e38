package main

import (
	"log"
	"net/smtp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

func remind(address string) error {
	return smtp.SendMail("mail:25", nil, "garden@example.com", []string{address}, []byte("Water the plots."))
}

func invite(c *fiber.Ctx) error {
	address := c.FormValue("address")
	go func() { // want "has no recover, and it can panic"
		host := strings.Split(address, "@")[1]
		log.Print("invited ", host)
	}()
	return c.SendStatus(fiber.StatusAccepted)
}

func watch(c *fiber.Ctx) error {
	plot := c.Params("plot")
	go func() { // want "loops without a way out"
		for {
			time.Sleep(time.Minute)
			log.Print("watching ", plot)
		}
	}()
	return c.SendStatus(fiber.StatusAccepted)
}

func remindAll(c *fiber.Ctx) error {
	var addresses []string
	if err := c.BodyParser(&addresses); err != nil {
		return fiber.ErrBadRequest
	}
	for _, address := range addresses {
		go func() { // want "for each element of a loop, with nothing to bound"
			defer func() { log.Print(recover()) }()
			if err := remind(address); err != nil {
				log.Print(err)
			}
		}()
	}
	return c.SendStatus(fiber.StatusAccepted)
}

func main() {
	app := fiber.New()
	app.Post("/invitations", invite)
	app.Post("/plots/:plot/watch", watch)
	app.Post("/reminders", remindAll)
	log.Fatal(app.Listen(":8080"))
}
