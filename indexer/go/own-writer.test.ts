import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

/** The verdict on a route whose middleware puts this writer in the place of the library's. */
async function verdict(writer: string): Promise<string | undefined> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"bytes"
	"fmt"
	"net/http"
)

type Context struct {
	w http.ResponseWriter
	r *http.Request
}
${writer}
func require(c *Context) error {
	if c.r.Header.Get("Authorization") == "" {
		c.w.WriteHeader(401)
		return fmt.Errorf("nobody asks")
	}
	return nil
}
func show(c *Context) {
	if err := require(c); err != nil {
		return
	}
	c.w.Write([]byte("ok"))
}
func handler(h func(c *Context)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &Context{w: w, r: r}
		if r.Header.Get("X-Format") != "plain" {
			c.w = &recorder{ResponseWriter: c.w}
		}
		h(c)
		if r.Header.Get("X-Format") != "plain" {
			c.w.(*recorder).flush()
		}
	}
}
func main() {
	http.HandleFunc("GET /show", handler(show))
	http.ListenAndServe(":80", nil)
}
`,
  })
  return go.routes[0]?.auth
}

test('an answer that a writer of the program keeps for later is given', async () => {
  const writer = `
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
func (r *recorder) flush() {
	r.ResponseWriter.WriteHeader(r.status)
	r.ResponseWriter.Write(r.body.Bytes())
}
`
  expect(await verdict(writer)).toBe('required')
})

test('one that makes another answer of it gives that', async () => {
  const writer = `
type recorder struct {
	http.ResponseWriter
	status int
}
func (r *recorder) WriteHeader(status int) {
	r.status = 200
	r.ResponseWriter.WriteHeader(200)
}
func (r *recorder) flush() {}
`
  expect(await verdict(writer)).not.toBe('required')
})
