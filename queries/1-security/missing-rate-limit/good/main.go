package main

import (
	"log"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/limiter"
	"golang.org/x/crypto/bcrypt"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Member struct {
	ID           uint
	Email        string
	PasswordHash string
}

type Note struct {
	ID   uint
	Body string
}

type Server struct{ db *gorm.DB }

func (s *Server) login(c *fiber.Ctx) error {
	var member Member
	if err := s.db.Where("email = ?", c.FormValue("email")).First(&member).Error; err != nil {
		return fiber.ErrUnauthorized
	}
	if bcrypt.CompareHashAndPassword([]byte(member.PasswordHash), []byte(c.FormValue("password"))) != nil {
		return fiber.ErrUnauthorized
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (s *Server) list(c *fiber.Ctx) error {
	var notes []Note
	if err := s.db.Limit(20).Find(&notes).Error; err != nil {
		return err
	}
	return c.JSON(notes)
}

func (s *Server) write(c *fiber.Ctx) error {
	return s.db.Create(&Note{Body: c.FormValue("body")}).Error
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Post("/login", limiter.New(limiter.Config{Max: 5, Expiration: time.Minute}), s.login)
	app.Get("/notes", s.list)
	app.Post("/notes", limiter.New(limiter.Config{Max: 30, Expiration: time.Minute}), s.write)
	log.Fatal(app.Listen(":8080"))
}
