// Tokens against forged requests, and answers to captchas: every page brings them, and they do not say who asks.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (code: string, ...guards: readonly string[]): Promise<Record<string, string>> => {
  const text = `package main

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/gin-contrib/sessions"
	"github.com/gin-gonic/gin"
)

var settings = load()

func show(c *gin.Context) { c.Status(200) }
${code}
func main() {
	r := gin.New()
${guards.map((guard) => `\tr.POST("/${guard}", ${guard}, show)`).join('\n')}
	r.Run()
}
`
  const { routes } = await analyseTexts({ 'main.go': text })
  return Object.fromEntries(routes.map((r) => [r.route.path.slice(1), r.auth]))
}

test('a guard that whoever brings the token of a page passes asks for nobody', async () => {
  const code = `
type session struct {
	csrf string
	user int
}
func sessionOf(c *gin.Context) *session {
	if s, ok := c.Get("session"); ok {
		return s.(*session)
	}
	return nil
}
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
func begin(c *gin.Context) {
	c.Set("session", &session{csrf: random()})
	c.Next()
}
func valid(c *gin.Context) bool {
	s := sessionOf(c)
	if s == nil {
		return false
	}
	return same(s.csrf, c.PostForm("csrf")) || same(s.csrf, c.GetHeader("X-Csrf-Token"))
}
func ofSession(c *gin.Context) {
	begin(c)
	if !valid(c) {
		c.AbortWithStatus(403)
		return
	}
	c.Next()
}
func ofCookie(c *gin.Context) {
	cookie, err := c.Cookie("csrf_token")
	if err != nil || cookie != c.GetHeader("X-CSRF-Token") {
		c.AbortWithStatus(403)
		return
	}
	c.Next()
}
func inSession(c *gin.Context) {
	if sessions.Default(c).Get("csrf") != c.PostForm("csrf") {
		c.AbortWithStatusJSON(403, gin.H{})
		return
	}
	c.Next()
}
func solved(c *gin.Context) {
	if settings.Captcha {
		s := sessions.Default(c)
		if s.Get("turnstile") != nil {
			c.Next()
			return
		}
		given := c.Query("turnstile")
		if given == "" {
			c.JSON(200, gin.H{"success": false})
			c.Abort()
			return
		}
		answer, err := http.PostForm("https://captcha.example.org", url.Values{"response": {given}})
		if err != nil {
			c.JSON(200, gin.H{"success": false})
			c.Abort()
			return
		}
		var read struct{ Success bool }
		json.NewDecoder(answer.Body).Decode(&read)
		if !read.Success {
			c.JSON(200, gin.H{"success": false})
			c.Abort()
			return
		}
		s.Set("turnstile", true)
	}
	c.Next()
}
`
  expect(await verdicts(code, 'ofSession', 'ofCookie', 'inSession', 'solved')).toEqual({
    ofSession: 'none',
    ofCookie: 'none',
    inSession: 'none',
    solved: 'none',
  })
})

test('one that asks for somebody as well does', async () => {
  const code = `
func both(c *gin.Context) {
	if sessions.Default(c).Get("user") == nil {
		c.AbortWithStatus(401)
		return
	}
	if c.PostForm("csrf") != tokenOf(c) {
		c.AbortWithStatus(403)
		return
	}
	c.Next()
}
func either(c *gin.Context) {
	if settings.Public && c.PostForm("csrf") == tokenOf(c) {
		c.Next()
		return
	}
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
`
  expect(await verdicts(code, 'both', 'either')).toEqual({ both: 'required', either: 'unknown' })
})
