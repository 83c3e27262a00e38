module example.com/library

go 1.22

require (
	github.com/gofiber/fiber/v2 v2.52.5
	github.com/redis/go-redis/v9 v9.7.0
	gorm.io/driver/postgres v1.5.9
	gorm.io/gorm v1.25.12
)
