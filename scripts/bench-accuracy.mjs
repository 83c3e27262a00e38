// npm run bench:accuracy -- <repository> [--truth file | --openapi file] [--calls [--oracle file]]
// Prints recall and precision of the routes against a truth (the shape of `routes --format json`, or OpenAPI 2 or 3 in JSON
// or YAML), agreement on authentication where it was decided, the share that is unknown with its reasons, and every miss.
// With --calls and a Go toolchain also recall and precision of call edges on request paths against the type checker's
// own (test/oracle), and the share of false interface edges; --oracle takes the output of an earlier run of it.

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const made = mkdtempSync(join(root, 'node_modules/.accuracy-'))
try {
  const file = join(made, 'main.mjs')
  const bundle = await rolldown({ input: join(root, 'scripts/accuracy/main.ts'), platform: 'node', logLevel: 'warn' })
  await bundle.write({ file, format: 'esm', codeSplitting: false })
  await bundle.close()
  const { run } = await import(pathToFileURL(file).href)
  process.exitCode = run(root, process.argv.slice(2))
} finally {
  rmSync(made, { recursive: true, force: true })
}
