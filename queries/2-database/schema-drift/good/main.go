package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Hotel struct {
	ID uint
}

type Guest struct {
	ID      uint
	HotelID uint
	Hotel   Hotel  `gorm:"constraint:OnDelete:CASCADE"`
	Name    string `gorm:"size:80" validate:"max=80"`
	Email   string `gorm:"uniqueIndex"`
	Phone   *string
	Slug    string `gorm:"->"`
	Visits  int    `gorm:"-"`
}

type Server struct{ db *gorm.DB }

func (s *Server) add(c *fiber.Ctx) error {
	var guest Guest
	if err := c.BodyParser(&guest); err != nil {
		return fiber.ErrBadRequest
	}
	if err := s.db.Create(&guest).Error; err != nil {
		return err
	}
	return c.JSON(guest)
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Post("/guests", s.add)
	log.Fatal(app.Listen(":8080"))
}
