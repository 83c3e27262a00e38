package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
)

type Server struct{ db *pgxpool.Pool }

func (s *Server) record(w http.ResponseWriter, r *http.Request) {
	_, err := s.db.Exec(r.Context(), "INSERT INTO visits (ward_id, patient) VALUES ($1, $2)",
		r.FormValue("ward"), r.FormValue("patient"))
	if err != nil {
		http.Error(w, "not recorded", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func main() {
	db, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	http.HandleFunc("POST /visits", s.record)
	log.Fatal(http.ListenAndServe(":8080", nil))
}
