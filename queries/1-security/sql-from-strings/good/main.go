package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Book struct {
	ID    uint
	Title string
	Shelf string
}

type Server struct{ db *gorm.DB }

const newest = "printed_at DESC"

var orders = map[string]string{"newest": newest, "title": "title ASC"}

func (s *Server) search(c *fiber.Ctx) error {
	var books []Book
	if err := s.db.Where("title = ?", c.Query("title")).Limit(50).Find(&books).Error; err != nil {
		return err
	}
	return c.JSON(books)
}

// What the request says only chooses one of our own constants.
func (s *Server) sorted(c *fiber.Ctx) error {
	order, known := orders[c.Query("sort")]
	if !known {
		order = newest
	}
	var books []Book
	if err := s.db.Order(order).Limit(50).Find(&books).Error; err != nil {
		return err
	}
	return c.JSON(books)
}

func (s *Server) move(c *fiber.Ctx) error {
	return s.db.Exec("UPDATE books SET shelf = ? "+"WHERE id = ?", c.Params("shelf"), c.Params("id")).Error
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Get("/books", s.search)
	app.Get("/books/sorted", s.sorted)
	app.Put("/books/:id/:shelf", s.move)
	log.Fatal(app.Listen(":8080"))
}
