import { expect, test } from 'vitest'
import { analyseTexts, printCalls } from '#test/support/go-program.ts'

test('an interface field is the type that the constructor puts there; another implementer is not called', async () => {
  const go = await analyseTexts({
    'store.go': `package app
type Store interface { Load(id int) string }
type disk struct{}
func (d *disk) Load(id int) string { return "" }
type memory struct{}
func (m *memory) Load(id int) string { return "" }
func NewDisk() Store { return &disk{} }
type Service struct { store Store }
func NewService(store Store) *Service { return &Service{store: store} }
func (s *Service) Get(id int) string { return s.store.Load(id) }
func wire() *Service { return NewService(NewDisk()) }
`,
  })
  expect(printCalls(go)).toContain('Service.Get -> disk.Load (exact)')
  expect(printCalls(go).filter((l) => l.includes('memory.Load'))).toEqual([])
})

test('without wiring in view every implementer is a candidate, by its full method set', async () => {
  const go = await analyseTexts({
    'a.go': `package app
type Store interface { Load(id int) string; Close() }
type disk struct{}
func (d *disk) Load(id int) string { return "" }
func (d *disk) Close() {}
type half struct{}
func (h *half) Load(id int) string { return "" }
type other struct{}
func (o *other) Load(id string) string { return "" }
func (o *other) Close() {}
func use(s Store) { s.Load(1) }
`,
  })
  expect(printCalls(go)).toEqual(['use -> disk.Load (interface)'])
})

test('accessors, embedded types and function fields lead on', async () => {
  const go = await analyseTexts({
    'a.go': `package app
type base struct{}
func (b *base) log() {}
type Repo struct{ base }
func (r *Repo) Find() { r.log() }
type Server struct { repo *Repo; check func(id int) bool }
func (s *Server) repository() *Repo { return s.repo }
func (s *Server) isAdmin(id int) bool { return true }
func New() *Server {
	s := &Server{repo: &Repo{}}
	s.check = s.isAdmin
	return s
}
func (s *Server) Handle() {
	s.repository().Find()
	if s.check(1) { return }
}
`,
  })
  expect(printCalls(go)).toEqual([
    'Repo.Find -> base.log (exact)',
    'Server.Handle -> Repo.Find (exact)',
    'Server.Handle -> Server.isAdmin (exact)',
    'Server.Handle -> Server.repository (exact)',
  ])
})

test('a closure handed to a helper runs in the story of who wrote it, with what the helper puts around it', async () => {
  const go = await analyseTexts({
    'a.go': `package app
import "gorm.io/gorm"
type Repo struct { db *gorm.DB }
func (r *Repo) insert() {}
func each(ids []int, run func(id int) error) error {
	for _, id := range ids {
		if err := run(id); err != nil { return err }
	}
	return nil
}
func (r *Repo) within(run func(tx *gorm.DB) error) error { return r.db.Transaction(func(tx *gorm.DB) error { return run(tx) }) }
func (r *Repo) A(ids []int) { each(ids, func(id int) error { r.insert(); return nil }) }
func (r *Repo) B() { r.within(func(tx *gorm.DB) error { r.insert(); return nil }) }
`,
  })
  const calls = printCalls(go)
  expect(calls).toContain('Repo.A -> Repo.A.func1 (exact, loop data per element, via each)')
  expect(calls).toContain('Repo.B -> Repo.B.func1 (exact, transaction, via Repo.within)')
  expect(calls.filter((l) => l.startsWith('each ->'))).toEqual([])
})

test('loops know their bound, and whether the call hangs on the element', async () => {
  const go = await analyseTexts({
    'a.go': `package app
func one(id int) {}
func all(ids []int) {
	for _, id := range ids { one(id) }
	for _, id := range []int{1, 2, 3} { one(id) }
	for i := 0; i < 5; i++ { one(i) }
	for range ids { one(7) }
	for { one(1) }
}
`,
  })
  expect(printCalls(go)).toEqual(
    [
      'all -> one (exact, loop constant per element)',
      'all -> one (exact, loop constant per element)',
      'all -> one (exact, loop data per element)',
      'all -> one (exact, loop data)',
      'all -> one (exact, loop unknown)',
    ].sort(),
  )
})

test('what cannot be resolved is counted with its reason, and a library call is external', async () => {
  const go = await analyseTexts({
    'a.go': `package app
import "fmt"
type Port interface { Send() }
func run(p Port, f func()) {
	p.Send()
	fmt.Println("x")
	undefinedThing.Do()
}
`,
  })
  expect(go.calls.unresolved.map((u) => u.reason).sort()).toEqual(['interface-without-implementation', 'unknown-receiver'])
  expect(go.calls.counts.external).toBe(1)
})

test('goroutines, deferred calls and dropped errors are seen where they stand', async () => {
  const go = await analyseTexts({
    'a.go': `package app
func save() error { return nil }
func tidy() {}
func run() {
	defer tidy()
	go tidy()
	save()
	_ = save()
}
`,
  })
  expect(printCalls(go)).toEqual(
    ['run -> save (exact)', 'run -> save (exact)', 'run -> tidy (exact, deferred)', 'run -> tidy (exact, goroutine)'].sort(),
  )
  expect(go.drops.map((d) => d.how)).toEqual(['ignored', 'blank'])
  expect(go.spawns).toHaveLength(1)
})

test('closures are numbered in source order, whatever is evaluated first or not at all', async () => {
  const go = await analyseTexts({
    'a.go': `package app
func one() {}
func two() {}
func three() {}
const off = false
var later = func() { two() }
var use = func() { early() }
var early = func() { one() }
func run() {
	if off { func() { one() }() }
	for i := 0; i < 3; func() { two() }() { func() { three() }() }
}
`,
  })
  expect(printCalls(go).filter((l) => l.includes('-> one') || l.includes('-> two') || l.includes('-> three'))).toEqual([
    'a.go init.func1 -> two (exact)',
    'a.go init.func3 -> one (exact)',
    'run.func2 -> two (exact)',
    'run.func3 -> three (exact)',
  ])
})

test('what runs again while it fails: by hand, in a helper, and by a library; waiting, polling and trying others is none', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"errors"
	"time"

	"github.com/cenkalti/backoff/v4"
)

func send() error            { return errors.New("no") }
func read() (int, error)     { return 0, nil }
func other(host string) error { return nil }
func wait()                  {}

func byReturn() error {
	var err error
	for attempt := 0; attempt < 3; attempt++ {
		if err = send(); err == nil {
			return nil
		}
		wait()
	}
	return err
}

func byContinue() int {
	for {
		n, err := read()
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		wait()
		return n
	}
}

func helper(work func() error) error {
	err := work()
	for i := 0; err != nil && i < 3; i++ {
		err = work()
	}
	return err
}

func byHelper() { helper(func() error { return send() }) }

func byLibrary() { backoff.Retry(send, backoff.NewExponentialBackOff()) }

func polling() error {
	for {
		n, err := read()
		if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
	}
}

func trying(hosts []string) {
	for _, host := range hosts {
		if err := other(host); err == nil {
			return
		}
	}
}

func tryingByIndex(hosts []string) {
	for i := 0; i < len(hosts); i++ {
		if err := other(hosts[i]); err == nil {
			return
		}
	}
}

func reading() {
	for {
		_, err := read()
		if err != nil {
			continue
		}
		wait()
	}
}

func main() {
	byReturn()
	byContinue()
	byHelper()
	byLibrary()
	polling()
	trying(nil)
	tryingByIndex(nil)
	reading()
}
`,
  })
  expect(printCalls(go).filter((line) => line.includes('retried'))).toEqual([
    'byContinue -> read (exact, loop unknown, retried)',
    'byHelper -> byHelper.func1 (exact, retried, via helper)',
    'byLibrary -> send (exact, retried)',
    'byReturn -> send (exact, loop constant, retried)',
  ])
})
