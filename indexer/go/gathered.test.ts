import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

/** Verdicts, by path, of a guard that spares the paths of a list which the program fills as it starts. */
async function verdicts(spares: string, code: string, start: string): Promise<Record<string, string>> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"sync"

	"github.com/gin-gonic/gin"
)

var mu sync.RWMutex

type Guard struct {
	public map[string]bool
	list   []string
}

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }
func matches(pattern, p string) bool {
	ok, err := path.Match(pattern, p)
	return err == nil && ok
}
${code}
func (g *Guard) Check(c *gin.Context) {
	if ${spares} {
		c.Next()
		return
	}
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}
func main() {
	r := gin.New()
	g := newGuard()
	${start}
	r.Use(g.Check)
	r.GET("/open", show)
	r.GET("/late", show)
	r.GET("/things/:id", show)
	r.GET("/closed", show)
	r.Run()
}
`,
  })
  return Object.fromEntries(go.routes.map((r) => [r.route.path, r.auth]))
}

const PLAIN = 'func newGuard() *Guard { return &Guard{} }\n'
const ADDED = { '/open': 'none', '/late': 'unknown', '/things/:id': 'required', '/closed': 'required' }
const SURE = { ...ADDED, '/late': 'none' }

test('a path that a function adds to a map of a package is spared where it is always called, and no other', async () => {
  const code = `${PLAIN}
var public = map[string]bool{"/open": true}
func spare(p string) {
	mu.Lock()
	defer mu.Unlock()
	public[p] = true
}
`
  const spares = 'public[c.Request.URL.Path]'
  expect(await verdicts(spares, code, 'spare("/late")')).toEqual(SURE)
  expect(await verdicts(spares, code, 'if os.Getenv("LATE") != "" {\nspare("/late")\n}')).toEqual(ADDED)
  // Where the program ends before it serves nothing is asked.
  expect(await verdicts(spares, code, 'if os.Getenv("LATE") == "" {\nreturn\n}\nspare("/late")')).toEqual(SURE)
  expect(await verdicts(spares, code, 'go spare("/late")')).toEqual(ADDED)
  expect(await verdicts(spares, code, 'defer spare("/late")')).toEqual(ADDED)
  // A function that some way has left before.
  const leaving = (body: string) => `${code}\nfunc setup() {\n${body}\n}`
  expect(await verdicts(spares, leaving('if os.Getenv("A") == "" {\nreturn\n}\nspare("/late")'), 'setup()')).toEqual(ADDED)
  expect(await verdicts(spares, leaving('if os.Getenv("A") == "" {\nreturn\n} else {\nspare("/late")\n}'), 'setup()')).toEqual(ADDED)
  expect(await verdicts(spares, code, 'r.POST("/spare", func(c *gin.Context) { spare("/late") })')).toMatchObject(ADDED)
  expect(await verdicts(spares, code, 'for _, p := range []string{"/late"} {\nspare(p)\n}')).toEqual(ADDED)
})

test('what somebody may take out again is not always there; what nobody calls takes nothing out', async () => {
  const code = `${PLAIN}
var public = map[string]bool{}
func spare(p string)  { public[p] = true }
func forget(p string) { delete(public, p) }
`
  const spares = 'public[c.Request.URL.Path]'
  expect(await verdicts(spares, code, 'spare("/late")')).toMatchObject({ '/late': 'none', '/closed': 'required' })
  expect(await verdicts(spares, code, 'spare("/late")\nforget("/late")')).toMatchObject({ '/late': 'unknown', '/closed': 'required' })
  expect(await verdicts(spares, code, 'spare("/late")\nr.DELETE("/spare", func(c *gin.Context) { forget("/late") })')).toMatchObject({
    '/late': 'unknown',
  })
})

test('a pattern of other parts than the path has does not match, whatever a parameter is', async () => {
  const code = `${PLAIN}
var public = map[string]bool{}
func spare(p string) { public[p] = true }
func spared(p string) bool {
	for pattern := range public {
		if matches(pattern, p) {
			return true
		}
	}
	return false
}
`
  expect(await verdicts('spared(c.Request.URL.Path)', code, 'spare("/things/shared/x_*")')).toMatchObject({ '/things/:id': 'required' })
  expect(await verdicts('spared(c.Request.URL.Path)', code, 'spare("/things/x_*")')).toMatchObject({ '/things/:id': 'unknown' })
  expect(await verdicts('spared(c.Request.URL.Path)', code, 'spare("/things/*")')).toMatchObject({ '/things/:id': 'none' })
})

test('a set that begins empty holds what is put into it', async () => {
  const code = `${PLAIN}
var public = make(map[string]struct{})
func spare(p string) error {
	if err := check(p); err != nil {
		return err
	}
	public[p] = struct{}{}
	return nil
}
func check(p string) error {
	_, err := path.Match(p, "")
	return err
}
func forget(p string) { delete(public, p) }
func spared(p string) bool {
	mu.RLock()
	var found bool
	for pattern := range public {
		ok, err := path.Match(pattern, p)
		if err != nil {
			continue
		}
		if ok {
			found = true
			break
		}
	}
	mu.RUnlock()
	return found
}
`
  expect(await verdicts('spared(c.Request.URL.Path)', code, 'spare("/late")\nspare("/things/x_*")')).toEqual({
    '/open': 'required',
    '/late': 'none',
    '/things/:id': 'unknown',
    '/closed': 'required',
  })
})

test('what is appended to a list of a package may stand there', async () => {
  const code = `${PLAIN}
var public []string
func spare(p ...string) { public = append(public, p...) }
func spared(p string) bool {
	for _, pattern := range public {
		if matches(pattern, p) {
			return true
		}
	}
	return false
}
`
  expect(await verdicts('spared(c.Request.URL.Path)', code, 'spare("/late", "/l*")')).toMatchObject({ '/late': 'unknown' })
})

test('methods add to the list of a guard that was made before', async () => {
  const map = `
func newGuard() *Guard { return &Guard{public: map[string]bool{"/open": true}} }
func (g *Guard) Spare(p string) { g.public[p] = true }
`
  expect(await verdicts('g.public[c.Request.URL.Path]', map, 'g.Spare("/late")')).toEqual(ADDED)
  const list = `
func newGuard() *Guard { return &Guard{list: []string{"/open"}} }
func (g *Guard) Spare(p ...string) { g.list = append(g.list, p...) }
func (g *Guard) spared(p string) bool {
	for _, known := range g.list {
		if known == p {
			return true
		}
	}
	return false
}
`
  expect(await verdicts('g.spared(c.Request.URL.Path)', list, 'g.Spare("/late")')).toMatchObject({ ...ADDED, '/open': expect.anything() })
})

test('what a list gets from outside may be any path', async () => {
  const code = `${PLAIN}
var public = map[string]bool{"/open": true}
func spare(p string) { public[p] = true }
`
  expect(await verdicts('public[c.Request.URL.Path]', code, 'spare(readPath())')).toMatchObject({
    '/late': 'unknown',
    '/closed': 'unknown',
  })
})

test('under no name there is nothing in a map that runs full while the program does', async () => {
  const code = `${PLAIN}
var sessions = map[string]*Guard{}
func signIn(c *gin.Context) { sessions[newToken()] = &Guard{} }
`
  const spares = 'session, ok := sessions[c.GetHeader("X-Auth-Token")]; ok && session != nil'
  expect(await verdicts(spares, code, 'r.POST("/sign-in", signIn)')).toMatchObject({ '/late': 'required', '/closed': 'required' })
})

test.each([
  ['a name of its own', 'own := public\nown["/late"] = true', ''],
  ['the function that gets it', 'fill(public)', 'func fill(m map[string]bool) { m["/late"] = true }'],
  ['its receiver', 'public.Fill("/late")', 'func (s Set) Fill(p string) { s[p] = true }'],
  ['one after another', 'fill(public)', 'func fill(m map[string]bool) { more(m) }\nfunc more(m map[string]bool) { m["/late"] = true }'],
  ['its address', 'json.Unmarshal(readAll(), &public)', ''],
  ['a library', 'maps.Copy(public, map[string]bool{"/late": true})', ''],
  ['another type', 'Other(public)["/late"] = true', 'type Other map[string]bool'],
  ['another type, of a name of its own', 'own := public\nOther(own)["/late"] = true', 'type Other map[string]bool'],
  ['a copy of another type', 'own := Other(public)\nown["/late"] = true', 'type Other map[string]bool'],
  ['a method of another type', 'Other(public).Fill("/late")', 'type Other map[string]bool\nfunc (o Other) Fill(p string) { o[p] = true }'],
  ['parentheses', '(public)["/late"] = true', ''],
  ['a pointer', 'p := &public\n(*p)["/late"] = true', ''],
  ['a function that gives it', 'all()["/late"] = true', 'func all() Set { return public }'],
  ['a name that a function gave', 'own := all()\nown["/late"] = true', 'func all() Set { return public }'],
  ['a field of a struct', 'h := &Holder{paths: public}\nh.paths["/late"] = true', 'type Holder struct{ paths Set }'],
  [
    'a method of who holds it',
    'h := &Holder{paths: public}\nh.Fill("/late")',
    'type Holder struct{ paths Set }\nfunc (h *Holder) Fill(p string) { h.paths[p] = true }',
  ],
  ['a row of a list', 'for _, m := range []Set{public} {\nm["/late"] = true\n}', ''],
])('what is put into a map under %s may be there', async (_, start, more) => {
  const code = `${PLAIN}
type Set map[string]bool
var public = Set{"/open": true}
${more}
`
  expect(await verdicts('public[c.Request.URL.Path]', code, start)).toMatchObject({
    '/open': 'none',
    '/late': expect.not.stringMatching('required'),
  })
})
