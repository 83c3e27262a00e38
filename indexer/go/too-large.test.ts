// Code that is too large to follow to its end: whom it turns away at its beginning is known all the same.

import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const LONG = Array.from({ length: 20_000 }, () => '\tn = n + 1').join('\n')

const verdicts = async (first: string): Promise<Record<string, string>> => {
  const text = `package main

import "github.com/gin-gonic/gin"

func show(c *gin.Context) {
${first}
	n := 0
${LONG}
	c.JSON(200, n)
}
func guard(c *gin.Context) {
${first}
	n := 0
${LONG}
	c.Set("n", n)
	c.Next()
}
func small(c *gin.Context) { c.Status(200) }
func main() {
	r := gin.New()
	r.GET("/handler", show)
	r.GET("/guard", guard, small)
	r.Run()
}
`
  return Object.fromEntries((await analyseTexts({ 'main.go': text })).routes.map((r) => [r.route.path, r.auth]))
}

test('who brings nothing and is sent away before it gets large', async () => {
  const first = `	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
		return
	}`
  expect(await verdicts(first)).toEqual({ '/handler': 'required', '/guard': 'required' })
})

test('who is not sent away, or not always, gets to what is too large', async () => {
  const refuse = 'c.AbortWithStatus(401)\n\t\treturn\n\t}'
  const unknown = { '/handler': 'unknown', '/guard': 'unknown' }
  expect(await verdicts('')).toEqual(unknown)
  expect(await verdicts(`	if c.GetHeader("Authorization") == "" && closed() {\n\t\t${refuse}`)).toEqual(unknown)
  expect(await verdicts(`	if c.GetHeader("X-Region") == "" {\n\t\t${refuse}`)).toEqual(unknown)
})
