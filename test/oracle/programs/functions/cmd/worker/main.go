package main

import (
	"errors"
	"fmt"
	"time"

	"example.org/functions/jobs"
)

type report struct{ lines []string }

func (r *report) add(line string)         { r.lines = append(r.lines, line) }
func (r *report) note(name string) error  { r.add(name); return nil }
func (r *report) print(prefix string) int { fmt.Println(prefix, r.lines); return len(r.lines) }

var table = map[string]jobs.Step{
	"clean": clean,
	"fetch": func(name string) error { return fetch(name, 3) },
}

var fallback = []struct {
	name string
	run  jobs.Step
}{
	{"noop", noop},
	{"fetch", func(name string) error { return fetch(name, 1) }},
}

func clean(name string) error { return nil }
func noop(name string) error  { return nil }

func fetch(name string, tries int) error {
	if tries == 0 {
		return errors.New("gone")
	}
	return fetch(name, tries-1)
}

func logged(step jobs.Step) jobs.Step {
	return func(name string) error {
		fmt.Println("start", name)
		return step(name)
	}
}

func clock() time.Time { return time.Time{} }

func warn(name string) { fmt.Println("warn", name) }

func main() {
	r := &report{}
	runner := jobs.New(
		jobs.WithClock(clock),
		jobs.WithHooks(jobs.Hooks{
			Before: warn,
			After:  func(name string, err error) { r.add(name) },
		}),
	)
	for name, step := range table {
		runner.Add(name, jobs.Chain(step, logged))
	}
	for _, entry := range fallback {
		runner.Add(entry.name, entry.run)
	}
	runner.Add("note", r.note)
	_ = jobs.Each([]string{"clean", "note"}, runner.Run)
	_ = jobs.Each(nil, func(name string) error { return runner.Run(name) })
	runner.Later(func() { r.add("later") })
	for name := range runner.Names() {
		r.add(name)
	}
	var walk func(depth int)
	walk = func(depth int) {
		if depth > 0 {
			walk(depth - 1)
		}
	}
	walk(3)
	time.AfterFunc(time.Second, func() { r.add("timer") })
	show := (*report).print
	defer show(r, "all")
	func() { r.add("inline") }()
}
