package main

import (
	"errors"
	"log"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"
)

type taskRequest struct {
	Title string `json:"title" binding:"required,max=80"`
	Sort  string `json:"sort" binding:"required,oneof=bug wish"`
}

type stateRequest struct {
	State string `json:"state" binding:"required"`
}

func checkState(state string) error {
	switch state {
	case "open", "done":
		return nil
	default:
		return errors.New("no such state")
	}
}

type Tasks struct{ db *sqlx.DB }

func (t *Tasks) create(c *gin.Context) {
	var req taskRequest
	if err := c.ShouldBindJSON(&req); err != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	source := "web"
	if c.GetHeader("X-Mail") != "" {
		source = "mail"
	}
	if _, err := t.db.Exec("INSERT INTO tasks (title, sort, source) VALUES ($1, $2, $3)", req.Title, req.Sort, source); err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

func (t *Tasks) setState(c *gin.Context) {
	var req stateRequest
	if err := c.ShouldBindJSON(&req); err != nil || checkState(req.State) != nil {
		c.Status(http.StatusBadRequest)
		return
	}
	if _, err := t.db.Exec("UPDATE tasks SET state = $1 WHERE id = $2", req.State, c.Param("id")); err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

// A title may be anything.
func (t *Tasks) rename(c *gin.Context) {
	title := c.PostForm("title")
	switch title {
	case "", "-":
		title = "untitled"
	}
	if _, err := t.db.Exec("UPDATE tasks SET title = $1 WHERE id = $2", title, c.Param("id")); err != nil {
		c.Status(http.StatusInternalServerError)
	}
}

func main() {
	db, err := sqlx.Connect("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	t := &Tasks{db: db}
	r := gin.New()
	r.POST("/tasks", t.create)
	r.PUT("/tasks/:id/state", t.setState)
	r.PUT("/tasks/:id/title", t.rename)
	log.Fatal(r.Run())
}
