import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (texts: Readonly<Record<string, string>>) =>
  (await analyseTexts(texts)).routes.map((r) => `${r.route.method} ${r.route.path} ${r.auth}${r.reasons.auth ? `: ${r.reasons.auth}` : ''}`)

const NOT_FOLLOWED = 'gRPC-gateway is not followed: whom it serves is not known'

test('a gateway mounted on a router: what it asks of a request is not known, unless a guard before it is', async () => {
  expect(
    await verdicts({
      'main.go': `package main

import (
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/labstack/echo/v4"
)

func auth(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return echo.NewHTTPError(http.StatusUnauthorized, "no")
		}
		return next(c)
	}
}

func maybe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if cookie, err := c.Cookie("session"); err == nil {
			c.Set("user", cookie.Value)
		}
		return next(c)
	}
}

func main() {
	gateway := runtime.NewServeMux(runtime.WithMiddlewares(check))
	e := echo.New()
	e.Any("/plain/*", echo.WrapHandler(gateway))
	e.Any("/limited/*", echo.WrapHandler(http.MaxBytesHandler(gateway, 1024)))
	e.Any("/stripped/*", echo.WrapHandler(http.StripPrefix("/stripped", gateway)))
	e.Any("/maybe/*", echo.WrapHandler(gateway), maybe)
	e.Any("/guarded/*", echo.WrapHandler(http.MaxBytesHandler(gateway, 1024)), auth)
	e.Any("/files/*", echo.WrapHandler(http.FileServer(http.Dir("."))))
	e.Start(":80")
}
`,
    }),
  ).toEqual([
    `* /plain/* unknown: ${NOT_FOLLOWED}`,
    `* /limited/* unknown: ${NOT_FOLLOWED}`,
    `* /stripped/* unknown: ${NOT_FOLLOWED}`,
    `* /maybe/* unknown: ${NOT_FOLLOWED}`,
    '* /guarded/* required',
    '* /files/* none',
  ])
})

test('a gateway that came through a field, a parameter or a function of the program, and one that a handler asks', async () => {
  expect(
    await verdicts({
      'main.go': `package main

import (
	"net/http"

	gw "github.com/grpc-ecosystem/grpc-gateway/runtime"
)

type server struct {
	gateway *gw.ServeMux
	handler http.Handler
}

func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		next.ServeHTTP(w, r)
	})
}

func newGateway() (http.Handler, error) {
	mux := gw.NewServeMux()
	return mux, nil
}

func (s *server) routes(mux *http.ServeMux, given *gw.ServeMux) {
	mux.Handle("/field/", http.MaxBytesHandler(s.gateway, 1024))
	mux.Handle("/interface/", s.handler)
	mux.Handle("/parameter/", cors(given))
	mux.HandleFunc("/method/", given.ServeHTTP)
	made, _ := newGateway()
	mux.Handle("/made/", cors(made))
	mux.HandleFunc("/asked/", s.serve)
	mux.HandleFunc("/closure/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Served-By", "gateway")
		given.ServeHTTP(w, r)
	})
	mux.HandleFunc("/own/", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == "OPTIONS" {
		w.WriteHeader(204)
		return
	}
	s.gateway.ServeHTTP(w, r)
}

func main() {
	gateway := gw.NewServeMux()
	mux := http.NewServeMux()
	s := &server{gateway: gateway, handler: gateway}
	s.routes(mux, gateway)
	http.ListenAndServe(":80", mux)
}
`,
    }),
  ).toEqual([
    `* /field/* unknown: ${NOT_FOLLOWED}`,
    `* /interface/* unknown: ${NOT_FOLLOWED}`,
    `* /parameter/* unknown: ${NOT_FOLLOWED}`,
    `* /method/* unknown: ${NOT_FOLLOWED}`,
    `* /made/* unknown: ${NOT_FOLLOWED}`,
    'OPTIONS /asked/* none',
    `* /asked/* unknown: ${NOT_FOLLOWED}`,
    `* /closure/* unknown: ${NOT_FOLLOWED}`,
    '* /own/* none',
  ])
})

test('a gateway under the routers of other frameworks', async () => {
  expect(
    await verdicts({
      'main.go': `package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/gorilla/mux"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/rs/cors"
)

func main() {
	gateway := runtime.NewServeMux()
	g := gin.New()
	g.Any("/gin/*any", gin.WrapH(gateway))
	g.Any("/gin-function/*any", gin.WrapF(gateway.ServeHTTP))
	go g.Run(":80")
	c := chi.NewRouter()
	c.Handle("/chi/*", cors.Default().Handler(gateway))
	c.Mount("/chi-mount", gateway)
	go http.ListenAndServe(":81", c)
	m := mux.NewRouter()
	m.PathPrefix("/gorilla/").Handler(gateway)
	go http.ListenAndServe(":82", m)
	f := fiber.New()
	f.All("/fiber/*", adaptor.HTTPHandler(gateway))
	f.Listen(":83")
}
`,
    }),
  ).toEqual([
    `* /gin/* unknown: ${NOT_FOLLOWED}`,
    `* /gin-function/* unknown: ${NOT_FOLLOWED}`,
    `* /chi/* unknown: ${NOT_FOLLOWED}`,
    `* /chi-mount/* unknown: ${NOT_FOLLOWED}`,
    `* /gorilla/* unknown: ${NOT_FOLLOWED}`,
    `* /fiber/* unknown: ${NOT_FOLLOWED}`,
  ])
})
