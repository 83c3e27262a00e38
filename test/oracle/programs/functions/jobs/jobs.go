// Package jobs runs functions that others hand in.
package jobs

import (
	"sort"
	"sync"
	"time"
)

type Step func(name string) error

func (s Step) Named(name string) error { return s(name) }

type Hooks struct {
	Before func(name string)
	After  func(name string, err error)
}

type Runner struct {
	hooks Hooks
	steps map[string]Step
	queue chan func()
	now   func() time.Time
	once  sync.Once
}

type Option func(*Runner)

func WithHooks(h Hooks) Option { return func(r *Runner) { r.hooks = h } }

func WithClock(now func() time.Time) Option {
	return func(r *Runner) { r.now = now }
}

func New(options ...Option) *Runner {
	r := &Runner{steps: map[string]Step{}, queue: make(chan func(), 8), now: time.Now}
	for _, apply := range options {
		apply(r)
	}
	return r
}

func (r *Runner) Add(name string, step Step) { r.steps[name] = step }

func (r *Runner) Run(name string) error {
	if r.hooks.Before != nil {
		r.hooks.Before(name)
	}
	step, ok := r.steps[name]
	if !ok {
		return nil
	}
	err := step(name)
	defer func() { r.finish(name, err) }()
	r.once.Do(r.start)
	return step.Named(name)
}

func (r *Runner) start() { go r.loop() }

func (r *Runner) loop() {
	for job := range r.queue {
		job()
	}
}

func (r *Runner) finish(name string, err error) {
	if r.hooks.After != nil {
		r.hooks.After(name, err)
	}
	_ = r.now()
}

// Later puts a function on the channel that loop takes it from.
func (r *Runner) Later(job func()) { r.queue <- job }

// Names ranges over a function.
func (r *Runner) Names() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, name := range r.sorted() {
			if !yield(name) {
				return
			}
		}
	}
}

func (r *Runner) sorted() []string {
	var names []string
	for name := range r.steps {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return shorter(names[i], names[j]) })
	return names
}

func shorter(a, b string) bool { return len(a) < len(b) }

func Each(names []string, visit func(string) error) error {
	for _, name := range names {
		if err := visit(name); err != nil {
			return err
		}
	}
	return nil
}

// Chain wraps a step in others, the last outermost.
func Chain(step Step, wrappers ...func(Step) Step) Step {
	for _, wrap := range wrappers {
		step = wrap(step)
	}
	return step
}
