// A guard that is registered under a setting, and routes that are registered where the same is asked again.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (body: string): Promise<Record<string, string>> => {
  const { routes } = await analyseTexts({
    'main.go': `package main

import "github.com/gin-gonic/gin"

type settings struct{ Auth, Debug bool }

func load() *settings
func guard(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func show(c *gin.Context) { c.Status(200) }
func main() {
	r := gin.New()
	cfg := load()
	if cfg.Auth {
		r.Use(guard)
	}
${body}
	r.Run()
}
`,
  })
  return Object.fromEntries(routes.map((r) => [r.route.path, r.auth]))
}

test('what held when the guard was registered holds where the same setting is asked again', async () => {
  const body = `	r.GET("/always", show)
	if cfg.Auth {
		r.GET("/admin", show)
	}
	if cfg.Debug {
		r.GET("/debug", show)
	}`
  expect(await verdicts(body)).toEqual({ '/always': 'unknown', '/admin': 'required', '/debug': 'unknown' })
})

test('unless it may be another by then', async () => {
  const again = '\tif cfg.Auth {\n\t\tr.GET("/admin", show)\n\t}'
  expect(await verdicts(`	cfg = load()\n${again}`)).toEqual({ '/admin': 'unknown' })
  expect(await verdicts(`	cfg.Auth = !cfg.Auth\n${again}`)).toEqual({ '/admin': 'unknown' })
  expect(await verdicts(`	if !cfg.Auth {\n\t\tr.GET("/admin", show)\n\t}`)).toEqual({ '/admin': 'unknown' })
})
