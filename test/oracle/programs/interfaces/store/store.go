// Package store keeps orders, on disk or in memory.
package store

import (
	"errors"
	"fmt"
)

type Order struct {
	ID    int
	Total int
}

func (o Order) String() string { return fmt.Sprintf("order %d", o.ID) }

type Reader interface {
	Load(id int) (Order, error)
}

type Writer interface {
	Save(o Order) error
}

// Store is both, and can be closed.
type Store interface {
	Reader
	Writer
	Close() error
}

type Disk struct{ folder string }

func NewDisk(folder string) Store { return &Disk{folder: folder} }

func (d *Disk) Load(id int) (Order, error) {
	if id == 0 {
		return Order{}, &Missing{ID: id}
	}
	return Order{ID: id}, nil
}
func (d *Disk) Save(o Order) error { return d.write(o.String()) }
func (d *Disk) Close() error       { return nil }
func (d *Disk) write(line string) error {
	if line == "" {
		return errors.New("empty")
	}
	return nil
}

type Memory struct{ orders map[int]Order }

func NewMemory() *Memory { return &Memory{orders: map[int]Order{}} }

func (m *Memory) Load(id int) (Order, error) { return m.orders[id], nil }
func (m *Memory) Save(o Order) error         { m.orders[o.ID] = o; return nil }
func (m *Memory) Close() error               { return nil }

// Counted counts what goes through it.
type Counted struct {
	Store
	loads int
}

func Count(inner Store) *Counted { return &Counted{Store: inner} }

func (c *Counted) Load(id int) (Order, error) {
	c.loads++
	return c.Store.Load(id)
}

type Missing struct{ ID int }

func (m *Missing) Error() string { return fmt.Sprintf("no order %d", m.ID) }
func (m *Missing) Status() int   { return 404 }
