import { expect, test } from 'vitest'
import { readGoMod } from './discover-modules.ts'

test('a module with everything in it', () => {
  const text = `// A comment.
module "example.com/app" // trailing

go 1.23.4
toolchain go1.24.0

require github.com/a/b v1.2.3
require (
	github.com/c/d/v2 v2.0.0-20240101000000-abcdef012345 // indirect
	"github.com/e/f" v0.1.0 // why
)

exclude github.com/x/y v1.0.0
replace github.com/a/b => ../b
replace (
	github.com/c/d/v2 v2.0.0 => github.com/fork/d/v2 v2.0.1
)
retract v0.0.1
`
  expect(readGoMod('backend', text)).toEqual({ unread: [], module: expect.anything() })
  expect(readGoMod('backend', text).module).toEqual({
    folder: 'backend',
    path: 'example.com/app',
    go: '1.23.4',
    requires: [
      { path: 'github.com/a/b', version: 'v1.2.3', indirect: false },
      { path: 'github.com/c/d/v2', version: 'v2.0.0-20240101000000-abcdef012345', indirect: true },
      { path: 'github.com/e/f', version: 'v0.1.0', indirect: false },
    ],
    replaces: [
      { from: 'github.com/a/b', to: '../b' },
      { from: 'github.com/c/d/v2', fromVersion: 'v2.0.0', to: 'github.com/fork/d/v2', toVersion: 'v2.0.1' },
    ],
  })
})

test('Windows line ends, and a file that names nothing', () => {
  expect(readGoMod('', 'module m\r\ngo 1.20\r\n')).toMatchObject({ module: { path: 'm', go: '1.20' } })
  expect(readGoMod('', 'go 1.20\n')).toEqual({ module: undefined, unread: [] })
})

test('lines that are no directive are handed back, and the others are read', () => {
  const { module, unread } = readGoMod(
    '',
    'module m\n<<<<<<< HEAD\nrequire a.b/c v1.0.0\n=======\nrequire a.b/c\n>>>>>>> x\nreplace a.b/c\n',
  )
  expect(module?.requires).toEqual([{ path: 'a.b/c', version: 'v1.0.0', indirect: false }])
  expect(unread).toEqual([
    { line: 2, text: '<<<<<<< HEAD' },
    { line: 4, text: '=======' },
    { line: 5, text: 'require a.b/c' },
    { line: 6, text: '>>>>>>> x' },
    { line: 7, text: 'replace a.b/c' },
  ])
})
