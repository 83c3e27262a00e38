// A gin application whose routes stand behind middlewares under test.

import { analyseTexts, printRoutes } from './go-program.ts'

/** Verdicts of `GET /` behind each of the middlewares, in the order given. */
export async function verdictsBehind(code: string, ...chains: readonly string[]): Promise<string[]> {
  const go = await analyseTexts({
    'main.go': `package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/gin-contrib/sessions"
	"github.com/gin-gonic/gin"
)

func show(c *gin.Context) { c.JSON(200, gin.H{"ok": true}) }

${code}

func main() {
	r := gin.New()
${chains.map((chain, i) => `	r.GET("/${i}", ${chain}, show)`).join('\n')}
	r.Run()
}

var _ = context.Background
var _ = errors.New
var _ = http.StatusOK
var _ = strings.Split
var _ = slices.Contains[[]string]
var _ = env.Parse
var _ = sessions.Default
`,
  })
  return printRoutes(go).map((line) => /\] (\w+)/.exec(line)?.[1] ?? line)
}
