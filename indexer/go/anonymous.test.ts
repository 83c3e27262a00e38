import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

/** Verdicts of `GET /` behind each of the middlewares, in the order given. */
async function verdicts(code: string, ...chains: readonly string[]): Promise<string[]> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-contrib/sessions"
	"github.com/gin-gonic/gin"
)

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }

${code}

func main() {
	r := gin.New()
${chains.map((chain, i) => `	r.GET("/${i}", ${chain}, show)`).join('\n')}
	r.Run()
}

var _ = context.Background
var _ = errors.New
var _ = http.StatusOK
var _ = strings.Split
var _ = sessions.Default
`,
  })
  return printRoutes(go).map((line) => /\] (\w+)/.exec(line)?.[1] ?? line)
}

test('settings that builder methods copy decide for each route', async () => {
  const code = `
type Options struct{ Optional bool }
type Auth struct{ options Options }

func NewAuth() *Auth { return &Auth{options: Options{Optional: false}} }
func (a *Auth) WithOptional() *Auth {
	clone := &Auth{options: a.options}
	clone.options.Optional = true
	return clone
}
func (a *Auth) Add() gin.HandlerFunc {
	return func(c *gin.Context) {
		id, err := a.verify(c)
		if err == nil {
			c.Set("userID", id)
			c.Next()
			return
		}
		if a.options.Optional {
			c.Next()
			return
		}
		c.Abort()
		_ = c.Error(err)
	}
}
func (a *Auth) verify(c *gin.Context) (string, error) {
	_, token, ok := strings.Cut(c.GetHeader("Authorization"), " ")
	if !ok || token == "" {
		return "", errors.New("not signed in")
	}
	return token, nil
}
var auth = NewAuth()
`
  expect(await verdicts(code, 'NewAuth().Add()', 'NewAuth().WithOptional().Add()')).toEqual(['required', 'optional'])
})

test('what an earlier handler keeps for everybody is there for the next', async () => {
  const code = `
type User struct{ Name string }

func Guest(c *gin.Context) { c.Set("user", &User{Name: "guest"}) }
func Known(c *gin.Context) {
	if c.GetHeader("Authorization") != "" {
		c.Set("user", &User{})
	}
}
func Must(c *gin.Context) {
	user, ok := c.Get("user")
	if !ok || user == nil {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}
`
  const found = await verdicts(code, 'Known, Must', 'Guest, Must', 'Must')
  expect(found[0]).toBe('required')
  expect(found[1]).not.toBe('required')
  expect(found[2]).toBe('required')
})

test('an empty session holds nobody, a lookup by nothing fails, an allowed error passes', async () => {
  const code = `
type Store interface{ ByToken(ctx context.Context, token string) (*string, error) }
var store Store

func Session(c *gin.Context) {
	if sessions.Default(c).Get("uid") == nil {
		c.Redirect(302, "/login")
		c.Abort()
	}
}
func Token(c *gin.Context) {
	user, err := store.ByToken(c.Request.Context(), c.GetHeader("X-Api-Key"))
	if err != nil {
		c.AbortWithStatusJSON(200, gin.H{"code": 40001})
		return
	}
	c.Set("user", user)
}
func Lenient(c *gin.Context) {
	if user, err := store.ByToken(c.Request.Context(), c.GetHeader("X-Api-Key")); err == nil {
		c.Set("user", user)
	}
}
`
  expect(await verdicts(code, 'Session', 'Token', 'Lenient')).toEqual(['required', 'required', 'optional'])
})

test('a setting that only the operator knows leaves the verdict open, and says which', async () => {
  const code = `
type Config struct{ Open bool }
var config = load()
func load() *Config { return read() }

func Auth(c *gin.Context) {
	if !config.Open && c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}
`
  expect(await verdicts(code, 'Auth')).toEqual(['unknown'])
})

test('a key that a form or a language cookie lacks is no credential', async () => {
  const code = `
func Lang(c *gin.Context) {
	if _, err := c.Cookie("lang"); err != nil {
		c.Redirect(302, "/language")
		c.Abort()
	}
}
func Tenant(c *gin.Context) {
	if c.GetHeader("X-Tenant") == "" {
		c.AbortWithStatus(400)
	}
}
`
  const found = await verdicts(code, 'Lang', 'Tenant')
  expect(found).not.toContain('required')
})

test('who counts or notes what nobody does, and fails to, refuses nobody', async () => {
  const code = `
type Counter interface {
	Allow(ctx context.Context, key string) (bool, error)
	Insert(ctx context.Context, user string) error
	Rate(ctx context.Context, key string) (int, error)
}
var counter Counter

func Count(c *gin.Context) {
	if _, err := counter.Allow(c.Request.Context(), c.GetString("userID")); err != nil {
		c.AbortWithStatus(400)
	}
}
func Note(c *gin.Context) {
	if err := counter.Insert(c.Request.Context(), c.GetString("userID")); err != nil {
		c.AbortWithStatus(400)
	}
}
func Rate(c *gin.Context) {
	if _, err := counter.Rate(c.Request.Context(), c.ClientIP()+c.GetString("userID")); err != nil {
		c.AbortWithStatus(400)
	}
}
`
  expect(await verdicts(code, 'Count', 'Note', 'Rate')).not.toContain('required')
})
