package main

import (
	"context"
	"database/sql"
	"log"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Article struct {
	ID      int64  `db:"id"`
	Name    string `db:"name"`
	Views   int64  `db:"views"`
	Stock   int64  `db:"stock"`
	Version int64  `db:"version"`
}

// A repository: who computes does not write.
type Articles struct{ db *sqlx.DB }

func (a *Articles) Get(ctx context.Context, id string) (*Article, error) {
	var found Article
	err := a.db.GetContext(ctx, &found, "SELECT id, name, views, stock, version FROM articles WHERE id = $1", id)
	return &found, err
}

func (a *Articles) Save(ctx context.Context, article *Article) error {
	_, err := a.db.NamedExecContext(ctx, "UPDATE articles SET name = :name, stock = :stock WHERE id = :id", article)
	return err
}

type Shop struct {
	orm      *gorm.DB
	articles *Articles
	plain    *sql.DB
	pool     *pgxpool.Pool
}

func (s *Shop) view(w http.ResponseWriter, r *http.Request) {
	var article Article
	if s.orm.First(&article, chi.URLParam(r, "id")).Error != nil {
		return
	}
	article.Views++ // want "computes a new `articles.views` from the one that it has read"
	s.orm.Save(&article)
}

func (s *Shop) buy(w http.ResponseWriter, r *http.Request) {
	article, err := s.articles.Get(r.Context(), chi.URLParam(r, "id"))
	if err != nil || article.Stock == 0 {
		return
	}
	article.Stock -= 1 // want "`articles.stock`"
	s.articles.Save(r.Context(), article)
}

func (s *Shop) pay(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	var balance int64
	if err := s.plain.QueryRowContext(r.Context(), "SELECT balance FROM accounts WHERE id = $1", id).Scan(&balance); err != nil {
		return
	}
	s.plain.ExecContext(r.Context(), "UPDATE accounts SET balance = $1 WHERE id = $2", balance-10, id) // want "`accounts.balance`"
}

// The transaction locks nothing.
func (s *Shop) refund(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	pgx.BeginFunc(r.Context(), s.pool, func(tx pgx.Tx) error {
		var balance int64
		if err := tx.QueryRow(r.Context(), "SELECT balance FROM accounts WHERE id = $1", id).Scan(&balance); err != nil {
			return err
		}
		balance += 10 // want "`accounts.balance`"
		_, err := tx.Exec(r.Context(), "UPDATE accounts SET balance = $2 WHERE id = $1", id, balance)
		return err
	})
}

func main() {
	orm, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	db, err := sqlx.Connect("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	s := &Shop{orm: orm, articles: &Articles{db: db}, plain: db.DB, pool: pool}
	r := chi.NewRouter()
	r.Get("/articles/{id}", s.view)
	r.Post("/articles/{id}/buy", s.buy)
	r.Post("/accounts/{id}/pay", s.pay)
	r.Post("/accounts/{id}/refund", s.refund)
	log.Fatal(http.ListenAndServe(":8080", r))
}
