// Operations that a program's own helpers put together, and middleware of the framework below.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

test('a helper gives each operation its middleware and security, of which some is middleware of the framework below', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

type Output struct{}
type Result[T any] struct{ Data T }

func show(ctx context.Context, in *struct{}) (Result[string], error) { return Result[string]{}, nil }

func wrap[I, T any](h func(context.Context, *I) (Result[T], error)) func(context.Context, *I) (*Output, error) {
	return func(ctx context.Context, in *I) (*Output, error) {
		if _, err := h(ctx, in); err != nil {
			return nil, err
		}
		return &Output{}, nil
	}
}

type stance struct {
	security    []map[string][]string
	middlewares huma.Middlewares
}

func open() stance { return stance{} }
func maybe() stance {
	return stance{middlewares: huma.Middlewares{bridge(NoCache()), bridge(Identify(false))}}
}
func closed(scopes ...string) stance {
	mws := huma.Middlewares{bridge(NoCache()), bridge(Identify(true))}
	if len(scopes) > 0 {
		mws = append(mws, bridge(Scopes(scopes...)))
	}
	return stance{security: []map[string][]string{{"bearer": scopes}}, middlewares: mws}
}

func route[I, T any](api huma.API, s stance, op huma.Operation, h func(context.Context, *I) (Result[T], error)) {
	op.Security = s.security
	if len(s.middlewares) > 0 || len(op.Middlewares) > 0 {
		mws := make(huma.Middlewares, 0, len(s.middlewares)+len(op.Middlewares))
		mws = append(mws, s.middlewares...)
		mws = append(mws, op.Middlewares...)
		op.Middlewares = mws
	}
	huma.Register(api, op, wrap(h))
}

func bridge(h gin.HandlerFunc) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(ctx)
		h(c)
		if c.IsAborted() {
			return
		}
		next(ctx)
	}
}

func NoCache() gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		c.Next()
	}
}
func Identify(must bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" && must {
			c.JSON(401, gin.H{"error": "who are you"})
			c.Abort()
			return
		}
		c.Next()
	}
}
func Scopes(names ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !has(c, names) {
			c.AbortWithStatus(403)
			return
		}
		c.Next()
	}
}
func has(c *gin.Context, names []string) bool

func main() {
	r := gin.New()
	api := humagin.NewWithGroup(r, r.Group("/api"), huma.Config{})
	route(api, open(), huma.Operation{Method: http.MethodGet, Path: "/open"}, show)
	route(api, open(), huma.Operation{Method: http.MethodPost, Path: "/own", Middlewares: huma.Middlewares{bridge(NoCache())}}, show)
	route(api, maybe(), huma.Operation{Method: http.MethodGet, Path: "/maybe"}, show)
	route(api, closed(), huma.Operation{Method: http.MethodGet, Path: "/closed/{id}"}, show)
	route(api, closed("admin"), huma.Operation{Method: http.MethodDelete, Path: "/closed/{id}"}, show)
	r.Run()
}
`,
  })
  expect(printRoutes(go)).toMatchInlineSnapshot(`
    [
      "GET /api/open -> show [wrap] none none",
      "POST /api/own -> show [bridge, wrap] none none",
      "GET /api/maybe -> show [bridge, bridge, wrap] none none",
      "GET /api/closed/:id -> show [bridge, bridge, wrap] required none",
      "DELETE /api/closed/:id -> show [bridge, bridge, bridge, wrap] required none",
    ]
  `)
})

const AUTH = `
func guard(ctx huma.Context, next func(huma.Context)) {
	if ctx.Header("Authorization") == "" {
		ctx.SetStatus(401)
		return
	}
	next(ctx)
}
type Output struct{}

func show(ctx context.Context, in *struct{}) (*Output, error) { return &Output{}, nil }
`

const program = (body: string, more = '') => ({
  'main.go': `package main

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-chi/chi/v5"
)
${AUTH}
${more}
func main() {
${body}
}
`,
})

test('a group with prefixes changes a copy: what its modifiers add to the middleware stands before nothing', async () => {
  const go = await analyseTexts(
    program(`	mux := http.NewServeMux()
	api := humago.New(mux, huma.Config{})
	plain := huma.NewGroup(api)
	plain.UseSimpleModifier(func(o *huma.Operation) { o.Middlewares = append(o.Middlewares, guard) })
	huma.Get(plain, "/plain", show)
	prefixed := huma.NewGroup(api, "/prefixed")
	prefixed.UseModifier(func(o *huma.Operation, next func(*huma.Operation)) {
		o.Middlewares = append(o.Middlewares, guard)
		next(o)
	})
	huma.Get(prefixed, "/x", show)
	inner := huma.NewGroup(prefixed)
	inner.UseSimpleModifier(func(o *huma.Operation) { o.Middlewares = append(o.Middlewares, guard) })
	huma.Get(inner, "/inner", show)
	http.ListenAndServe(":80", mux)`),
  )
  expect(printRoutes(go)).toEqual([
    'GET /plain -> show [guard] required none',
    'GET /prefixed/x -> show [] none none',
    'GET /prefixed/inner -> show [guard] required none',
  ])
})

test('an API brings the routes of its own documents, as its configuration says, before its middleware', async () => {
  const go = await analyseTexts(
    program(
      `	r := chi.NewRouter()
	api := humachi.New(r, huma.DefaultConfig("Things", "1"))
	api.UseMiddleware(guard)
	huma.Get(api, "/x", show)
	closed := chi.NewRouter()
	own := config()
	humachi.New(closed, own)
	r.Mount("/closed", closed)
	http.ListenAndServe(":80", r)`,
      `
func config() huma.Config {
	c := huma.DefaultConfig("Things", "1")
	c.OpenAPIPath = "/spec"
	c.DocsPath = ""
	c.SchemasPath = ""
	return c
}
`,
    ),
  )
  expect(printRoutes(go)).toEqual([
    'GET /openapi.json -> huma.OpenAPI [] none none',
    'GET /openapi-3.0.json -> huma.OpenAPI [] none none',
    'GET /openapi.yaml -> huma.OpenAPI [] none none',
    'GET /openapi-3.0.yaml -> huma.OpenAPI [] none none',
    'GET /docs -> huma.Docs [] none none',
    'GET /schemas/:schema -> huma.Schemas [] none none',
    'GET /x -> show [guard] required none',
    'GET /closed/spec.json -> huma.OpenAPI [] none none',
    'GET /closed/spec-3.0.json -> huma.OpenAPI [] none none',
    'GET /closed/spec.yaml -> huma.OpenAPI [] none none',
    'GET /closed/spec-3.0.yaml -> huma.OpenAPI [] none none',
  ])
})

test('an operation that a helper changes and gives back is that operation', async () => {
  const go = await analyseTexts(
    program(
      `	mux := http.NewServeMux()
	api := humago.New(mux, huma.Config{})
	api.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) {
		if len(ctx.Operation().Security) > 0 && ctx.Header("Authorization") == "" {
			huma.WriteErr(api, ctx, 401, "who are you")
			return
		}
		next(ctx)
	})
	huma.Register(api, scoped(huma.Operation{
		Method: http.MethodGet, Path: "/closed/{id}", Security: security, Description: "one",
	}, "read"), show)
	huma.Register(api, scoped(huma.Operation{Method: http.MethodGet, Path: "/open"}, "read"), show)
	http.ListenAndServe(":80", mux)`,
      `
var security = []map[string][]string{{"bearer": {}}}

func scoped(op huma.Operation, scope string) huma.Operation {
	if op.Metadata == nil {
		op.Metadata = map[string]any{}
	}
	op.Metadata["scope"] = scope
	if op.Description == "" {
		op.Description = "needs " + scope
	} else {
		op.Description += ", needs " + scope
	}
	return op
}
`,
    ),
  )
  expect(printRoutes(go)).toEqual(['GET /closed/:id -> show [func literal] required none', 'GET /open -> show [func literal] none none'])
})

test('a cookie that a login gave proves who is there, though a password is checked again; the one that renews it is the login', async () => {
  const go = await analyseTexts(
    Object.fromEntries(
      Object.entries(
        program(
          `	mux := http.NewServeMux()
	api := humago.New(mux, huma.Config{})
	huma.Post(api, "/password", change)
	huma.Post(api, "/login", login)
	huma.Post(api, "/refresh", refresh)
	http.ListenAndServe(":80", mux)`,
          `
type ChangeInput struct {
	AccessToken string \`cookie:"access_token"\`
	Body        struct{ Old, New string }
}
type LoginInput struct {
	Body struct{ Old string }
}
type RefreshInput struct {
	Token string \`cookie:"refresh_token"\`
}

func change(ctx context.Context, in *ChangeInput) (*Output, error) {
	if in.AccessToken == "" {
		return nil, huma.Error401Unauthorized("who are you")
	}
	user, err := byToken(in.AccessToken)
	if err != nil {
		return nil, huma.Error401Unauthorized("who are you")
	}
	if bcrypt.CompareHashAndPassword(user, []byte(in.Body.Old)) != nil {
		return nil, huma.Error401Unauthorized("no")
	}
	return &Output{}, nil
}
func login(ctx context.Context, in *LoginInput) (*Output, error) {
	if bcrypt.CompareHashAndPassword(hash(), []byte(in.Body.Old)) != nil {
		return nil, huma.Error401Unauthorized("no")
	}
	return &Output{}, nil
}
func refresh(ctx context.Context, in *RefreshInput) (*Output, error) {
	if in.Token == "" {
		return nil, huma.Error401Unauthorized("who are you")
	}
	if _, err := jwt.New(jwt.SigningMethodHS256).SignedString(hash()); err != nil {
		return nil, err
	}
	return &Output{}, nil
}
func byToken(token string) ([]byte, error)
func hash() []byte
`,
        ),
      ).map(([name, text]) => [
        name,
        text.replace('import (\n', 'import (\n\t"github.com/golang-jwt/jwt/v5"\n\t"golang.org/x/crypto/bcrypt"\n'),
      ]),
    ),
  )
  expect(go.routes.map((r) => `${r.route.path} ${r.auth}`)).toEqual(['/password required', '/login none', '/refresh none'])
})

test('what an operation says of security, and what the whole document says where it says nothing, decides for whom it is', async () => {
  const go = await analyseTexts(
    program(
      `	mux := http.NewServeMux()
	config := huma.Config{}
	config.Security = []map[string][]string{{"bearer": {}}, {"key": {}}}
	api := humago.New(mux, config)
	api.UseMiddleware(bySecurity(api))
	huma.Register(api, huma.Operation{Method: http.MethodGet, Path: "/silent"}, show)
	huma.Register(api, huma.Operation{Method: http.MethodGet, Path: "/open", Security: []map[string][]string{}}, show)
	huma.Register(api, huma.Operation{Method: http.MethodGet, Path: "/maybe", Security: []map[string][]string{{}, {"bearer": {}}}}, show)
	huma.Register(api, huma.Operation{Method: http.MethodGet, Path: "/own", Security: []map[string][]string{{"bearer": {}}}}, show)
	huma.Register(api, huma.Operation{Method: http.MethodGet, Path: "/given", Security: usual()}, show)
	http.ListenAndServe(":80", mux)`,
      `
func usual() []map[string][]string { return []map[string][]string{{"bearer": {}}, {"key": {}}} }

type needs struct{ required, bearer, key bool }

type described interface{ Operation() *huma.Operation }

func needsOf(api huma.API, ctx described) needs {
	found := needs{}
	if ctx.Operation() == nil {
		return found
	}
	security := ctx.Operation().Security
	if security == nil && api != nil && api.OpenAPI() != nil {
		security = api.OpenAPI().Security
	}
	if len(security) == 0 {
		return found
	}
	optional := false
	for _, one := range security {
		if len(one) == 0 {
			optional = true
			continue
		}
		if _, ok := one["bearer"]; ok {
			found.bearer = true
		}
		if _, ok := one["key"]; ok {
			found.key = true
		}
	}
	found.required = !optional && (found.bearer || found.key)
	return found
}

func bySecurity(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		found := needsOf(api, ctx)
		if !found.required {
			next(ctx)
			return
		}
		if found.key && ctx.Header("X-Api-Key") != "" {
			next(ctx)
			return
		}
		if found.bearer && ctx.Header("Authorization") != "" {
			next(ctx)
			return
		}
		huma.WriteErr(api, ctx, http.StatusUnauthorized, "who are you")
	}
}
`,
    ),
  )
  expect(go.routes.map((r) => `${r.route.path} ${r.auth}`)).toEqual([
    '/silent required',
    '/open none',
    '/maybe none',
    '/own required',
    '/given required',
  ])
})
