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
	var comments []Comment
	if err := s.db.Where("post_id = ?", c.Params("id")).Find(&comments).Error; err != nil { // want "`Server.list` reads every row of comments"
		return err
	}
	return c.JSON(comments)
}

func (s *Server) bodies(c *fiber.Ctx) error {
	var bodies []string
	if err := s.db.Model(&Comment{}).Order("id").Pluck("body", &bodies).Error; err != nil { // want "without a limit"
		return err
	}
	return c.JSON(bodies)
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Get("/posts/:id/comments", s.list)
	app.Get("/comments/bodies", s.bodies)
	app.Post("/comments", s.write)
	log.Fatal(app.Listen(":8080"))
}
