import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

test('a route that is registered with a guard under a condition, and without it otherwise, is not said to be guarded', async () => {
  const go = await analyseTexts({
    'main.go': `package main

import "github.com/gin-gonic/gin"

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }

func guard(c *gin.Context) {
	if c.GetHeader("Authorization") != "Bearer "+readToken() {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}

func main() {
	cfg := readConfig()
	r := gin.New()
	if cfg.Auth {
		r.GET("/a", guard, show)
	} else {
		r.GET("/a", show)
	}
	if cfg.Named {
		r.GET("/b", guard, show)
	} else {
		r.GET("/b", guard, list)
	}
	if cfg.Production {
		r.GET("/c", guard, show)
	} else {
		r.GET("/c", show)
	}
	r.Run()
}

func list(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }
`,
  })
  expect(go.routes.map((r) => `${r.route.path} ${r.auth}`)).toEqual(['/a unknown', '/b required', '/c required'])
  expect(go.routes[0]?.reasons.auth).toBe('it is registered twice: required if cfg.Auth (main.go:18), none otherwise (main.go:21)')
})
