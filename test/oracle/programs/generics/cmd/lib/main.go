package main

import (
	"errors"
	"fmt"

	"example.org/generics/repo"
)

type Book struct{ isbn string }

func (b Book) Key() string     { return b.isbn }
func (b Book) Validate() error { return checkBook(b) }

type Member struct{ name string }

func (m *Member) Key() string     { return m.name }
func (m *Member) Validate() error { return nil }

func checkBook(b Book) error {
	if b.isbn == "" {
		return errors.New("no isbn")
	}
	return nil
}

type shelf struct {
	books   *repo.Repo[Book]
	members repo.Cached[*Member]
}

func open() (*shelf, error) {
	s := &shelf{books: repo.New(checkBook)}
	s.members = repo.Cached[*Member]{Repo: repo.New[*Member](func(m *Member) error { return m.Validate() })}
	return s, nil
}

func title(b Book) string { return b.Key() }

func main() {
	s := repo.Must(open())
	_ = s.books.Put(Book{"1"})
	_ = s.members.Put(&Member{"ada"})
	fmt.Println(repo.Map(s.books.All(), title), repo.Keys[Book](s.books), s.members.All())
	_ = repo.Valid(Book{"2"})
	_ = repo.Valid(&Member{"bo"})
	pair := repo.Pair[string, Book]{Left: "x"}
	fmt.Println(pair.Swap().Right.Key())
	for _, b := range s.books.All() {
		_ = b.Validate()
	}
}
