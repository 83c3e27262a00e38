import { expect, test } from 'vitest'
import { ginRoutes } from '#test/support/gin-program.ts'

test('a group hands down what it held when the route was registered', async () => {
  expect(
    await ginRoutes(`	r := gin.New()
	r.GET("/open", show)
	r.Use(gin.Recovery())
	v1 := r.Group("/v1")
	v1.Use(Auth(false))
	v1.GET("/posts/:id", show)
	v1.Use(Auth(true))
	v1.POST("/posts", show)
	admin := v1.Group("/admin", Auth(true))
	{
		admin.DELETE("/posts/:id", show)
	}
	r.Run()`),
  ).toEqual([
    'GET /open -> show [] none none',
    'GET /v1/posts/:id -> show [gin.Recovery, Auth] optional none',
    'POST /v1/posts -> show [gin.Recovery, Auth, Auth] required none',
    'DELETE /v1/admin/posts/:id -> show [gin.Recovery, Auth, Auth, Auth] required none',
  ])
})

test('the default engine logs and recovers; wildcards, any method, lists of methods and files', async () => {
  expect(
    await ginRoutes(`	r := gin.Default()
	r.Any("/any/*rest", show)
	r.Handle(http.MethodPut, "/put", show)
	r.Match([]string{"GET", "POST"}, "/both", show)
	r.Static("/assets", "./public")
	r.StaticFile("/favicon.ico", "./favicon.ico")
	http.ListenAndServe(":8080", r)`),
  ).toEqual([
    '* /any/* -> show [gin.Logger, gin.Recovery] none none',
    'PUT /put -> show [gin.Logger, gin.Recovery] none none',
    'GET /both -> show [gin.Logger, gin.Recovery] none none',
    'POST /both -> show [gin.Logger, gin.Recovery] none none',
    'GET /assets/* -> Static [gin.Logger, gin.Recovery] none none',
    'GET /favicon.ico -> StaticFile [gin.Logger, gin.Recovery] none none',
  ])
})

test('an answer alone does not stop a request: without Abort the handler runs all the same', async () => {
  expect(
    await ginRoutes(
      `	r := gin.New()
	r.GET("/a", Loud(), show)
	r.GET("/b", Strict, show)`,
      `
func Loud() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" {
			c.JSON(401, gin.H{"error": "no"})
			return
		}
		c.Next()
	}
}

func refuse(c *gin.Context, status int) { c.AbortWithStatus(status) }

func Strict(c *gin.Context) {
	if _, err := c.Cookie("session"); err != nil {
		refuse(c, http.StatusUnauthorized)
		return
	}
}
`,
    ),
  ).toEqual(['GET /a -> show [Loud] optional none', 'GET /b -> show [Strict] required none'])
})

test('an engine embedded in a struct, a table of routes, register functions in a slice', async () => {
  expect(
    await ginRoutes(
      `	s := &server{Engine: gin.New()}
	s.ginRoutes()
	for _, register := range []func(gin.IRouter){users, posts} {
		register(s.Group(base))
	}
	for _, r := range table {
		s.Handle(r.method, base+r.path, r.handler)
	}`,
      `
const base = "/api"

type server struct{ *gin.Engine }

type route struct {
	method, path string
	handler      gin.HandlerFunc
}

var table = []route{{"PATCH", "/t/:id", show}, {http.MethodDelete, "/t/:id", show}}

func (s *server) ginRoutes() { s.GET("/health", show) }

func users(r gin.IRouter) { r.GET("/users", show) }
func posts(r gin.IRouter) { r.Group("/posts").GET("", show) }
`,
    ),
  ).toEqual([
    'GET /health -> show [] none none',
    'GET /api/users -> show [] none none',
    'GET /api/posts -> show [] none none',
    'PATCH /api/t/:id -> show [] none none',
    'DELETE /api/t/:id -> show [] none none',
  ])
})
