package main

import (
	"fmt"
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

func (s *Server) search(c *fiber.Ctx) error {
	var books []Book
	title := c.Query("title")
	if err := s.db.Where("title = '" + title + "'").Limit(50).Find(&books).Error; err != nil { // want "Text from the request becomes part"
		return err
	}
	return c.JSON(books)
}

func (s *Server) sorted(c *fiber.Ctx) error {
	var books []Book
	statement := fmt.Sprintf("SELECT * FROM books ORDER BY %s LIMIT 50", c.Query("sort"))
	if err := s.db.Raw(statement).Scan(&books).Error; err != nil { // want "Text from the request becomes part"
		return err
	}
	return c.JSON(books)
}

func (s *Server) move(c *fiber.Ctx) error {
	return s.relabel(c.Params("shelf"), c.Params("id"))
}

func (s *Server) relabel(shelf, id string) error {
	return s.db.Exec("UPDATE books SET shelf = '"+shelf+"' WHERE id = ?", id).Error // want "can become part of the statement itself"
}

// Several ways to write one statement are one finding.
func (s *Server) filtered(c *fiber.Ctx) error {
	var books []Book
	query := s.db.Model(&Book{}).Order(c.Query("sort"))
	if c.Query("shelf") != "" {
		query = query.Where("shelf = ?", c.Query("shelf"))
	}
	if err := query.Limit(50).Find(&books).Error; err != nil { // want "one of 2 ways to write it"
		return err
	}
	return c.JSON(books)
}

// The worst: nothing of the statement is ours.
func (s *Server) console(c *fiber.Ctx) error {
	return s.db.Exec(c.FormValue("statement")).Error // want "Text from the request becomes part of the statement itself (the text is not known"
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Get("/books", s.search)
	app.Post("/console", s.console)
	app.Get("/books/sorted", s.sorted)
	app.Get("/books/filtered", s.filtered)
	app.Put("/books/:id/:shelf", s.move)
	log.Fatal(app.Listen(":8080"))
}
