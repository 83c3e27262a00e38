import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const HEAD = `package main

import (
	"net/http"
	"regexp"
	"strings"
)

var _ = strings.ToUpper
var _ = regexp.MustCompile

func list(w http.ResponseWriter, r *http.Request)   { w.Write([]byte("list")) }
func create(w http.ResponseWriter, r *http.Request) { w.Write([]byte("create")) }
func remove(w http.ResponseWriter, r *http.Request) { w.Write([]byte("remove")) }

func token(w http.ResponseWriter, r *http.Request) bool {
	if r.Header.Get("Authorization") != "secret" {
		http.Error(w, "no", http.StatusUnauthorized)
		return false
	}
	return true
}

func private(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "secret" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}
`
const routes = async (more: string) => printRoutes(await analyseTexts({ 'main.go': `${HEAD}\n${more}\n` }))
const serving = (handler: string, path = '/items') => `
func main() {
	http.HandleFunc("${path}", handle)
	http.ListenAndServe(":80", nil)
}

func handle(w http.ResponseWriter, r *http.Request) {
${handler}
}`

test('a handler that switches on the method is one route a method, each with what answers it', async () => {
  expect(
    await routes(
      serving(`	switch r.Method {
	case http.MethodGet:
		list(w, r)
	case http.MethodPost:
		private(create)(w, r)
	case "DELETE":
		if !token(w, r) {
			return
		}
		remove(w, r)
	default:
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}`),
    ),
  ).toEqual([
    'GET /items -> list [] none none',
    'POST /items -> create [private] required none',
    'DELETE /items -> remove [] required none',
  ])
})

test('other methods are refused first, or are not there at all', async () => {
  expect(
    await routes(
      serving(`	if r.Method != http.MethodPost && r.Method != "PUT" {
		w.WriteHeader(405)
		return
	}
	create(w, r)`),
    ),
  ).toEqual(['POST /items -> handle [] none none', 'PUT /items -> handle [] none none'])
  expect(
    await routes(
      serving(`	switch {
	case r.Method == "GET":
		list(w, r)
	case r.Method == "POST":
		create(w, r)
	}`),
    ),
  ).toEqual(['GET /items -> list [] none none', 'POST /items -> create [] none none'])
})

test('what is done for any method stays a route for any method', async () => {
  expect(
    await routes(
      serving(`	if r.Method == http.MethodPost {
		create(w, r)
		return
	}
	list(w, r)`),
    ),
  ).toEqual(['POST /items -> create [] none none', '* /items -> list [] none none'])
  expect(await routes(serving('	list(w, r)'))).toEqual(['* /items -> handle [] none none'])
})

test('a handler below a path chooses by the path: whole, by its beginning, by a pattern', async () => {
  expect(
    await routes(
      `var itemPath = regexp.MustCompile("^/items/([0-9]+)/parts$")

${serving(
  `	if r.Method == http.MethodGet && r.URL.Path == "/" {
		list(w, r)
	} else if (r.Method == http.MethodPut || r.Method == http.MethodPost) && r.URL.Path == "/items" {
		private(create)(w, r)
	} else if r.Method == http.MethodDelete && itemPath.MatchString(r.URL.Path) {
		remove(w, r)
	} else if strings.HasPrefix(r.URL.Path, "/docs/") {
		list(w, r)
	} else {
		http.NotFound(w, r)
	}`,
  '/',
)}`,
    ),
  ).toEqual([
    'GET / -> list [] none none',
    'PUT /items -> create [private] required none',
    'POST /items -> create [private] required none',
    'DELETE /items/:2/parts -> remove [] none none',
    '* /docs/* -> list [] none none',
  ])
})

test('a wrapper that lets one method through decides for the handler inside', async () => {
  expect(
    await routes(`
func only(method string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			http.Error(w, "no", http.StatusMethodNotAllowed)
			return
		}
		next(w, r)
	}
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/items", only(http.MethodPost, create))
	http.ListenAndServe(":80", mux)
}`),
  ).toEqual(['POST /items -> create [only] none none'])
})

test('a root handler that knows its own path only', async () => {
  expect(
    await routes(
      serving(
        `	if r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	list(w, r)`,
        '/',
      ),
    ),
  ).toEqual(['* / -> handle [] none none'])
})

test('a table of rows that is asked for the one of a path is a route a row, each as its row says', async () => {
  const table = `
type row struct {
	url       string
	below     bool
	open      bool
	execution func(w http.ResponseWriter, path string)
}

func (r row) run(w http.ResponseWriter, path string) { r.execution(w, path) }

var rows = []row{
	{url: "/info", execution: info, open: true},
	{url: "/files/", execution: files, below: true},
	{url: "/users", execution: users},
}

func info(w http.ResponseWriter, path string)  { w.Write([]byte("info")) }
func files(w http.ResponseWriter, path string) { w.Write([]byte("files")) }
func users(w http.ResponseWriter, path string) { w.Write([]byte("users")) }
func find(path string) (row, bool) {
	for _, r := range rows {
		if (!r.below && path == r.url) || (r.below && strings.HasPrefix(path, r.url)) {
			return r, true
		}
	}
	return row{}, false
}
`
  const code = (path: string) =>
    table +
    serving(
      `	path := ${path}
	found, ok := find(path)
	if !ok {
		http.Error(w, "no such thing", 400)
		return
	}
	if !found.open && !token(w, r) {
		return
	}
	found.run(w, path)`,
      '/api/',
    )
  const byRow = ['* /api/info none', '* /api/files/* required', '* /api/users required']
  const verdicts = async (path: string) => (await routes(code(path))).map((r) => r.replace(/ -> .*\] (\w+) \w+$/, ' $1'))
  expect(await verdicts('strings.TrimPrefix(r.URL.Path, "/api")')).toEqual(byRow)
  expect(await verdicts('strings.Replace(r.URL.String(), "/api", "", 1)')).toEqual(byRow)
  // What is taken out anywhere, or often, may be something else.
  expect(await verdicts('strings.Replace(r.URL.Path, "/v1", "", 1)')).toEqual(['* /api/* unknown'])
})
