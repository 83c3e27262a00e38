// Handlers that check passwords or hand out tokens: who may ask them.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const verdicts = async (handlers: string, routes: string): Promise<Record<string, string>> => {
  const text = `package main

import (
	"net/http"
	"strings"

	"github.com/gin-contrib/sessions"
	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/crypto/bcrypt"
)

func issue(c *gin.Context, name string) {
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": name}).SignedString(readKey())
	if err != nil {
		c.Status(500)
		return
	}
	c.JSON(200, gin.H{"token": token})
}
${handlers}
func main() {
	r := gin.New()
${routes}
	r.Run()
}
`
  return Object.fromEntries((await analyseTexts({ 'main.go': text })).routes.map((r) => [r.route.path, r.auth]))
}

test('who has to have logged in before asks for no login, though a password is checked or a token handed out', async () => {
  const handlers = `
func nameOf(c *gin.Context) (string, bool) {
	given, found := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer ")
	if !found {
		return "", false
	}
	token, err := jwt.Parse(given, keyOf)
	if err != nil || !token.Valid {
		return "", false
	}
	name, err := token.Claims.GetSubject()
	return name, err == nil
}
func password(c *gin.Context) {
	name, ok := nameOf(c)
	if !ok {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(c.PostForm("password")), 10)
	if err != nil {
		c.Status(500)
		return
	}
	save(name, hash)
	c.Status(204)
}
func elevate(c *gin.Context) {
	user, ok := c.Get("user")
	if !ok {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	issue(c, user.(string))
}
func sometimes(c *gin.Context) {
	if closed() {
		if _, ok := nameOf(c); !ok {
			c.AbortWithStatus(http.StatusUnauthorized)
			return
		}
	}
	issue(c, c.PostForm("name"))
}
`
  const routes = `	r.POST("/password", password)
	r.POST("/elevate", elevate)
	r.POST("/sometimes", sometimes)`
  expect(await verdicts(handlers, routes)).toEqual({ '/password': 'required', '/elevate': 'required', '/sometimes': 'unknown' })
})

test('what a login is given is no login: a state, a refresh token, a captcha', async () => {
  const handlers = `
func callback(c *gin.Context) {
	session := sessions.Default(c)
	if c.Query("state") == "" || session.Get("oauth_state") == nil || c.Query("state") != session.Get("oauth_state").(string) {
		c.JSON(http.StatusForbidden, gin.H{"success": false})
		return
	}
	issue(c, exchange(c.Query("code")))
}
func refresh(c *gin.Context) {
	given, err := c.Cookie("refresh_token")
	if err != nil {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	issue(c, ownerOf(given))
}
func login(c *gin.Context) {
	if !solved(c.GetHeader("X-Captcha-Token")) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	if bcrypt.CompareHashAndPassword(hashOf(c.PostForm("name")), []byte(c.PostForm("password"))) != nil {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	issue(c, c.PostForm("name"))
}
func solved(given string) bool { return given != "" && len(given) > 3 }
`
  const routes = `	r.GET("/callback", callback)
	r.POST("/refresh", refresh)
	r.POST("/login", login)`
  expect(await verdicts(handlers, routes)).toEqual({ '/callback': 'none', '/refresh': 'none', '/login': 'none' })
})
