package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type Order struct {
	ID          uint
	TableNumber uint
}

type OrderLine struct {
	ID      uint
	OrderID uint
	Dish    string
}

type Orders struct{ db *gorm.DB }

func (o *Orders) add(order *Order) error     { return o.db.Create(order).Error }
func (o *Orders) addLine(l *OrderLine) error { return o.db.Create(l).Error }

type Server struct {
	db     *gorm.DB
	orders *Orders
}

func (s *Server) order(c *fiber.Ctx) error {
	order := Order{TableNumber: 4}
	if err := s.orders.add(&order); err != nil {
		return err
	}
	return s.orders.addLine(&OrderLine{OrderID: order.ID, Dish: c.FormValue("dish")}) // want /`Server.order` writes orders \(line \d+\) and order_lines/
}

func (s *Server) cancel(c *fiber.Ctx) error {
	if err := s.db.Where("order_id = ?", c.Params("id")).Delete(&OrderLine{}).Error; err != nil {
		return err
	}
	return s.db.Delete(&Order{}, c.Params("id")).Error // want "no transaction holds the two together; a foreign key joins them"
}

func main() {
	db, err := gorm.Open(postgres.Open(os.Getenv("DATABASE_URL")))
	if err != nil {
		log.Fatal(err)
	}
	s := &Server{db: db, orders: &Orders{db: db}}
	app := fiber.New()
	app.Post("/orders", s.order)
	app.Delete("/orders/:id", s.cancel)
	log.Fatal(app.Listen(":8080"))
}
