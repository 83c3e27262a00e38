package main

import (
	"fmt"
	"net/http"

	"example.org/interfaces/service"
	"example.org/interfaces/store"
)

type page struct {
	orders *service.Orders
	next   http.Handler
}

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	price, err := p.orders.Quote(len(r.URL.Path))
	if err != nil {
		status, text := service.StatusOf(err)
		http.Error(w, text, status)
		return
	}
	p.show(w, price)
	p.next.ServeHTTP(w, r)
}

func (p *page) show(w http.ResponseWriter, price int) { fmt.Fprintln(w, price) }

type footer struct{}

func (footer) ServeHTTP(w http.ResponseWriter, r *http.Request) { credits(w) }

func credits(w http.ResponseWriter) { fmt.Fprint(w, "shop") }

func main() {
	disk := store.Count(store.NewDisk("orders"))
	defer disk.Close()
	orders := service.New(service.Options{Store: disk, Pricer: service.Flat{Off: 1}})
	http.Handle("/", &page{orders: orders, next: footer{}})
	fmt.Println(service.Basket(10, service.Flat{Off: 2}, &service.Percent{Rate: 50}))
	fmt.Println(service.Describe(&service.Percent{Rate: 1}), service.Sorted(nil))
	var spare store.Store = store.NewMemory()
	_ = spare.Save(store.Order{ID: 1})
	_ = http.ListenAndServe(":8080", nil)
}
