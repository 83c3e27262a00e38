package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Recipe struct {
	ID       uint
	AuthorID string
	Title    string
}

type Server struct{ db *gorm.DB }

func cookOf(token string) (string, bool) {
	cook, found := map[string]string{os.Getenv("COOK_TOKEN"): "cook"}[token]
	return cook, found
}

func identify(required bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		cook, found := cookOf(c.Get("Authorization"))
		if !found && required {
			return c.SendStatus(fiber.StatusUnauthorized)
		}
		c.Locals("cook", cook)
		return c.Next()
	}
}

func (s *Server) list(c *fiber.Ctx) error {
	var recipes []Recipe
	if err := s.db.Where("author_id <> ?", c.Locals("cook")).Limit(20).Find(&recipes).Error; err != nil {
		return err
	}
	return c.JSON(recipes)
}

func (s *Server) publish(c *fiber.Ctx) error {
	cook, _ := c.Locals("cook").(string)
	return s.db.Create(&Recipe{AuthorID: cook, Title: c.FormValue("title")}).Error
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Get("/api/recipes", identify(false), s.list)
	app.Post("/api/recipes", identify(true), s.publish)
	log.Fatal(app.Listen(":8080"))
}
