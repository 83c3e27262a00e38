package main

import (
	"database/sql"
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Book struct {
	ID      uint
	Title   string
	ShelfID uint
	Isbn    string // want /column "isbn" of relation "books" does not exist/
}

type Server struct {
	db  *gorm.DB
	raw *sql.DB
}

func sorted(db *gorm.DB, by string) *gorm.DB {
	switch by {
	case "busy":
		return db.Order("(loan_count + borrowed * 2) DESC") // want "an alias of the SELECT list can be ordered by alone"
	default:
		return db.Order("title")
	}
}

func (s *Server) books(c *fiber.Ctx) error {
	var books []Book
	counted := s.db.Select("books.*, (SELECT count(*) FROM loans WHERE loans.book_id = books.id) AS loan_count")
	if err := sorted(counted, c.Query("by")).Limit(20).Find(&books).Error; err != nil {
		return err
	}
	return c.JSON(books)
}

func (s *Server) add(c *fiber.Ctx) error {
	if err := s.db.Create(&Book{Title: c.FormValue("title"), ShelfID: 1}).Error; err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusCreated)
}

const openLoans = `SELECT id, title -- want /column reference "id" is ambiguous/
FROM books
JOIN loans ON loans.book_id = books.id
WHERE NOT loans.returned`

func (s *Server) open(c *fiber.Ctx) error {
	rows, err := s.raw.QueryContext(c.Context(), openLoans+" LIMIT 20")
	if err != nil {
		return err
	}
	defer rows.Close()
	return c.SendStatus(fiber.StatusOK)
}

func (s *Server) put(c *fiber.Ctx) error {
	title := c.FormValue("title")
	_, err := s.raw.ExecContext(c.Context(), "INSERT INTO books (title, shelf_id) VALUES ($1, 1) ON CONFLICT (title) DO NOTHING", title) // want "no unique or exclusion constraint"
	return err
}

func (s *Server) move(c *fiber.Ctx) error {
	_, err := s.raw.ExecContext(c.Context(), "UPDATE books SET shelf_id = $1 WHERE id = $2", c.Params("id")) // want /1 value is given, and the text requires 2/
	return err
}

func (s *Server) name(c *fiber.Ctx) error {
	_, err := s.raw.ExecContext(c.Context(), "INSERT INTO books (title) VALUES ($1)", c.FormValue("title")) // want /column "shelf_id" of relation "books" violates not-null/
	return err
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	raw, err := db.DB()
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db, raw: raw}
	app := fiber.New()
	app.Get("/books", s.books)
	app.Post("/books", s.add)
	app.Put("/books", s.put)
	app.Post("/books/:id/move", s.move)
	app.Post("/books/name", s.name)
	app.Get("/loans", s.open)
	log.Fatal(app.Listen(":8080"))
}
