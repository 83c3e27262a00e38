// Runs mutants of programs in processes that are ended when they hang, and gathers what is wrong with them.

import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { Order, Step } from './mutants.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Of processor time, for the whole program with the files in it. */
const MOST_MILLISECONDS = 10_000
/** By the clock, which a busy machine stretches. */
const HANGS = 60_000

/** The folder of the bundle, beside what the indexer opens by its place; the caller removes it. */
export async function bundleMutants(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-mutants-'))
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./mutants.ts', import.meta.url)),
    platform: 'node',
    cwd: ROOT,
    external: (id) => /^@?[a-z]/.test(id) && !id.startsWith(ROOT),
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'mutants.mjs' })
  await bundle.close()
  const dist = join(ROOT, 'dist')
  for (const name of readdirSync(dist)) if (/\.(?:mjs|wasm|image)$/.test(name)) copyFileSync(join(dist, name), join(folder, name))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

export interface Report {
  /** Files that were broken, one at a time or several. */
  readonly files: number
  /** One text a fault, with what to run it again by. */
  readonly faults: readonly string[]
}

export async function runMutants(bundle: string, program: string, seed: number, files: number): Promise<Report> {
  const faults: string[] = []
  let judged = 0
  for (let from = 0; judged < files; ) {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-mutant-'))
    let at = from - 1
    let what: readonly string[] = ['the program itself']
    const fault = (problem: string) => faults.push(`seed ${seed}, mutant ${at} of ${program}: ${problem}\n  ${what.join('\n  ')}`)
    const end = await follow(bundle, { program, folder, seed, from, files: files - judged }, (step) => {
      if (step.step === 'mutant') {
        at = step.mutant
        what = step.what
      } else if (step.step === 'judged') {
        judged += step.files
        for (const problem of step.problems) fault(problem)
        if (step.milliseconds > MOST_MILLISECONDS) fault(`took ${step.milliseconds} ms`)
        from = step.mutant + 1
      }
    })
    await rm(folder, { recursive: true, force: true })
    if (judged >= files) break
    // It ended within a mutant, or before the first one.
    fault(end)
    if (at < from) break
    judged += what.length
    from = at + 1
  }
  return { files: judged, faults }
}

/** How it ended. */
function follow(bundle: string, order: Order, onStep: (step: Step) => void): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, [join(bundle, 'mutants.mjs'), JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let hangs = false
  const stop = () => {
    hangs = true
    child.kill('SIGKILL')
  }
  let timer = setTimeout(stop, HANGS)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  lines.on('line', (line) => {
    clearTimeout(timer)
    timer = setTimeout(stop, HANGS)
    onStep(JSON.parse(line) as Step)
  })
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve(hangs ? `hangs: nothing for ${HANGS} ms` : `ended with ${signal ?? code}: ${said}`)
    })
  })
}
