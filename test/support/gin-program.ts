// A small Gin program around what a test is about.

import { analyseTexts, printRoutes } from './go-program.ts'

/** The routes of a Gin program whose main is `body`, printed. */
export const ginRoutes = async (body: string, more = '') =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
)

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }

func Auth(required bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		token := c.GetHeader("Authorization")
		if token == "" && required {
			c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"error": "no"})
			return
		}
		c.Set("user", token)
		c.Next()
	}
}
${more}
func main() {
${body}
}
`,
    }),
  )
