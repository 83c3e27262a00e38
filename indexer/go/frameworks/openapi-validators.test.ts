import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (text: string): Promise<Record<string, string>> =>
  Object.fromEntries((await analyseTexts({ 'main.go': text })).routes.map((r) => [r.route.path, r.auth]))

const inGin = (options: string) => `package main

import (
	"context"
	"errors"

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

func judge(ctx context.Context, in *openapi3filter.AuthenticationInput) error {
	if in.RequestValidationInput.Request.Header.Get("Authorization") == "" {
		return errors.New("who are you")
	}
	return nil
}

func main() {
	w := &wrapper{around: []gin.HandlerFunc{validator.OapiRequestValidatorWithOptions(document(), ${options})}}
	r := gin.New()
	r.GET("/mine", w.Mine)
	r.GET("/status", w.Status)
	r.Run()
}
`

test('a validator of requests asks who it is where generated code notes a scheme, and only if it is given a function', async () => {
  const options = (fn: string) => `&validator.Options{Options: openapi3filter.Options{AuthenticationFunc: ${fn}}}`
  expect(await verdicts(inGin(options('judge')))).toEqual({ '/mine': 'unknown', '/status': 'none' })
  expect(await verdicts(inGin(options('openapi3filter.NoopAuthenticationFunc')))).toEqual({ '/mine': 'none', '/status': 'none' })
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
})
