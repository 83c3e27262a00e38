module example.com/shop

go 1.22

require (
	github.com/go-chi/chi/v5 v5.1.0
	github.com/jackc/pgx/v5 v5.6.0
	github.com/jmoiron/sqlx v1.4.0
	gorm.io/driver/postgres v1.5.9
	gorm.io/gorm v1.25.12
)
