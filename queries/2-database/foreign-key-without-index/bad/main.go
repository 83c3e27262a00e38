package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Member struct {
	ID uint
}

type Server struct{ db *gorm.DB }

func (s *Server) leave(c *fiber.Ctx) error {
	if err := s.db.Delete(&Member{}, "id = ?", c.Params("id")).Error; err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Delete("/members/:id", s.leave)
	log.Fatal(app.Listen(":8080"))
}
