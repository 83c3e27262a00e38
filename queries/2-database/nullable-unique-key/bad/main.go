package main

import (
	"database/sql"
	"log"
	"net/http"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib"
)

type Server struct{ db *sql.DB }

func (s *Server) roots(w http.ResponseWriter, r *http.Request) {
	row := s.db.QueryRowContext(r.Context(), "SELECT count(*) FROM folders WHERE owner_id = $1 AND parent_id IS NULL", r.PathValue("owner"))
	var count int
	if err := row.Scan(&count); err != nil {
		http.Error(w, "folders", http.StatusInternalServerError)
	}
}

func (s *Server) member(w http.ResponseWriter, r *http.Request) {
	row := s.db.QueryRowContext(r.Context(), "SELECT count(*) FROM members WHERE tenant = $1 AND email = $2 AND deleted_at IS NULL", r.PathValue("tenant"), r.FormValue("email"))
	var count int
	if err := row.Scan(&count); err != nil {
		http.Error(w, "members", http.StatusInternalServerError)
	}
}

func (s *Server) count(w http.ResponseWriter, r *http.Request) {
	_, err := s.db.ExecContext(r.Context(), "INSERT INTO tallies (page, referrer, hits) VALUES ($1, $2, 1) ON CONFLICT (page, referrer) DO UPDATE SET hits = tallies.hits + 1", r.PathValue("page"), r.FormValue("referrer"))
	if err != nil {
		http.Error(w, "tallies", http.StatusInternalServerError)
	}
}

func (s *Server) view(w http.ResponseWriter, r *http.Request) {
	_, err := s.db.ExecContext(r.Context(), "INSERT INTO views (page, hits) VALUES ($1, 1) ON CONFLICT (page, variant) DO UPDATE SET hits = views.hits + 1", r.PathValue("page"))
	if err != nil {
		http.Error(w, "views", http.StatusInternalServerError)
	}
}

func main() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /owners/{owner}/folders", s.roots)
	mux.HandleFunc("GET /tenants/{tenant}/member", s.member)
	mux.HandleFunc("POST /pages/{page}/hits", s.count)
	mux.HandleFunc("POST /pages/{page}/views", s.view)
	log.Fatal(http.ListenAndServe(":8080", mux))
}
