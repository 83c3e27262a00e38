import { expect, test } from 'vitest'
import { buildExclusion, evaluateBuild } from './discover-build.ts'

test.each([
  ['linux', true],
  ['windows', false],
  ['!windows', true],
  ['ignore', false],
  ['integration || e2e', false],
  ['integration || !e2e', true],
  ['linux && !cgo', false],
  ['unix && (amd64 || arm64)', true],
  ['!(linux && amd64)', false],
  ['!!linux', true],
  ['go1.18', true],
  ['!go1.18', false],
  ['a || b && c || linux', true],
  ['linux || a && b', true],
  // Nothing that Go would accept
  ['linux &&', true],
  ['(ignore', true],
  ['', true],
])('%s', (expression, holds) => {
  expect(evaluateBuild(expression)).toBe(holds)
})

test.each([
  ['a/x.go', undefined, undefined],
  ['a/x_linux.go', undefined, undefined],
  ['a/x_windows.go', undefined, 'built on windows only'],
  ['a/x_linux_arm64.go', undefined, 'built on arm64 only'],
  ['a/x_darwin_test.go', undefined, 'built on darwin only'],
  ['a/x_amd64.go', undefined, undefined],
  // A name that is only the system's is none
  ['a/windows.go', undefined, undefined],
  ['a/order_js.go', undefined, 'built on js only'],
  ['a/x.go', 'integration', 'build constraint integration'],
  ['a/x.go', '!integration', undefined],
])('%s with %s', (path, expression, why) => {
  expect(buildExclusion(path, expression)).toBe(why)
})
