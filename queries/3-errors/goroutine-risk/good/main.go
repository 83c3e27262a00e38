package main

import (
	"context"
	"log"
	"net/smtp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/sync/errgroup"
)

func remind(address string) error {
	return smtp.SendMail("mail:25", nil, "garden@example.com", []string{address}, []byte("Water the plots."))
}

func invite(c *fiber.Ctx) error {
	address := c.FormValue("address")
	go func() {
		defer func() {
			if reason := recover(); reason != nil {
				log.Print("invite: ", reason)
			}
		}()
		host := strings.Split(address, "@")[1]
		log.Print("invited ", host)
	}()
	return c.SendStatus(fiber.StatusAccepted)
}

// Lives as long as the process, started once, and ends with its context.
func water(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			log.Print("watering")
		}
	}
}

func remindAll(c *fiber.Ctx) error {
	var addresses []string
	if err := c.BodyParser(&addresses); err != nil {
		return fiber.ErrBadRequest
	}
	var group errgroup.Group
	group.SetLimit(8)
	for _, address := range addresses {
		group.Go(func() error { return remind(address) })
	}
	return group.Wait()
}

func main() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go water(ctx)
	app := fiber.New()
	app.Post("/invitations", invite)
	app.Post("/reminders", remindAll)
	log.Fatal(app.Listen(":8080"))
}
