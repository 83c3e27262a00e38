import { expect, test } from 'vitest'
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
