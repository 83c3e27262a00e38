package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/crypto/bcrypt"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Member struct {
	ID           uint
	Email        string
	PasswordHash string
}

type Loan struct {
	ID       uint
	MemberID uint
	Title    string
}

type Server struct{ db *gorm.DB }

func requireMember(c *fiber.Ctx) error {
	if c.Get("Authorization") == "" {
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Next()
}

func (s *Server) list(c *fiber.Ctx) error {
	var loans []Loan
	if err := s.db.Limit(20).Find(&loans).Error; err != nil {
		return err
	}
	return c.JSON(loans)
}

func (s *Server) lend(c *fiber.Ctx) error {
	return s.db.Create(&Loan{Title: c.FormValue("title")}).Error
}

// The password is the proof: nobody can be signed in before signing in.
func (s *Server) changePassword(c *fiber.Ctx) error {
	var member Member
	if err := s.db.Where("email = ?", c.FormValue("email")).First(&member).Error; err != nil {
		return fiber.ErrUnauthorized
	}
	if bcrypt.CompareHashAndPassword([]byte(member.PasswordHash), []byte(c.FormValue("password"))) != nil {
		return fiber.ErrUnauthorized
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(c.FormValue("next")), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	return s.db.Model(&member).Update("password_hash", string(hash)).Error
}

// The sender signs the body with a key that both sides hold.
func (s *Server) returnedByCourier(c *fiber.Ctx) error {
	mac := hmac.New(sha256.New, []byte(os.Getenv("COURIER_KEY")))
	mac.Write(c.Body())
	signature, err := hex.DecodeString(c.Get("X-Signature"))
	if err != nil || !hmac.Equal(signature, mac.Sum(nil)) {
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return s.db.Delete(&Loan{}, c.Params("id")).Error
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	app := fiber.New()
	app.Get("/api/loans", s.list)
	app.Post("/api/password", s.changePassword)
	app.Post("/courier/loans/:id", s.returnedByCourier)
	api := app.Group("/api", requireMember)
	api.Post("/loans", s.lend)
	app.Put("/api/loans", s.lend)
	log.Fatal(app.Listen(":8080"))
}
