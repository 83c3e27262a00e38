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
	HotelID uint    // want "A delete of `hotels` does NO ACTION to `guests` (hotel_id) by the migrations and CASCADE by the model"
	Hotel   Hotel   `gorm:"constraint:OnDelete:CASCADE"`
	Name    string  `gorm:"size:80"`     // want "lets 80 characters into `guests.name`, which holds 40"
	Email   string  `gorm:"uniqueIndex"` // want "says that (email) is unique"
	Phone   *string // want "`guests.phone` is NOT NULL, and the model's field may be nil"
	Loyalty int     // want "has `loyalty`, and no migration makes that column"
}

type Server struct{ db *gorm.DB }

func (s *Server) add(c *fiber.Ctx) error {
	var guest Guest
	if err := c.BodyParser(&guest); err != nil {
		return fiber.ErrBadRequest
	}
	if err := s.db.Create(&guest).Error; err != nil { // want "gives no value for `guests.country`, which is NOT NULL and has no default"
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
