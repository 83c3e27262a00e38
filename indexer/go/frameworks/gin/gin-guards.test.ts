import { expect, test } from 'vitest'
import { ginRoutes } from '#test/support/gin-program.ts'

test('a skip list lets some paths pass', async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	r.Use(Guard())
	r.POST("/login", show)
	r.GET("/posts", show)
	r.GET("/public/:id", show)`,
      `
var open = []string{"/login", "/health"}

func Guard() gin.HandlerFunc {
	return func(c *gin.Context) {
		for _, p := range open {
			if c.Request.URL.Path == p {
				c.Next()
				return
			}
		}
		if strings.HasPrefix(c.FullPath(), "/public/") {
			return
		}
		if c.GetHeader("Authorization") == "" {
			c.AbortWithStatus(401)
			return
		}
		c.Next()
	}
}
`,
    ),
  ).toEqual([
    'POST /login -> show [Guard] none none',
    'GET /posts -> show [Guard] required none',
    'GET /public/:id -> show [Guard] none none',
  ])
})

test('who refuses only credentials that are there, and bad, lets all others pass', async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	r.Use(SetUser())
	r.GET("/a", show)
	r.GET("/b", MustUser, show)`,
      `
func SetUser() gin.HandlerFunc {
	return func(c *gin.Context) {
		user, err := parse(c.GetHeader("Authorization"))
		if err == nil {
			c.Set("user", user)
			if user.Session {
				if err = checkCsrf(c.Request); err != nil {
					c.AbortWithStatus(http.StatusUnauthorized)
					return
				}
			}
		}
		c.Next()
	}
}

func MustUser(c *gin.Context) {
	user, err := lookup(c)
	if err != nil {
		c.AbortWithStatus(500)
		return
	}
	if user == nil {
		c.AbortWithStatus(401)
		return
	}
	c.Next()
}

func lookup(c *gin.Context) (any, error) { v, _ := c.Get("user"); return v, nil }
`,
    ),
  ).toEqual(['GET /a -> show [SetUser] optional none', 'GET /b -> show [SetUser, MustUser] required none'])
})

test('who goes on only with a user that is there refuses, with whatever answer', async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	r.GET("/a", LoginRequired(), show)`,
      `
func LoginRequired() gin.HandlerFunc {
	return func(c *gin.Context) {
		if u, _ := c.Get("user"); u != nil {
			c.Next()
			return
		}
		c.JSON(200, gin.H{"error": "login"})
		c.Abort()
	}
}
`,
    ),
  ).toEqual(['GET /a -> show [LoginRequired] required none'])
})

test('a name is no proof: a session that everybody gets, and a page for guests, guard nothing', async () => {
  const printed = await ginRoutes(
    `	r := gin.New()
	r.GET("/a", LoadSession, show)
	r.GET("/b", GuestOnly, show)
	r.GET("/c", ToLogin, show)
	r.GET("/d", Odd, show)`,
    `
func LoadSession(c *gin.Context) {
	s, err := store.Get(c.Request, "session")
	if err != nil {
		c.JSON(200, gin.H{"error": "broken cookie"})
		c.Abort()
		return
	}
	c.Set("session", s)
}

func GuestOnly(c *gin.Context) {
	user, _ := c.Get("user")
	if user != nil {
		c.Redirect(302, "/home")
		c.Abort()
		return
	}
}

func ToLogin(c *gin.Context) {
	user, _ := c.Get("user")
	if user == nil {
		c.Redirect(302, "/login")
		c.Abort()
		return
	}
}

func Odd(c *gin.Context) {
	_, ok := c.Get("user")
	if ok {
		c.Redirect(302, "/elsewhere")
		c.Abort()
		return
	}
}
`,
  )
  const verdicts = printed.map((line) => line.replace(/^.*\] /, ''))
  expect(verdicts.slice(1)).toEqual(['none none', 'required none', 'none none'])
  expect(verdicts[0]).not.toContain('required')
})

test("who counts a user's requests judges nobody", async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	r.Use(Auth(false))
	r.POST("/login", Limit(), show)
	r.Run()`,
      `
var hits = map[string]int{}

func Limit() gin.HandlerFunc {
	return func(c *gin.Context) {
		key := c.ClientIP()
		if user, ok := c.Get("user"); ok {
			key = user.(string)
		}
		hits[key]++
		if hits[key] > 10 {
			c.AbortWithStatus(http.StatusTooManyRequests)
			return
		}
		c.Next()
	}
}`,
    ),
  ).toEqual(['POST /login -> show [Auth, Limit] optional route'])
})

test("a library's middleware that one of the program calls, and whether it aborted", async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	token := Token()
	basic := gin.BasicAuth(gin.Accounts{"a": "b"})
	r.GET("/either", Either(token, basic), show)
	r.GET("/logged", Either(token, gin.Logger()), show)
	r.Run()`,
      `
func Token() gin.HandlerFunc {
	return func(c *gin.Context) {
		if token := c.GetHeader("Authorization"); token != "" {
			c.Set("user", token)
		}
	}
}
func Either(first, second gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		first(c)
		if c.IsAborted() {
			return
		}
		if c.GetString("user") != "" {
			return
		}
		second(c)
		if c.IsAborted() {
			return
		}
	}
}`,
    ),
  ).toEqual(['GET /either -> show [Either] required none', 'GET /logged -> show [Either] optional none'])
})

test('a method of an interface value that a container gives is that of the only type which can stand there', async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	guard := services.Get("guard").(Guard)
	r.GET("/a", guard.Handle, show)
	r.Run()`,
      `
type Container interface{ Get(name string) any }

var services Container

type Guard interface{ Handle(c *gin.Context) }
type tokens struct{}

func (t *tokens) Handle(c *gin.Context) {
	if c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(401)
	}
}`,
    ),
  ).toEqual(['GET /a -> show [Guard.Handle] required none'])
})

test('a struct that is kept with nobody in it; handlers that send nobody elsewhere, or say a status by an error', async () => {
  const code = `
type User struct{ Role int }
type Visit struct {
	User   *User
	Course *int
}

func userOf(token string) (*User, error)

func Init(c *gin.Context) {
	cookie, err := c.Cookie("jwt")
	if err != nil {
		c.Set("visit", Visit{})
		return
	}
	user, err := userOf(cookie)
	if err != nil {
		c.Set("visit", Visit{})
		return
	}
	c.Set("visit", Visit{User: user})
}

func LoggedIn(c *gin.Context) {
	if c.MustGet("visit").(Visit).User == nil {
		c.Redirect(302, "/login")
		c.Abort()
	}
}

func page(c *gin.Context) {
	if c.MustGet("visit").(Visit).User == nil {
		c.Redirect(302, "/login")
		return
	}
	c.String(200, "page")
}

func login(c *gin.Context) {
	if c.MustGet("visit").(Visit).User != nil {
		c.Redirect(302, "/")
		return
	}
	c.String(200, "who are you")
}

type Refusal struct{ Status int }

func (r Refusal) Error() string { return "refused" }

func rename(c *gin.Context) {
	if c.MustGet("visit").(Visit).User == nil {
		_ = c.Error(Refusal{Status: 401})
		return
	}
	c.String(200, "done")
}
`
  const printed = await ginRoutes(
    `	r := gin.New()
	r.Use(Init)
	r.GET("/guarded", LoggedIn, show)
	r.GET("/page", page)
	r.GET("/login", login)
	r.POST("/rename", rename)
	r.Run()`,
    code,
  )
  expect(printed.map((line) => line.replace(/ -> .*\] /, ' '))).toEqual([
    'GET /guarded required none',
    'GET /page required none',
    'GET /login optional none',
    'POST /rename required none',
  ])
})

test('one of two middlewares, as a setting decides, lets pass what either lets pass', async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	r.GET("/either", pick(settings.Force, Auth(true), Auth(false)), show)
	r.GET("/both", pick(settings.Force, Auth(true), gin.BasicAuth(nil)), show)
	r.Run()`,
      `
var settings struct{ Force bool }

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}`,
    ),
  ).toEqual(['GET /either -> show [Auth] unknown none', 'GET /both -> show [Auth] required none'])
})

test('a handler that verifies a token and leaves an error to whoever answers refuses who brings none', async () => {
  const code = `
func dataOf(token string) (string, error) {
	parsed, err := jwt.ParseWithClaims(token, &jwt.RegisteredClaims{}, nil)
	if err != nil {
		return "", err
	}
	if !parsed.Valid {
		return "", errors.New("expired")
	}
	return parsed.Raw, nil
}

func leave(c *gin.Context, err error) { _ = c.Error(err) }

func download(c *gin.Context) {
	data, err := dataOf(c.Query("token"))
	if err != nil {
		leave(c, errors.New("bad request"))
		return
	}
	c.String(200, data)
}

func through(c *gin.Context) { send(c.Query("token"), c) }

func send(token string, c *gin.Context) {
	data, err := dataOf(token)
	if err != nil {
		leave(c, err)
		return
	}
	http.ServeFile(c.Writer, c.Request, data)
}

func noted(c *gin.Context) {
	data, err := dataOf(c.Query("token"))
	if err != nil {
		leave(c, err)
	}
	http.ServeFile(c.Writer, c.Request, data)
}

func bad(c *gin.Context) {
	data, err := dataOf(c.Query("token"))
	if err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": "bad token"})
		return
	}
	c.String(200, data)
}

type pages struct{ render func(c *gin.Context) }

func (p pages) show(c *gin.Context) {
	if _, err := dataOf(c.Query("token")); err != nil {
		leave(c, err)
	}
	p.render(c)
}

func either(c *gin.Context) {
	data := "public"
	if token := c.Query("token"); token != "" {
		own, err := dataOf(token)
		if err != nil {
			leave(c, err)
			return
		}
		data = own
	}
	c.String(200, data)
}
`
  const printed = await ginRoutes(
    `	r := gin.New()
	r.GET("/download", download)
	r.GET("/through", through)
	r.GET("/noted", noted)
	r.GET("/bad", bad)
	r.GET("/pages", pages{}.show)
	r.GET("/either", either)
	r.Run()`,
    code,
  )
  expect(printed.map((line) => line.replace(/ -> .*\] /, ' '))).toEqual([
    'GET /download required none',
    'GET /through required none',
    'GET /noted optional none',
    'GET /bad required none',
    'GET /pages optional none',
    'GET /either optional none',
  ])
})
