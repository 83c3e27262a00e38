// npm run measure:advice -- <repository> [--rows 200000] [--top 40] [--confidence medium] [--live]
// Loads believable rows into a real PostgreSQL (psql on the path, the usual PG… variables) under the repository's own migrations, and
// measures each advised index by EXPLAIN ANALYZE before and after. Makes a database of its own, and drops it. With --live it asks for the advice again with that database
// (--pg), and measures apart what both say and what one says alone.

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const made = mkdtempSync(join(root, 'node_modules/.advice-'))
try {
  const file = join(made, 'main.mjs')
  const bundle = await rolldown({
    input: join(root, 'scripts/advice/main.ts'),
    platform: 'node',
    logLevel: 'warn',
    external: [/^libpg-query/, /^@electric-sql/, /^sql\.js/, /^web-tree-sitter/],
  })
  await bundle.write({ file, format: 'esm', codeSplitting: false })
  await bundle.close()
  const { run } = await import(pathToFileURL(file).href)
  process.exitCode = await run(root, process.argv.slice(2))
} finally {
  rmSync(made, { recursive: true, force: true })
}
