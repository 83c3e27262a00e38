import { expect, test } from 'vitest'
import { redact, redactLines } from './redact.ts'

// Written in two parts, so that no scanner takes this file for a leak.
const join = (...parts: string[]) => parts.join('')

test.each([
  join('AKIA', 'QWERTYUIOPASDFGH'),
  join('ghp_', 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8'),
  join('sk_', 'live_', '51H8abcdEFGHijklMNOPqrst'),
  join('sk_', 'live_', '51H8-abcd-EFGHijkl'),
  join('xoxb', '-123456789012-abcdefghijkl'),
  join('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmNHl0w5N'),
  join('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----'),
])('takes out a known shape', (secret) => {
  expect(redact(`before ${secret} after`)).toBe('before [redacted] after')
})

test('takes the password out of an address and of a connection string, and leaves the rest', () => {
  expect(redact('postgres://shop:hunter2@db:5432/shop')).toBe('postgres://shop:[redacted]@db:5432/shop')
  expect(redact('host=db user=shop password=hunter2 dbname=shop')).toBe('host=db user=shop password=[redacted] dbname=shop')
})

test.each([
  ['jwtSecret := "kV7pQ2xN9w"', 'jwtSecret := "[redacted]"'],
  ["const apiKey = 'kV7pQ2xN9w'", "const apiKey = '[redacted]'"],
  ['DB_PASSWORD: "kV7pQ2xN9w"', 'DB_PASSWORD: "[redacted]"'],
  ['getenv("JWT_SECRET", "kV7pQ2xN9w")', 'getenv("JWT_SECRET", "[redacted]")'],
  ['signingKey = []byte("kV7pQ2xN9w")', 'signingKey = []byte("[redacted]")'],
])('takes out what a telling name holds: %s', (before, after) => {
  expect(redact(before)).toBe(after)
})

test.each([
  'SELECT * FROM users WHERE password_hash = $1',
  'Password string `json:"password" gorm:"not null"`',
  'DB_PASSWORD: "$DB_PASSWORD"',
  'os.Getenv("JWT_SECRET")',
  'http://localhost:5173/login',
  'GET /api/users/:id',
])('leaves alone: %s', (text) => {
  expect(redact(text)).toBe(text)
})

test('masks every literal of a line where a secret is known to stand', () => {
  expect(redactLines('a := "one"\nb := "plain" + `words`\nc := "three"', new Set([2]))).toBe(
    'a := "one"\nb := "[redacted]" + `[redacted]`\nc := "three"',
  )
})
