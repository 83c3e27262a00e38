import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

async function verdicts(code: string, routes: string): Promise<Record<string, string>> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }

func known(c *gin.Context) bool { return c.GetHeader("Authorization") == "Bearer "+readToken() }
${code}
func main() {
	r := gin.New()
${routes}
	r.Run()
}
`,
  })
  return Object.fromEntries(go.routes.map((r) => [r.route.path, r.auth]))
}

const guard = (name: string, first: string) => `
func ${name}(c *gin.Context) {
	${first}
		return
	}
	if !known(c) {
		c.AbortWithStatus(401)
	}
}
`

test('where a helper says that it ended the request, it did', async () => {
  const code = `
func failed(c *gin.Context, err error) bool {
	if err != nil {
		c.AbortWithStatus(500)
		return true
	}
	return false
}
func prepared(c *gin.Context) bool { return !failed(c, open()) }
func prepare(c *gin.Context) (*Store, error) {
	store := find()
	if store == nil {
		c.AbortWithStatus(503)
		return nil, errors.New("no store")
	}
	return store, nil
}
${guard('byAnswer', 'if failed(c, open()) {')}
${guard('byName', 'bad := failed(c, open())\n\tif bad {')}
${guard('byOpposite', 'if ok := prepared(c); !ok {')}
${guard('byError', 'if _, err := prepare(c); err != nil {')}
`
  const routes = ['byAnswer', 'byName', 'byOpposite', 'byError'].map((name) => `\tr.GET("/${name}", ${name}, show)`).join('\n')
  expect(await verdicts(code, routes)).toEqual({
    '/byAnswer': 'required',
    '/byName': 'required',
    '/byOpposite': 'required',
    '/byError': 'required',
  })
})

test('a helper that says so of a request that goes on ended nothing', async () => {
  const code = `
func failed(c *gin.Context, err error) bool {
	if err != nil {
		if quiet() {
			return true
		}
		c.AbortWithStatus(500)
		return true
	}
	return false
}
func prepare(c *gin.Context) error {
	if late() {
		c.AbortWithStatus(503)
	}
	return open()
}
func undone(c *gin.Context) (bad bool) {
	defer func() { bad = true }()
	if late() {
		c.AbortWithStatus(503)
		return true
	}
	return false
}
${guard('byAnswer', 'if failed(c, open()) {')}
${guard('byError', 'if err := prepare(c); err != nil {')}
${guard('byDeferred', 'if undone(c) {')}
func overwritten(c *gin.Context) {
	bad := failed(c, open())
	bad = late()
	if bad {
		return
	}
	if !known(c) {
		c.AbortWithStatus(401)
	}
}
`
  const routes = ['byAnswer', 'byError', 'byDeferred', 'overwritten'].map((name) => `\tr.GET("/${name}", ${name}, show)`).join('\n')
  expect(await verdicts(code, routes)).toEqual({
    '/byAnswer': 'unknown',
    '/byError': 'unknown',
    '/byDeferred': 'unknown',
    '/overwritten': 'unknown',
  })
})
