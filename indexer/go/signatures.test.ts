// Handlers that others sign their requests for: a signature is a credential where it is compared with what only who knows the secret makes.

import { expect, test } from 'vitest'
import { analyseTexts, printRoutes } from '#test/support/go-program.ts'

const routesOf = async (asked: string) =>
  printRoutes(
    await analyseTexts({
      'main.go': `package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"github.com/gin-gonic/gin"
)

var ErrInvalid = errors.New("invalid signature")

type Service interface { HandleWebhook(payload []byte, sig string) error }
type Provider interface { Verify(payload []byte, sig string) (string, error) }
type stripe struct{ secret string }

func (p *stripe) Verify(payload []byte, sig string) (string, error) {
	mac := hmac.New(sha256.New, []byte(p.secret))
	mac.Write(payload)
	if !hmac.Equal([]byte(sig), []byte(hex.EncodeToString(mac.Sum(nil)))) { return "", ErrInvalid }
	return "id", nil
}
type svc struct { provider Provider; known map[string]bool }
func (s *svc) HandleWebhook(payload []byte, sig string) error {
	id, err := s.provider.Verify(payload, sig)
	if err != nil { return err }
	if s.known[id] { return errors.New("again") }
	return nil
}
type Handler struct{ svc Service }
func (h *Handler) Hook(c *gin.Context) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil { c.JSON(400, "read"); return }
	sig := c.GetHeader("Stripe-Signature")
	if ${asked} {
		c.JSON(200, "ignored")
		return
	}
	if err := h.svc.HandleWebhook(body, sig); err != nil {
		if err == ErrInvalid {
			c.JSON(400, "no")
			return
		}
		c.JSON(500, "failed")
		return
	}
	c.JSON(200, "ok")
}
func main() {
	r := gin.New()
	h := &Handler{svc: &svc{provider: &stripe{secret: "x"}}}
	r.POST("/hook", h.Hook)
	r.Run()
}
`,
    }),
  )

test('who brings no signature is refused, by whatever status', async () => {
  expect(await routesOf('false')).toEqual(['POST /hook -> Handler.Hook [] required none'])
})

test('a signature that is looked at only where it is there asks for nobody', async () => {
  expect(await routesOf('sig == ""')).toEqual(['POST /hook -> Handler.Hook [] optional none'])
})

test('a library that checks the signature says so too', async () => {
  const routes = async (before: string) =>
    printRoutes(
      await analyseTexts({
        'main.go': `package main

import (
	"io"

	"github.com/gin-gonic/gin"
	"github.com/stripe/stripe-go/v79/webhook"
)

func hook(c *gin.Context) {
	body, _ := io.ReadAll(c.Request.Body)
	sig := c.GetHeader("Stripe-Signature")
	${before}
	event, err := webhook.ConstructEvent(body, sig, "secret")
	if err != nil {
		c.JSON(400, "no")
		return
	}
	c.JSON(200, event)
}

func main() {
	r := gin.New()
	r.POST("/hook", hook)
	r.Run()
}
`,
      }),
    )
  expect(await routes('')).toEqual(['POST /hook -> hook [] required none'])
  expect(await routes('if sig == "" {\n\t\tc.JSON(200, "ignored")\n\t\treturn\n\t}')).toEqual(['POST /hook -> hook [] optional none'])
})
