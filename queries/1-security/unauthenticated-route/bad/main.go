package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Loan struct {
	ID       uint
	MemberID uint
	Title    string
}

type Server struct{ db *gorm.DB }

func requireMember(c *fiber.Ctx) error {
	if c.Get("Authorization") == "" {
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Next()
}

func (s *Server) lend(c *fiber.Ctx) error {
	var loan Loan
	if err := c.BodyParser(&loan); err != nil {
		return fiber.ErrBadRequest
	}
	return s.db.Create(&loan).Error
}

func (s *Server) giveBack(c *fiber.Ctx) error {
	return s.db.Delete(&Loan{}, c.Params("id")).Error
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Post("/api/loans", s.lend) // want "`POST /api/loans` writes loans"
	api := app.Group("/api", requireMember)
	api.Put("/loans", s.lend)
	api.Delete("/loans/:id", s.giveBack)
	app.Delete("/loans/:id", s.giveBack) // want "other routes that write there require it (2)"
	log.Fatal(app.Listen(":8080"))
}
