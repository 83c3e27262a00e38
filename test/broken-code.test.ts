// Broken code: files of the fixture programs, mutated by numbers that look random. No crash, no hang, and nothing lost in silence.
// BROKEN_CODE_FILES says how many, BROKEN_CODE_SEED which ones; a fault prints what it takes to see it again.

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleMutants, runMutants } from './broken-code/run.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const count = Number(process.env.BROKEN_CODE_FILES ?? 60)
const seed = Number(process.env.BROKEN_CODE_SEED ?? 1)
/** Programs, with their part of the files. */
const PROGRAMS = [
  ['test/fixtures/apps/lendroom', 0.5],
  ['test/fixtures/typescript', 0.2],
  ['queries', 0.2],
  ['test/oracle/programs', 0.1],
] as const

let bundle: string
beforeAll(async () => {
  const builder = new URL('../scripts/build-if-stale.mjs', import.meta.url).href
  const { ensureBuilt } = (await import(builder)) as { ensureBuilt: (root: string, web: boolean) => Promise<number> }
  expect(await ensureBuilt(ROOT, false)).toBe(0)
  bundle = await bundleMutants()
})
afterAll(() => rm(bundle, { recursive: true, force: true }))

test.concurrent.each(PROGRAMS)(
  '%s: mutants neither crash nor hang, and lose nothing in silence',
  async (program, part) => {
    const wanted = Math.ceil(count * part)
    const { faults, files } = await runMutants(bundle, join(ROOT, program), seed, wanted)
    expect(faults.join('\n')).toBe('')
    expect(files).toBe(wanted)
  },
  60_000 + count * 10_000,
)
