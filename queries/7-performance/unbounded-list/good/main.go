package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Comment struct {
	ID     uint
	PostID uint
	Body   string
}

type Server struct{ db *gorm.DB }

func (s *Server) write(c *fiber.Ctx) error {
	return s.db.Create(&Comment{PostID: 1, Body: c.FormValue("body")}).Error
}

func (s *Server) list(c *fiber.Ctx) error {
	limit := min(c.QueryInt("limit", 20), 100)
	var comments []Comment
	if err := s.db.Where("post_id = ?", c.Params("id")).Limit(limit).Find(&comments).Error; err != nil {
		return err
	}
	return c.JSON(comments)
}

func page(db *gorm.DB) *gorm.DB { return db.Limit(50) }

func (s *Server) latest(c *fiber.Ctx) error {
	var comments []Comment
	if err := s.db.Scopes(page).Order("id DESC").Find(&comments).Error; err != nil {
		return err
	}
	return c.JSON(comments)
}

func (s *Server) show(c *fiber.Ctx) error {
	var comment Comment
	if err := s.db.First(&comment, c.Params("id")).Error; err != nil {
		return fiber.ErrNotFound
	}
	var count int64
	if err := s.db.Model(&Comment{}).Where("post_id = ?", comment.PostID).Count(&count).Error; err != nil {
		return err
	}
	return c.JSON(fiber.Map{"comment": comment, "siblings": count})
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Get("/posts/:id/comments", s.list)
	app.Get("/comments", s.latest)
	app.Get("/comments/:id", s.show)
	app.Post("/comments", s.write)
	log.Fatal(app.Listen(":8080"))
}
