import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (text: string, ...documents: readonly string[]): Promise<Record<string, string>> =>
  Object.fromEntries((await analyseTexts({ 'main.go': text }, undefined, {}, documents)).routes.map((r) => [r.route.path, r.auth]))

/** YAML with the schemes that `GET /mine` asks for. */
const documentOf = (security: string) => `openapi: "3.0.0"
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer} # in a header
paths:
  /mine:
    get:
      operationId: mine
${security}
  /status:
    get:
      operationId: status
`
const SECURED = documentOf('      security:\n        - bearer: []')

const inGin = (options: string) => `package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/gin-gonic/gin"
	validator "github.com/oapi-codegen/gin-middleware"
)

const BearerAuthScopes = "BearerAuth.Scopes"

type wrapper struct{ around []gin.HandlerFunc }

func (w *wrapper) Mine(c *gin.Context) {
	c.Set(BearerAuthScopes, []string{})
	for _, m := range w.around {
		m(c)
		if c.IsAborted() {
			return
		}
	}
	c.JSON(200, gin.H{})
}

func (w *wrapper) Status(c *gin.Context) {
	for _, m := range w.around {
		m(c)
		if c.IsAborted() {
			return
		}
	}
	c.JSON(200, gin.H{})
}

var errScheme = errors.New("no such scheme")

func judge(ctx context.Context, in *openapi3filter.AuthenticationInput) error {
	if in.SecuritySchemeName != "bearer" {
		return errScheme
	}
	if in.RequestValidationInput.Request.Header.Get("Authorization") == "" {
		return errors.New("who are you")
	}
	return nil
}

type accounts struct{ open bool }

func (a *accounts) judge(ctx context.Context, in *openapi3filter.AuthenticationInput) error {
	c := validator.GetGinContext(ctx)
	id, err := a.find(c.GetHeader("Authorization"))
	if err != nil {
		return fmt.Errorf("who are you: %w", err)
	}
	c.Set("user", id)
	return nil
}

func (a *accounts) find(token string) (int, error) {
	if token == "" {
		return 0, errScheme
	}
	return len(token), nil
}

func lenient(ctx context.Context, in *openapi3filter.AuthenticationInput) error {
	if in.RequestValidationInput.Request.Header.Get("Authorization") == "" {
		return nil
	}
	return judge(ctx, in)
}

func other(ctx context.Context, in *openapi3filter.AuthenticationInput) error { return check(in) }

func main() {
	w := &wrapper{around: []gin.HandlerFunc{validator.OapiRequestValidatorWithOptions(document(), ${options})}}
	r := gin.New()
	r.GET("/mine", w.Mine)
	r.GET("/status", w.Status)
	r.Run()
}
`

const given = (fn: string) => `&validator.Options{Options: openapi3filter.Options{AuthenticationFunc: ${fn}}}`

test('a validator of requests asks who it is where generated code notes a scheme, and only if it is given a function', async () => {
  expect(await verdicts(inGin(given('judge')))).toEqual({ '/mine': 'unknown', '/status': 'none' })
  expect(await verdicts(inGin(given('openapi3filter.NoopAuthenticationFunc')))).toEqual({ '/mine': 'none', '/status': 'none' })
})

test('a validator that stands before all routes says nothing of operations that the document leaves open', async () => {
  const text = `package main

import (
	"context"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/labstack/echo/v4"
	validator "github.com/oapi-codegen/echo-middleware"
)

const BearerAuthScopes = "BearerAuth.Scopes"

type wrapper struct{}

func (w *wrapper) Mine(c echo.Context) error {
	c.Set(BearerAuthScopes, []string{})
	return c.JSON(200, "ok")
}

func (w *wrapper) Status(c echo.Context) error { return c.JSON(200, "ok") }

func judge(ctx context.Context, in *openapi3filter.AuthenticationInput) error { return check(in) }

func main() {
	e := echo.New()
	w := &wrapper{}
	e.Use(validator.OapiRequestValidatorWithOptions(document(), &validator.Options{
		Options: openapi3filter.Options{AuthenticationFunc: judge},
	}))
	e.GET("/mine", w.Mine)
	e.GET("/status", w.Status)
	e.Start(":80")
}
`
  expect(await verdicts(text)).toEqual({ '/mine': 'unknown', '/status': 'none' })
  const judging = text.replace('return check(in) }', 'return errors.New("no") }').replace('"context"\n', '"context"\n\t"errors"\n')
  expect(await verdicts(judging, SECURED)).toEqual({ '/mine': 'required', '/status': 'none' })
})

test('whoever brings nothing is refused by the function that is given where the document asks for somebody', async () => {
  const required = { '/mine': 'required', '/status': 'none' }
  const unknown = { '/mine': 'unknown', '/status': 'none' }
  expect(await verdicts(inGin(given('judge')), SECURED)).toEqual(required)
  expect(await verdicts(inGin(given('(&accounts{}).judge')), SECURED)).toEqual(required)
  expect(await verdicts(inGin(given('lenient')), SECURED)).toEqual(unknown)
  expect(await verdicts(inGin(given('other')), SECURED)).toEqual(unknown)
})

test('a document that lets whoever asks say nothing of himself is no such one, nor is one that nobody sees', async () => {
  const code = inGin(given('judge'))
  const unknown = { '/mine': 'unknown', '/status': 'none' }
  expect(await verdicts(code)).toEqual(unknown)
  for (const security of [
    '      security:\n        - bearer: []\n        - {} # or nobody',
    '      security:\n      - bearer:\n          - read\n      - { }',
    '      security: [{bearer: []}, {}]',
    '      security: [\n        {bearer: [read, write]},\n        {}\n      ]',
  ])
    expect([security, await verdicts(code, documentOf(security))]).toEqual([security, unknown])
  const json = (security: object) => JSON.stringify({ openapi: '3.1.0', paths: { '/mine': { get: { security } } } })
  expect(await verdicts(code, json([{ bearer: [] }, {}]))).toEqual(unknown)
  expect(await verdicts(code, json([{ bearer: [] }]))).toEqual({ '/mine': 'required', '/status': 'none' })
  // Of a whole document, and of a part that may stand anywhere.
  expect(await verdicts(code, `${SECURED}security:\n  - bearer: []\n  - {}\n`)).toEqual(unknown)
  // Written once, and meant here.
  const shared = (anchor: string, use: string) => `paths:\n  /open:\n    get: ${anchor}\n  /mine:\n    get:\n      ${use}\n`
  expect(await verdicts(code, shared('{security: &open [{}]}', 'security: *open'))).toEqual(unknown)
  expect(await verdicts(code, shared('&open {security: [{}]}', '<<: *open'))).toEqual(unknown)
  expect(await verdicts(code, SECURED, 'get:\n  security:\n    - {}\n')).toEqual(unknown)
})

test('what other operations leave open changes nothing', async () => {
  const document = `${SECURED}  /other:\n    get:\n      security: [{}, {bearer: []}]\n  /mine/{id}:\n    get:\n      security:\n        - {}\n`
  expect(await verdicts(inGin(given('judge')), document)).toEqual({ '/mine': 'required', '/status': 'none' })
})
