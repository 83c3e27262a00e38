// What goes through others' hands: writers that wrap writers, one of very many functions, methods of interfaces, and places
// to store in that are called for.
package main

import (
	"net/http"
	"os"
)

type countingWriter struct {
	http.ResponseWriter
	status int
}

func (c *countingWriter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

type proxy interface {
	http.ResponseWriter
	Status() int
}

func (c *countingWriter) Status() int { return c.status }

func wrap(w http.ResponseWriter) proxy { return &countingWriter{ResponseWriter: w} }

func counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wrapped := wrap(w)
		next.ServeHTTP(wrapped, r)
		println(wrapped.Status())
	})
}

type step func() int

type machine struct {
	totals [20]int
	names  map[string]string
}

func (m *machine) total(i int) *int { return &m.totals[i] }

func (m *machine) name(i int) string { return string(rune('a' + i)) }

func (m *machine) clear(i int) {
	*m.total(i) = 0
	m.names[m.name(i)] = ""
}

func (m *machine) step0() int  { return 0 }
func (m *machine) step1() int  { return 1 }
func (m *machine) step2() int  { return 2 }
func (m *machine) step3() int  { return 3 }
func (m *machine) step4() int  { return 4 }
func (m *machine) step5() int  { return 5 }
func (m *machine) step6() int  { return 6 }
func (m *machine) step7() int  { return 7 }
func (m *machine) step8() int  { return 8 }
func (m *machine) step9() int  { return 9 }
func (m *machine) step10() int { return 10 }
func (m *machine) step11() int { return 11 }
func (m *machine) step12() int { return 12 }
func (m *machine) step13() int { return 13 }
func (m *machine) step14() int { return 14 }
func (m *machine) step15() int { return 15 }
func (m *machine) step16() int { return 16 }
func (m *machine) step17() int { return 17 }

func (m *machine) dispatch(name string) step {
	switch name {
	case "0":
		return m.step0
	case "1":
		return m.step1
	case "2":
		return m.step2
	case "3":
		return m.step3
	case "4":
		return m.step4
	case "5":
		return m.step5
	case "6":
		return m.step6
	case "7":
		return m.step7
	case "8":
		return m.step8
	case "9":
		return m.step9
	case "10":
		return m.step10
	case "11":
		return m.step11
	case "12":
		return m.step12
	case "13":
		return m.step13
	case "14":
		return m.step14
	case "15":
		return m.step15
	case "16":
		return m.step16
	case "17":
		return m.step17
	}
	return nil
}

type reader interface {
	Read(key string) string
	Cached(key string, read func(string) string) string
}

type disk struct{ seen map[string]string }

func (d *disk) Read(key string) string { return key }

func (d *disk) Cached(key string, read func(string) string) string {
	if d.seen[key] == "" {
		d.seen[key] = read(key)
	}
	return d.seen[key]
}

func newReader() reader { return &disk{seen: map[string]string{}} }

type app struct {
	reader  reader
	machine *machine
}

func (a *app) show(w http.ResponseWriter, r *http.Request) {
	if next := a.machine.dispatch(r.URL.Path); next != nil {
		w.WriteHeader(200 + next())
		return
	}
	println(a.reader.Cached("key", a.reader.Read))
	a.machine.clear(1)
}

func main() {
	a := &app{reader: newReader(), machine: &machine{names: map[string]string{}}}
	http.ListenAndServe(os.Args[1], counted(http.HandlerFunc(a.show)))
}
