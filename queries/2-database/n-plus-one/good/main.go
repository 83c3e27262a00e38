package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Shelf struct {
	ID    uint
	Name  string
	Books []Book
}

type Book struct {
	ID      uint
	ShelfID uint
	Title   string
}

type Server struct{ db *gorm.DB }

// The loops only collect keys and hand out results; one statement stands between them.
func (s *Server) shelves(c *fiber.Ctx) error {
	var shelves []Shelf
	if err := s.db.Limit(50).Find(&shelves).Error; err != nil {
		return err
	}
	ids := make([]uint, 0, len(shelves))
	for _, shelf := range shelves {
		ids = append(ids, shelf.ID)
	}
	var books []Book
	if err := s.db.Where("shelf_id IN ?", ids).Find(&books).Error; err != nil {
		return err
	}
	byShelf := map[uint][]Book{}
	for _, book := range books {
		byShelf[book.ShelfID] = append(byShelf[book.ShelfID], book)
	}
	for i := range shelves {
		shelves[i].Books = byShelf[shelves[i].ID]
	}
	return c.JSON(shelves)
}

func (s *Server) eager(c *fiber.Ctx) error {
	var shelves []Shelf
	if err := s.db.Preload("Books").Limit(50).Find(&shelves).Error; err != nil {
		return err
	}
	return c.JSON(shelves)
}

func (s *Server) setUp(c *fiber.Ctx) error {
	for _, name := range []string{"fiction", "science"} {
		if err := s.db.Create(&Shelf{Name: name}).Error; err != nil {
			return err
		}
	}
	return c.SendStatus(fiber.StatusCreated)
}

const batch = 500

func (s *Server) discard(c *fiber.Ctx) error {
	var ids []uint
	if err := c.BodyParser(&ids); err != nil {
		return fiber.ErrBadRequest
	}
	for start := 0; start < len(ids); start += batch {
		if err := s.db.Delete(&Book{}, ids[start:min(start+batch, len(ids))]).Error; err != nil {
			return err
		}
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
	app.Get("/shelves", s.shelves)
	app.Get("/shelves/eager", s.eager)
	app.Post("/shelves", s.setUp)
	app.Delete("/books", s.discard)
	log.Fatal(app.Listen(":8080"))
}
