// A headless Chromium from npm alone: the system's libraries where they are, else those that the package brings along.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--headless=shell',
]

/** The browser, or why there is none. In CI there must be one. */
export async function startBrowser(): Promise<Browser | string> {
  const reasons: string[] = []
  for (const start of [withSystemLibraries, withOwnLibraries]) {
    try {
      return await start()
    } catch (error) {
      reasons.push(
        error instanceof Error
          ? (error.message.split('\n').find((line) => line.includes('error while loading')) ?? error.message)
          : String(error),
      )
    }
  }
  const reason = `headless Chromium does not start: ${reasons[0]}`
  if (process.env.CI === 'true') throw new Error(reason)
  process.stderr.write(`the explorer's tests in a browser are skipped: ${reason}\n`)
  return reason
}

async function withSystemLibraries(): Promise<Browser> {
  const { default: packed } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await packed.executablePath(), args: FLAGS })
}

/** The package unpacks its libraries only where it believes to be on their home system. */
async function withOwnLibraries(): Promise<Browser> {
  const { default: packed } = await import('@sparticuz/chromium')
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env
  const folder = mkdtempSync(join(tmpdir(), 'throughline-chromium-'))
  try {
    Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' })
    const executablePath = await packed.executablePath()
    const env = { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') }
    return await chromium.launch({ executablePath, args: FLAGS, env })
  } finally {
    restore('TMPDIR', TMPDIR)
    restore('AWS_LAMBDA_JS_RUNTIME', AWS_LAMBDA_JS_RUNTIME)
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
