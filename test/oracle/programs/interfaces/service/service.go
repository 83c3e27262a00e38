// Package service prices orders.
package service

import (
	"errors"
	"io"
	"sort"

	"example.org/interfaces/store"
)

// Pricer is satisfied by two types; the wiring uses one for orders and both for baskets.
type Pricer interface{ Price(total int) int }

type Flat struct{ Off int }

func (f Flat) Price(total int) int { return total - f.Off }

type Percent struct{ Rate int }

func (p *Percent) Price(total int) int { return scale(total, p.Rate) }

func scale(total, rate int) int { return total * rate / 100 }

type Orders struct {
	reader store.Reader
	writer store.Writer
	pricer Pricer
}

type Options struct {
	Store  store.Store
	Pricer Pricer
}

func New(o Options) *Orders {
	s := &Orders{reader: o.Store, writer: o.Store}
	if o.Pricer != nil {
		s.pricer = o.Pricer
	}
	return s
}

func (s *Orders) Quote(id int) (int, error) {
	o, err := s.reader.Load(id)
	if err != nil {
		return 0, err
	}
	return s.pricer.Price(o.Total), s.writer.Save(o)
}

// Basket holds alternatives.
func Basket(total int, pricers ...Pricer) int {
	best := total
	for _, p := range pricers {
		if price := p.Price(total); price < best {
			best = price
		}
	}
	return best
}

// Describe narrows by a type switch and an assertion.
func Describe(p Pricer) string {
	switch v := p.(type) {
	case Flat:
		return label(v.Price(1))
	case *Percent:
		return label(v.Price(2))
	}
	if closer, ok := p.(io.Closer); ok {
		_ = closer.Close()
	}
	return "?"
}

func label(n int) string { return string(rune('0' + n)) }

// StatusOf asks an error that it was given.
func StatusOf(err error) (int, string) {
	var missing *store.Missing
	if errors.As(err, &missing) {
		return missing.Status(), missing.Error()
	}
	if coded, ok := err.(interface{ Status() int }); ok {
		return coded.Status(), ""
	}
	return 500, err.Error()
}

type byTotal []store.Order

func (b byTotal) Len() int           { return len(b) }
func (b byTotal) Less(i, j int) bool { return totalOf(b[i]) < totalOf(b[j]) }
func (b byTotal) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func totalOf(o store.Order) int { return o.Total }

func Sorted(orders []store.Order) []store.Order {
	sort.Sort(byTotal(orders))
	return orders
}
