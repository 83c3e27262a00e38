import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"
	"github.com/danielgtaylor/huma/v2/sse"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
)

type Input struct {
	ID string \`path:"id"\`
}
type Output struct{ Body string }

func show(ctx context.Context, in *Input) (*Output, error) { return &Output{}, nil }

func auth(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if ctx.Header("Authorization") == "" {
			huma.WriteErr(api, ctx, http.StatusUnauthorized, "who are you")
			return
		}
		next(huma.WithValue(ctx, "user", "somebody"))
	}
}

func count(ctx huma.Context, next func(huma.Context)) { next(ctx) }
${more}
func main() {
${body}
}
`,
    }),
  )

test('an API on a router: prefixes of groups, middleware that stands when a route is registered, the middleware below', async () => {
  expect(
    await routes(`	r := chi.NewRouter()
	r.Use(middleware.Logger)
	r.Route("/api", func(r chi.Router) {
		api := humachi.New(r, huma.Config{})
		api.UseMiddleware(count)
		huma.Get(api, "/open/{id}", show)
		huma.Register(api, huma.Operation{Method: http.MethodPost, Path: "/own", Middlewares: huma.Middlewares{auth(api)}}, show)
		huma.Put(api, "/changed", show, func(o *huma.Operation) {
			o.Middlewares = append(o.Middlewares, auth(api))
		})
		inner := huma.NewGroup(api, "/v1", "/v2")
		inner.UseMiddleware(auth(api))
		deeper := huma.NewGroup(inner, "/things")
		huma.Delete(deeper, "/{id}", show)
		sse.Register(deeper, huma.Operation{Method: "GET", Path: "/events"}, map[string]any{}, func(ctx context.Context, in *Input, send sse.Sender) {})
		api.UseMiddleware(auth(api))
		huma.Head(api, "/late", show)
	})
	http.ListenAndServe(":80", r)`),
  ).toMatchInlineSnapshot(`
    [
      "GET /api/open/:id -> show [middleware.Logger, count] none none",
      "POST /api/own -> show [middleware.Logger, count, auth] required none",
      "PUT /api/changed -> show [middleware.Logger, count, auth] required none",
      "DELETE /api/v1/things/:id -> show [middleware.Logger, count, auth] required none",
      "DELETE /api/v2/things/:id -> show [middleware.Logger, count, auth] required none",
      "GET /api/v1/things/events -> func literal [middleware.Logger, count, auth] required none",
      "GET /api/v2/things/events -> func literal [middleware.Logger, count, auth] required none",
      "HEAD /api/late -> show [middleware.Logger, count, auth] required none",
    ]
  `)
})

test('other routers below, each with its own way of writing parameters', async () => {
  expect(
    await routes(`	config := huma.Config{}
	e := echo.New()
	huma.Get(humaecho.NewWithGroup(e, e.Group("/echo"), config), "/{id}", show)
	mux1 := http.NewServeMux()
	api := humago.NewWithPrefix(mux1, "/plain", config)
	huma.Get(api, "/{id}", show)
	api.Adapter().Handle(&huma.Operation{Method: "GET", Path: "/raw"}, func(ctx huma.Context) {})
	m := mux.NewRouter()
	huma.Post(humamux.New(m, config), "/mux/{id}", show)
	go e.Start(":81")
	go http.ListenAndServe(":82", m)
	http.ListenAndServe(":80", api.Adapter())`),
  ).toMatchInlineSnapshot(`
    [
      "GET /echo/:id -> show [] none none",
      "GET /plain/:id -> show [] none none",
      "GET /plain/raw -> func literal [] none none",
      "POST /mux/:id -> show [] none none",
    ]
  `)
})

test('handlers refuse by what their input holds, or by what middleware kept; schemes are asked for by the operation', async () => {
  expect(
    await routes(
      `	mux := http.NewServeMux()
	api := humago.New(mux, huma.Config{})
	api.UseMiddleware(bySecurity(api))
	huma.AutoRegister(api, &server{})
	http.ListenAndServe(":80", mux)`,
      `
type WithToken struct {
	Authorization string \`header:"Authorization"\`
}
type TokenInput struct {
	WithToken
	Page int \`query:"page"\`
}

func mine(ctx context.Context, in *TokenInput) (*Output, error) {
	if in.Authorization == "" {
		return nil, huma.Error401Unauthorized("who are you")
	}
	return &Output{}, nil
}

func kept(ctx context.Context, in *struct{}) (*Output, error) {
	if _, ok := ctx.Value("user").(string); !ok {
		return nil, huma.NewError(http.StatusUnauthorized, "who are you")
	}
	return &Output{}, nil
}

func bySecurity(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		needed := false
		for _, scheme := range ctx.Operation().Security {
			if _, ok := scheme["bearer"]; ok {
				needed = true
			}
		}
		if !needed {
			next(ctx)
			return
		}
		if ctx.Header("Authorization") == "" {
			huma.WriteErr(api, ctx, 401, "who are you")
			return
		}
		next(ctx)
	}
}

type server struct{}

func (s *server) RegisterAll(api huma.API) {
	bearer := []map[string][]string{{"bearer": {}}}
	huma.Register(api, huma.Operation{Method: "GET", Path: "/scheme", Security: bearer}, show)
	huma.Register(api, huma.Operation{Method: "GET", Path: "/none"}, show)
	huma.Get(api, "/mine", mine)
	huma.Get(api, "/kept", kept)
}
`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "GET /scheme -> show [bySecurity] required none",
      "GET /none -> show [bySecurity] none none",
      "GET /mine -> mine [bySecurity] required none",
      "GET /kept -> kept [bySecurity] required none",
    ]
  `)
})
