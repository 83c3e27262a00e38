#!/usr/bin/env node
// Starts Throughline. In a checkout it first builds what is missing or older than the sources; a published package holds the build.

import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12)) {
  process.stderr.write(`throughline: Node.js 20.19, 22.12 or later is needed; this is ${process.versions.node}\n`)
  process.exit(2)
}

// Commands that serve no page do not wait for one to be built.
const PAGELESS = ['index', 'audit', 'routes', 'tables', 'path', 'query', 'help', '--help', '-h', '--version', '-v']

const root = fileURLToPath(new URL('..', import.meta.url))
if (existsSync(`${root}cli/main.ts`)) {
  const { ensureBuilt } = await import('../scripts/build-if-stale.mjs')
  const code = await ensureBuilt(root, !PAGELESS.includes(process.argv[2]))
  if (code !== 0) process.exit(code)
}

if (process.argv[2] !== '--build-only') {
  module.enableCompileCache?.()
  const { main } = await import('../dist/cli.js')
  await main(process.argv)
}
