// Starts program.ts as a process: bundled as the product is, since Node 20 runs no TypeScript.

import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile, mkdtemp, readFile, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { StoreChoice } from '#graph/store/connect.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The folder of the bundle; the caller removes it. */
export async function bundleProgram(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-program-'))
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./program.ts', import.meta.url)),
    platform: 'node',
    cwd: ROOT,
    external: (id) => /^@?[a-z]/.test(id) && !id.startsWith(ROOT),
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'program.mjs' })
  await bundle.close()
  await copyFile(join(ROOT, 'graph/store/embedded/store-host.mjs'), join(folder, 'store-host.mjs'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

export interface Program {
  readonly process: ChildProcess
  /** The next line that it says; undefined when it ended without one. */
  next(): Promise<Record<string, unknown> | undefined>
  ended: Promise<number | NodeJS.Signals | null>
}

export function startProgram(folder: string, choice: StoreChoice, action: string, env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, [join(folder, 'program.mjs'), JSON.stringify(choice), action], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    ended: new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal))),
    async next() {
      const { value, done } = await lines.next()
      return done ? undefined : (JSON.parse(String(value)) as Record<string, unknown>)
    },
  }
}

export async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20))
}
