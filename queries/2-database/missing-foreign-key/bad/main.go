package main

import (
	"database/sql"
	"log"
	"net/http"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib"
)

type Server struct{ db *sql.DB }

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	row := s.db.QueryRowContext(r.Context(), "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email = $1", r.FormValue("email"))
	var count int
	if err := row.Scan(&count); err != nil {
		http.Error(w, "orders", http.StatusInternalServerError)
	}
}

func (s *Server) remove(w http.ResponseWriter, r *http.Request) {
	if _, err := s.db.ExecContext(r.Context(), "DELETE FROM customers WHERE id = $1", r.PathValue("id")); err != nil {
		http.Error(w, "customers", http.StatusInternalServerError)
	}
}

func main() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", s.list)
	mux.HandleFunc("DELETE /customers/{id}", s.remove)
	log.Fatal(http.ListenAndServe(":8080", mux))
}
