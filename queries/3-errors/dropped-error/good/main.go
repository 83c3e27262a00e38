package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Plot struct {
	ID   uint
	Crop string
}

type Server struct{ db *gorm.DB }

func (s *Server) plant(c *fiber.Ctx) error {
	if err := s.db.Create(&Plot{Crop: c.FormValue("crop")}).Error; err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusCreated)
}

func (s *Server) harvest(c *fiber.Ctx) error {
	result := s.db.Delete(&Plot{}, c.Params("id"))
	if result.Error != nil {
		return result.Error
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (s *Server) export(c *fiber.Ctx) error {
	var plot Plot
	err := s.db.First(&plot, c.Params("id")).Error
	if err != nil {
		return err
	}
	file, err := os.Open("notes.txt")
	if err != nil {
		return err
	}
	defer file.Close()
	body, err := json.Marshal(plot)
	if err != nil {
		return err
	}
	// Best effort: the copy is only a convenience, the answer does not depend on it.
	_ = os.WriteFile("plot.json", body, 0o600)
	return c.Send(body)
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Post("/plots", s.plant)
	app.Get("/plots/:id", s.export)
	app.Delete("/plots/:id", s.harvest)
	log.Fatal(app.Listen(":8080"))
}
