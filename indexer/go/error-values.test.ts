import { expect, test } from 'vitest'
import { analyseTexts } from '#test/support/go-program.ts'

const SHARED = `package main

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/crypto/bcrypt"
)

type Error struct {
	Status  int
	Message string
}

func (e *Error) Error() string { return e.Message }
func newError(status int, message string) *Error {
	return &Error{Status: status, Message: message}
}

var (
	ErrEmpty  = newError(http.StatusBadRequest, "no token")
	ErrNobody = newError(http.StatusUnauthorized, "nobody")
	ErrKind   = newError(http.StatusUnauthorized, "of another kind")
	ErrWrong  = newError(http.StatusUnauthorized, "wrong name or password")
)

func or(err error, other *Error) *Error {
	if own, ok := err.(*Error); ok {
		return own
	}
	return other
}

type Context struct{ *gin.Context }
type Claims struct{ Kind int }
type Config struct{ Keys bool }

func readConfig() *Config
func (c *Context) claims() *Claims {
	claims, there := c.Get("CLAIMS")
	if !there {
		return nil
	}
	return claims.(*Claims)
}
func refuse(c *Context, err *Error) { c.AbortWithStatusJSON(err.Status, gin.H{"error": err.Message}) }
func bind(fn func(c *Context)) gin.HandlerFunc {
	return func(c *gin.Context) { fn(&Context{c}) }
}
func bindApi(fn func(c *Context) (any, *Error)) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &Context{g}
		result, err := fn(c)
		if err != nil {
			refuse(c, err)
			return
		}
		if claims := c.claims(); claims != nil {
			note(claims.Kind)
		}
		c.JSON(200, result)
	}
}
`

test('errors of a package are there and say their answer: what only somebody with claims meets lets nobody pass', async () => {
  const go = await analyseTexts({
    'main.go': `${SHARED}
func (c *Context) token() string {
	value := c.GetHeader("Authorization")
	if len(value) < 7 || !strings.EqualFold(value[:7], "bearer ") {
		return ""
	}
	return value[7:]
}
func parse(c *Context) (*jwt.Token, *Claims, error) {
	token := c.token()
	if token == "" {
		return nil, nil, ErrEmpty
	}
	found, err := jwt.Parse(token, nil)
	return found, &Claims{}, err
}
func claimsOf(c *Context) (*Claims, *Error) {
	token, claims, err := parse(c)
	if err != nil {
		return nil, or(err, ErrNobody)
	}
	if !token.Valid {
		return nil, ErrNobody
	}
	return claims, nil
}
func guard(config *Config) func(c *Context) {
	return func(c *Context) {
		claims, err := claimsOf(c)
		if err != nil {
			refuse(c, err)
			return
		}
		if claims.Kind == 8 && !config.Keys {
			refuse(c, ErrKind)
			return
		}
		c.Set("CLAIMS", claims)
		c.Next()
	}
}
func show(c *gin.Context) { c.JSON(200, nil) }
func main() {
	r := gin.New()
	r.Use(bind(guard(readConfig())))
	r.GET("/show", show)
	r.Run()
}
`,
  })
  expect(go.routes.map((r) => [r.route.path, r.auth])).toEqual([['/show', 'required']])
})

test('a login inside what reads who was found before is none the less a login', async () => {
  const go = await analyseTexts({
    'main.go': `${SHARED}
func login(c *Context) (any, *Error) {
	var given struct{ Name, Password string }
	if c.ShouldBindJSON(&given) != nil {
		return nil, ErrEmpty
	}
	if bcrypt.CompareHashAndPassword(hashOf(given.Name), []byte(given.Password)) != nil {
		return nil, ErrWrong
	}
	return "token", nil
}
func own(c *Context) (any, *Error) {
	if c.claims() == nil {
		return nil, ErrNobody
	}
	return "yours", nil
}
func sometimes(c *Context) (any, *Error) {
	if c.claims() == nil && readConfig().Keys {
		return nil, ErrNobody
	}
	return "yours", nil
}
func main() {
	r := gin.New()
	r.POST("/login", bindApi(login))
	r.GET("/own", bindApi(own))
	r.GET("/sometimes", bindApi(sometimes))
	r.Run()
}
`,
  })
  expect(go.routes.map((r) => [r.route.path, r.auth])).toEqual([
    ['/login', 'none'],
    ['/own', 'required'],
    ['/sometimes', 'unknown'],
  ])
})

test('an error that is handed to whoever wraps the handler says by its number what it was refused for', async () => {
  const { routes } = await analyseTexts({
    'main.go': `package main

import (
	"net/http"

	"github.com/gorilla/mux"
	"github.com/gorilla/sessions"
	"github.com/writeas/impart"
)

type Failure struct {
	Code    int
	Message string
}

func (f Failure) Error() string { return f.Message }

var (
	errNobody = impart.HTTPError{http.StatusUnauthorized, "who are you"}
	errOwn    = Failure{Code: 401, Message: "who are you"}
	errBroken = Failure{Code: 500, Message: "sorry"}
	store     sessions.Store
)

func nameOf(r *http.Request) string {
	session, err := store.Get(r, "s")
	if err != nil {
		return ""
	}
	name, _ := session.Values["name"].(string)
	return name
}
func export(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	name := nameOf(r)
	if name == "" {
		return nil, errNobody
	}
	return []byte(name), nil
}
func own(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	name := nameOf(r)
	if name == "" {
		return nil, errOwn
	}
	return []byte(name), nil
}
func broken(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	name := nameOf(r)
	if name == "" {
		return nil, errBroken
	}
	return []byte(name), nil
}
func unlock(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if !matches(r.FormValue("word")) {
		return nil, errNobody
	}
	session, err := store.Get(r, "s")
	if err == nil {
		session.Values["open"] = true
		session.Save(r, w)
	}
	return nil, impart.HTTPError{http.StatusFound, "/"}
}
func download(f func(w http.ResponseWriter, r *http.Request) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := f(w, r)
		if err != nil {
			answer(w, err)
			return
		}
		w.Write(data)
	}
}
func main() {
	m := mux.NewRouter()
	m.HandleFunc("/export", download(export))
	m.HandleFunc("/own", download(own))
	m.HandleFunc("/broken", download(broken))
	m.HandleFunc("/unlock", download(unlock))
	http.ListenAndServe(":80", m)
}
`,
  })
  expect(routes.map((r) => [r.route.path, r.auth])).toEqual([
    ['/export', 'required'],
    ['/own', 'required'],
    ['/broken', 'none'],
    ['/unlock', 'none'],
  ])
})
