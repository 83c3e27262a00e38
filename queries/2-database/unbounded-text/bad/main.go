package main

import (
	"log"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"
)

type noteRequest struct {
	Title string `json:"title" binding:"required"`
	Body  string `json:"body"`
}

type Note struct {
	Title string `db:"title"`
	Body  string `db:"body"`
}

type Notes struct{ db *sqlx.DB }

func (n *Notes) Add(note Note) error {
	_, err := n.db.NamedExec("INSERT INTO notes (title, body) VALUES (:title, :body)", note) // want /`noteRequest\.(Title|Body)` of a request goes into `notes\.(title|body)`/
	return err
}

func (n *Notes) create(c *gin.Context) {
	var req noteRequest
	if err := c.ShouldBindJSON(&req); err != nil || len(req.Title) == 0 {
		c.Status(http.StatusBadRequest)
		return
	}
	if err := n.Add(Note{Title: req.Title, Body: req.Body}); err != nil {
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
