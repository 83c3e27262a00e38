package main

import (
	"fmt"

	"example.org/embedding/base"
)

type desk struct {
	*base.Core
	tools
}

type tools struct{ base.Meta }

// Fail shadows the promoted one.
func (d *desk) Fail(reason string) { d.Core.Fail("desk: " + reason) }

func (d *desk) Serve() {
	d.Fail("late")
	d.Log("served")
	fmt.Println(d.Describe(), d.Core.Prefix())
}

type line struct{ base.Silent }

func (l *line) Close() error { return nil }

func use(s base.Session) {
	s.Log("hello")
	_ = s.Close()
}

type server interface{ Serve() }

func start(servers ...server) {
	for _, s := range servers {
		s.Serve()
	}
}

func main() {
	d := &desk{Core: &base.Core{Logger: &base.Console{}, Name: "desk"}}
	start(d)
	use(&line{})
	var a base.Alias
	fmt.Println(a.Describe())
	type local struct{ *desk }
	local{d}.Serve()
	run := d.Log
	run("bound")
	inner := struct{ *base.Core }{d.Core}
	inner.Fail("inner")
}
