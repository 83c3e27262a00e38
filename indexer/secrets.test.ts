import { expect, test } from 'vitest'
import { TOKEN_SHAPES } from '#graph/token-shapes.ts'
import { findSecrets } from './secrets.ts'

const kinds = (path: string, text: string) => findSecrets(path, text).map((s) => `${s.line} ${s.kind} ${s.name}`)

test('tokens of known shape, random values under telling names, passwords in addresses', () => {
  const text = [
    `const key = "sk_${'live'}_9f27c1e6b803d5aa"`,
    `cfg.JWTSecret = env("JWT_SECRET", "k3y-7d1f0c93be54a288")`,
    `dsn := "postgres://app:Q7vd2-bench-51@db.example.org/app"`,
    `password: "S3cure!pass"`,
  ].join('\n')
  expect(kinds('config.go', text)).toEqual(['1 Stripe key key', '2 secret JWT_SECRET', '3 password in URL dsn', '4 password password'])
})

test('placeholders, names of things and development addresses are none', () => {
  const text = [
    'const tokenHeader = "X-Access-Token"',
    'Password string `json:"password" validate:"required"`',
    'JWT_SECRET=change-me-please-0000',
    'secret := os.Getenv("PAYMENT_WEBHOOK_SECRET")',
    'url := "postgres://postgres:postgres@localhost:5432/app"',
    `  ADMIN_ONLY_SECRETS_2 = 'k8s-admins-only-secrets-2',`,
    `const passwordPattern = "^[A-Za-z0-9]{8,}$"`,
  ].join('\n')
  expect(kinds('main.go', text)).toEqual([])
})

test('the value itself goes nowhere', () => {
  const [found] = findSecrets('a.go', `apiKey := "f3a9c1e27b804d55a1f0"`)
  expect(found?.redacted).toBe('[redacted], 20 characters')
})

test('what a telling function returns counts, up to the next function', () => {
  const text = [
    'func defaultSigningKey() string {',
    '\tif local {',
    `\t\treturn "k3y-7d1f0c93be54a288"`,
    '\t}',
    '}',
    '',
    'func build() string {',
    `\treturn "k3y-7d1f0c93be54a289"`,
    '}',
  ].join('\n')
  expect(kinds('a.go', text)).toEqual(['3 key defaultSigningKey'])
})

test('every shape of a token is found', () => {
  const body = 'A1b2C3d4E5f6G7h8'.repeat(3)
  const samples: Readonly<Record<string, string>> = {
    'private key': '-----BEGIN RSA PRIVATE KEY-----',
    'AWS access key': `AKIA${'A1B2C3D4E5F6G7H8'}`,
    'GitHub token': `ghp_${body}`,
    'GitLab token': `glpat-${body}`,
    'Stripe key': `sk_${'live'}_${body}`,
    'Slack token': `xoxb-${body}`,
    'Google API key': `AIza${body.slice(0, 35)}`,
    'SendGrid key': `SG.${body}.${body}`,
    'npm token': `npm_${body.slice(0, 36)}`,
    'OpenAI key': `sk-${body}`,
    'JSON Web Token': `eyJ${body}.eyJ${body}.${body}`,
  }
  for (const [kind] of TOKEN_SHAPES) expect(kinds('a.go', `x := f("${samples[kind]}")`)).toEqual([`1 ${kind} x`])
})
