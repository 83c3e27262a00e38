import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

/** Verdicts, by path, of handlers behind guards of a type with a key that a setting may give. */
async function verdicts(code: string, routes: string): Promise<Record<string, string>> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

type Guard struct {
	key  string
	mode string
	next *Guard
}

func newGuard() *Guard {
	key := ""
	if os.Getenv("SINGLE") == "true" {
		key = os.Getenv("KEY")
	}
	mode := "closed"
	if os.Getenv("OPEN") == "true" {
		mode = "open"
	}
	return &Guard{key: key, mode: mode}
}
func (g *Guard) known(c *gin.Context) bool { return c.GetHeader("Authorization") != "" && c.GetHeader("Authorization") == http.MethodGet }
func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }
${code}
func main() {
	r := gin.New()
	g := newGuard()
${routes}
	r.Run()
}
`,
  })
  return Object.fromEntries(go.routes.map((r) => [r.route.path, r.auth]))
}

test('where a key is there it is not empty: nobody has it', async () => {
  const code = `
func (g *Guard) Long(c *gin.Context) {
	token := c.GetHeader("Authorization")
	if len(g.key) > 0 {
		if token != g.key {
			c.AbortWithStatus(401)
			return
		}
		c.Next()
		return
	}
	if !g.known(c) {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func (g *Guard) Text(c *gin.Context) {
	token := c.GetHeader("Authorization")
	if g.key != "" && g.mode != "" {
		if token == g.key {
			c.Next()
			return
		}
		c.AbortWithStatus(401)
		return
	}
	c.AbortWithStatus(401)
}
func (g *Guard) Early(c *gin.Context) {
	key := g.key
	if key == "" {
		c.AbortWithStatus(401)
		return
	}
	if c.GetHeader("Authorization") != key {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  const routes = `	r.GET("/long", g.Long, show)
	r.GET("/text", g.Text, show)
	r.GET("/early", g.Early, show)`
  expect(await verdicts(code, routes)).toEqual({ '/long': 'required', '/text': 'required', '/early': 'required' })
})

test('where there is none nobody has it either: a guard that compares it lets everybody pass', async () => {
  const code = `
func (g *Guard) Wrong(c *gin.Context) {
	if len(g.key) > 0 {
		c.AbortWithStatus(401)
		return
	}
	if c.GetHeader("Authorization") == g.key {
		c.Next()
		return
	}
	c.AbortWithStatus(401)
}
func (g *Guard) Compares(c *gin.Context) {
	if c.GetHeader("Authorization") != g.key {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  const routes = `	r.GET("/first", g.Wrong, show)
	r.GET("/then", g.Compares, show)`
  expect(await verdicts(code, routes)).toEqual({ '/first': 'unknown', '/then': 'unknown' })
})

test('one of several modes is asked for, and after it the others', async () => {
  const code = `
func (g *Guard) Mode(c *gin.Context) {
	if g.mode == "open" && g.key == "" {
		c.AbortWithStatus(403)
		return
	}
	if g.mode != "open" {
		if g.mode == "closed" && !g.known(c) {
			c.AbortWithStatus(401)
			return
		}
		c.Next()
		return
	}
	if !g.known(c) {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  expect(await verdicts(code, '	r.GET("/mode", g.Mode, show)')).toEqual({ '/mode': 'required' })
})
