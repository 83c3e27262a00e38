// With the threads that are built: a program large enough for them, and threads that die.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GoText, parseGoFiles } from './parse-files.ts'
import { parseInWorkers } from './parse-in-workers.ts'
import type { GoFile } from './syntax.ts'

const lines = Array.from(
  { length: 400 },
  (_, i) => `// line ${i} of a comment that makes this file as long as it has to be, ${'-'.repeat(60)}`,
).join('\n')
const files: readonly GoText[] = Array.from({ length: 130 }, (_, i) => ({
  path: `p/${i}.go`,
  text: `package p\n${lines}\nfunc f${i}() string { return "é${i}" }\n${i % 10 === 3 ? 'func broken( {\nfunc after() {}\n' : ''}`,
  hash: String(i),
}))
const folder = mkdtempSync(join(tmpdir(), 'parse-in-workers-'))
const built = new URL('../../dist/go-worker.js', import.meta.url)
let alone: readonly GoFile[]

/** A thread that answers so many batches as the real one does, then does what `end` says. */
function dying(name: string, end: string): URL {
  const file = join(folder, `${name}.mjs`)
  const empty = 'const answer = { first, json: new Uint8Array(0), ends: new Uint32Array(files.length) }'
  const on = `let left = 2\nparentPort.on('message', ({ first, files }) => {\n  if (left-- === 0) { ${end} }\n  ${empty}\n  parentPort.postMessage(answer)\n})`
  writeFileSync(file, `import { parentPort } from 'node:worker_threads'\n${on}\n`)
  return pathToFileURL(file)
}

beforeAll(async () => {
  const builder = new URL('../../scripts/build-if-stale.mjs', import.meta.url).href
  const { ensureBuilt } = (await import(builder)) as { ensureBuilt: (root: string, web: boolean) => Promise<number> }
  expect(await ensureBuilt(fileURLToPath(new URL('../..', import.meta.url)), false)).toBe(0)
  // No such thread: all is parsed here.
  alone = await parseGoFiles(files, { worker: new URL('file:///nowhere/go-worker.js') })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

// On one processor all is parsed in one thread, as it should be: there are no threads to test.
const few = availableParallelism() < 2

test.skipIf(few)('[needs 2 processors] threads give every file once, byte for byte what one thread gives', async () => {
  const got: string[] = []
  const done = await parseInWorkers(
    files,
    (index, json) => {
      expect(got[index]).toBeUndefined()
      got[index] = Buffer.from(json).toString('utf8')
    },
    built,
  )
  expect(done).toBe(true)
  expect(got).toEqual(alone.map((file) => JSON.stringify(file)))
  expect(alone.filter((file) => file.errors.length > 0)).toHaveLength(13)
})

test.skipIf(few).each([
  ['that exit', 'process.exit(1)'],
  ['that exit as if all were well', 'process.exit(0)'],
  ['that throw', "throw new Error('no')"],
  ['that give up every file', 'left = 1000'],
])('[needs 2 processors] threads %s lose no file', async (name, end) => {
  const steps: number[] = []
  const worker = dying(name.replaceAll(' ', '-'), end)
  expect(await parseGoFiles(files, { worker, onProgress: (done) => steps.push(done) })).toEqual(alone)
  expect(steps.at(-1)).toBe(files.length)
})
