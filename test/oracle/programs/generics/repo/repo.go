// Package repo keeps things of any kind.
package repo

type Keyed interface {
	Key() string
	comparable
}

type Validator interface{ Validate() error }

type Repo[T Keyed] struct {
	items map[string]T
	check func(T) error
}

func New[T Keyed](check func(T) error) *Repo[T] {
	return &Repo[T]{items: map[string]T{}, check: check}
}

func (r *Repo[T]) Put(item T) error {
	if err := r.check(item); err != nil {
		return err
	}
	r.store(item.Key(), item)
	return nil
}

func (r *Repo[T]) store(key string, item T) { r.items[key] = item }

func (r *Repo[T]) All() []T {
	var all []T
	for _, item := range r.items {
		all = append(all, item)
	}
	return all
}

type Lister[T any] interface{ All() []T }

func Keys[T Keyed](from Lister[T]) []string {
	return Map(from.All(), func(item T) string { return item.Key() })
}

func Map[T, U any](items []T, f func(T) U) []U {
	var out []U
	for _, item := range items {
		out = append(out, f(item))
	}
	return out
}

func Must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func Valid[T Validator](items ...T) error {
	for _, item := range items {
		if err := item.Validate(); err != nil {
			return err
		}
	}
	return nil
}

type Pair[K comparable, V any] struct {
	Left  K
	Right V
}

func (p Pair[K, V]) Swap() Pair[K, V] { return p }

type Cached[T Keyed] struct {
	*Repo[T]
	last T
}

func (c *Cached[T]) Put(item T) error {
	c.last = item
	return c.Repo.Put(item)
}
