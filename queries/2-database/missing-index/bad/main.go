package main

import (
	"log"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Loan struct {
	ID         uint
	MemberID   uint
	BookID     uint
	Barcode    string
	ReturnedAt *time.Time
	CreatedAt  time.Time
}

type Server struct{ db *gorm.DB }

func (s *Server) byBarcode(c *fiber.Ctx) error {
	var loan Loan
	if err := s.db.Where("barcode = ?", c.Params("barcode")).Take(&loan).Error; err != nil { // want /`loans` has no index on \(barcode\)/
		return fiber.ErrNotFound
	}
	return c.JSON(loan)
}

func (s *Server) latest(c *fiber.Ctx) error {
	var loans []Loan
	if err := s.db.Order("created_at DESC").Limit(20).Find(&loans).Error; err != nil { // want /`loans` has no index on \(created_at\)/
		return err
	}
	return c.JSON(loans)
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Get("/loans", s.latest)
	app.Get("/loans/:barcode", s.byBarcode)
	log.Fatal(app.Listen(":8080"))
}
