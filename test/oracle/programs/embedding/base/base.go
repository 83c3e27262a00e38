// Package base is what handlers share.
package base

type Logger interface{ Log(line string) }

type Console struct{ lines int }

func (c *Console) Log(line string) { c.lines += width(line) }

type Silent struct{}

func (Silent) Log(string) {}

func width(line string) int { return len(line) }

// Core is embedded by pointer and by value.
type Core struct {
	Logger
	Name string
}

func (c *Core) Fail(reason string) { c.Log(c.Prefix() + reason) }
func (c Core) Prefix() string      { return c.Name }

type Meta struct{ Core }

func (m *Meta) Describe() string { return m.Prefix() }

type Closer interface{ Close() error }

type Session interface {
	Logger
	Closer
}

type Alias = Meta
