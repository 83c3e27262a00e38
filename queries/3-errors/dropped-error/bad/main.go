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
	s.db.Create(&Plot{Crop: c.FormValue("crop")}) // want "`s.db.Create`"
	return c.SendStatus(fiber.StatusCreated)
}

func (s *Server) harvest(c *fiber.Ctx) error {
	_ = s.db.Delete(&Plot{}, c.Params("id")).Error // want "blank identifier"
	return c.SendStatus(fiber.StatusNoContent)
}

func (s *Server) export(c *fiber.Ctx) error {
	var plot Plot
	err := s.db.First(&plot, c.Params("id")).Error // want "before anyone reads it"
	body, err := json.Marshal(plot)
	if err != nil {
		return err
	}
	os.WriteFile("plot.json", body, 0o600) // want "ignores the error that `os.WriteFile` returns"
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
