// What the build depends on, as one short text: it changes when a source file does. Looks at names, sizes and times only, so that
// every start can afford it.

import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const SERVER = ['api', 'audit', 'cli', 'graph', 'indexer', 'scripts', 'package-lock.json']
const WEB = ['web', 'package-lock.json']

/** @param {string} root @returns {{server: string, web: string}} */
export function buildStamps(root) {
  return { server: stamp(root, SERVER), web: stamp(root, WEB) }
}

function stamp(root, entries) {
  const hash = createHash('sha256')
  for (const entry of entries) visit(join(root, entry), hash)
  return hash.digest('hex').slice(0, 16)
}

function visit(path, hash) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isDirectory()) {
    if (!/\.test\.tsx?$/.test(path)) hash.update(`${path} ${found.size} ${found.mtimeMs}\n`)
    return
  }
  for (const name of readdirSync(path).sort()) if (name !== 'node_modules' && !name.startsWith('.')) visit(join(path, name), hash)
}
