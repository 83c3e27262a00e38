package main

import (
	"errors"
	"log"
	"net/http"
	"os"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"
)

type noteRequest struct {
	Title  string `json:"title" binding:"required,max=200"`
	Body   string `json:"body"`
	Tag    string `json:"tag"`
	Author string `json:"author"`
	Colour string `json:"colour"`
}

const longest = 10_000

func short(text string) error {
	if utf8.RuneCountInString(text) > longest {
		return errors.New("too long")
	}
	return nil
}

type Notes struct{ db *sqlx.DB }

func (n *Notes) create(c *gin.Context) {
	var req noteRequest
	if err := c.ShouldBindJSON(&req); err != nil || short(req.Body) != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if req.Colour != "white" && req.Colour != "yellow" {
		c.Status(http.StatusBadRequest)
		return
	}
	_, err := n.db.Exec("INSERT INTO notes (title, body, tag, author, colour) VALUES ($1, $2, $3, $4, $5)", req.Title, req.Body, req.Tag, req.Author, req.Colour)
	if err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

func main() {
	db, err := sqlx.Connect("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	n := &Notes{db: db}
	r := gin.New()
	r.POST("/notes", n.create)
	log.Fatal(r.Run())
}
