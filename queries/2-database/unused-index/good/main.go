package main

import (
	"database/sql"
	"log"
	"net/http"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib"
)

type Server struct{ db *sql.DB }

func (s *Server) byDriver(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT id, fare FROM rides WHERE driver = $1 ORDER BY started_at DESC LIMIT 20", r.PathValue("driver"))
	if err != nil {
		http.Error(w, "rides", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
}

func (s *Server) dearest(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT id, fare FROM rides ORDER BY fare DESC LIMIT 20")
	if err != nil {
		http.Error(w, "rides", http.StatusInternalServerError)
		return
	}
	defer rows.Close()
}

func main() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /drivers/{driver}/rides", s.byDriver)
	mux.HandleFunc("GET /rides/dearest", s.dearest)
	log.Fatal(http.ListenAndServe(":8080", mux))
}
