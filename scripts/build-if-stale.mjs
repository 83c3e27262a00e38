// Builds once, whoever starts first: the others wait for it.

import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { buildStamps } from './build-stamp.mjs'

/**
 * @param {string} root
 * @param {boolean} web whether the explorer's page is wanted too
 * @returns {Promise<number>} an exit code: 0 when dist/ is there and current
 */
export async function ensureBuilt(root, web) {
  if (isCurrent(root, web)) return 0
  const dist = join(root, 'dist')
  const lock = join(dist, '.building')
  mkdirSync(dist, { recursive: true })
  while (!take(lock)) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    if (isCurrent(root, web)) return 0
  }
  try {
    if (isCurrent(root, web)) return 0
    const first = existsSync(join(dist, 'cli.js')) ? '' : ' (first run only)'
    process.stderr.write(`Building Throughline${first} …\n`)
    return await run(root, web)
  } finally {
    rmSync(lock, { force: true })
  }
}

function isCurrent(root, web) {
  try {
    const built = JSON.parse(readFileSync(join(root, 'dist/build.json'), 'utf8'))
    const now = buildStamps(root)
    return built.server === now.server && (!web || built.web === now.web || !existsSync(join(root, 'web/index.html')))
  } catch {
    return false
  }
}

/** A lock whose holder has died is taken over. */
function take(lock) {
  try {
    const file = openSync(lock, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isAlive(lock)) rmSync(lock, { force: true })
    return false
  }
}

function isAlive(lock) {
  try {
    const holder = readFileSync(lock, 'utf8')
    // Between creating the lock and writing its holder there is a moment.
    if (holder === '') return true
    process.kill(Number(holder), 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** In a process of its own: a bundler's memory is not the application's. */
function run(root, web) {
  const child = spawn(process.execPath, [join(root, 'scripts/build.mjs'), ...(web ? ['--web'] : [])], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  return new Promise((resolve) => {
    child.on('error', () => resolve(2))
    child.on('exit', (code) => resolve(code === 0 ? 0 : 2))
  })
}
