// Adds to package-lock.json the platform packages that npm could not see when the lock was written.
// npm records only those optional packages that its registry answered for; `npm ci` on another platform then refuses the
// lock. Name, version, os and cpu are enough for npm to resolve the rest. Run after every `npm install`; a test checks it.
import { readFileSync, writeFileSync } from 'node:fs'

const OS = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony']
const CPU = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32']

/** @param {{packages: Record<string, any>}} lock @returns {string[]} the keys that were missing (and are now in `lock`) */
export function completeLock(lock) {
  const added = []
  for (const [parent, pkg] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
      if (resolveKey(lock, parent, name, version)) continue
      const words = name.split(/[/-]/)
      const os = OS.filter((o) => words.includes(o))
      if (os.length === 0) continue
      const cpu = CPU.filter((c) => words.some((w) => w === c || (c === 'arm' && w === 'arm')))
      const libc = words.some((w) => w.startsWith('musl')) ? ['musl'] : words.some((w) => w.startsWith('gnu')) ? ['glibc'] : undefined
      const root = `node_modules/${name}`
      const key = lock.packages[root] ? `${parent}/${root}` : root
      lock.packages[key] = { version, cpu, ...(pkg.dev ? { dev: true } : {}), ...(libc ? { libc } : {}), optional: true, os }
      added.push(key)
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  return added
}

/** Node's lookup: the parent's own node_modules first, then each folder above. */
function resolveKey(lock, parent, name, version) {
  for (let at = parent; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const key = at ? `${at}/node_modules/${name}` : `node_modules/${name}`
    const found = lock.packages[key]
    if (found?.version === version || (found && !/^\d/.test(version))) return key
    if (!at) return undefined
    if (!at.includes('/node_modules/')) at = ''
  }
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const path = new URL('../package-lock.json', import.meta.url)
  const lock = JSON.parse(readFileSync(path, 'utf8'))
  const added = completeLock(lock)
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(added.length ? `added ${added.length}:\n  ${added.join('\n  ')}` : 'complete')
}
