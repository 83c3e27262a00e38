package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"github.com/redis/go-redis/v9"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Shelf struct {
	ID    uint
	Name  string
	Count int64 `gorm:"-"`
}

type Book struct {
	ID      uint
	ShelfID uint
	Title   string
}

type Server struct {
	db    *gorm.DB
	cache *redis.Client
}

func (s *Server) countBooks(shelf *Shelf) error {
	return s.db.Model(&Book{}).Where("shelf_id = ?", shelf.ID).Count(&shelf.Count).Error
}

func (s *Server) shelves(c *fiber.Ctx) error {
	var shelves []Shelf
	if err := s.db.Limit(50).Find(&shelves).Error; err != nil {
		return err
	}
	for i := range shelves {
		if err := s.countBooks(&shelves[i]); err != nil { // want "`Server.shelves` makes 1 round trip for each element"
			return err
		}
	}
	return c.JSON(shelves)
}

func (s *Server) donate(c *fiber.Ctx) error {
	var titles []string
	if err := c.BodyParser(&titles); err != nil {
		return fiber.ErrBadRequest
	}
	for _, title := range titles {
		if err := s.db.Create(&Book{ShelfID: 1, Title: title}).Error; err != nil { // want "INSERT INTO"
			return err
		}
		if err := s.cache.Incr(c.Context(), "donated:"+title).Err(); err != nil { // want "round trip"
			return err
		}
	}
	return c.SendStatus(fiber.StatusCreated)
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db, cache: redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_ADDR")})}
	app := fiber.New()
	app.Get("/shelves", s.shelves)
	app.Post("/books", s.donate)
	log.Fatal(app.Listen(":8080"))
}
