package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Order struct {
	ID          uint
	TableNumber uint
}

type OrderLine struct {
	ID      uint
	OrderID uint
	Dish    string
}

type Server struct{ db *gorm.DB }

func (s *Server) order(c *fiber.Ctx) error {
	return s.db.Transaction(func(tx *gorm.DB) error {
		order := Order{TableNumber: 4}
		if err := tx.Create(&order).Error; err != nil {
			return err
		}
		return addLines(tx, order.ID, c.FormValue("dish"))
	})
}

// Always called with the caller's transaction.
func addLines(tx *gorm.DB, order uint, dish string) error {
	if err := tx.Create(&OrderLine{OrderID: order, Dish: dish}).Error; err != nil {
		return err
	}
	return tx.Create(&OrderLine{OrderID: order, Dish: "bread"}).Error
}

// Only one of the two ever runs.
func (s *Server) save(c *fiber.Ctx) error {
	if c.Params("id") == "" {
		return s.db.Create(&Order{TableNumber: 4}).Error
	}
	return s.db.Model(&Order{}).Where("id = ?", c.Params("id")).Update("table_number", 5).Error
}

func (s *Server) change(c *fiber.Ctx) error {
	switch c.Query("what") {
	case "dish":
		return s.db.Model(&OrderLine{}).Where("id = ?", c.Params("id")).Update("dish", "soup").Error
	default:
		return s.db.Delete(&Order{}, c.Params("id")).Error
	}
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Post("/orders", s.order)
	app.Put("/orders/:id?", s.save)
	app.Patch("/orders/:id", s.change)
	log.Fatal(app.Listen(":8080"))
}
