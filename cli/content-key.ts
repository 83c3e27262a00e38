// One short text for everything in a repository that an answer can depend on. The same key means that a stored graph is current.

import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Discovery } from '#indexer/discover.ts'

/** Files beside the sources are hashed whole up to this size; of larger ones size and time must do. */
const WHOLE = 256 * 1024

export function contentKey(found: Discovery): string {
  const { root, go, typescript, sql, modules, packageFiles, tsconfigFiles, viteConfigFiles, others, diagnostics } = found
  const sources = [...go, ...typescript, ...sql].map((file) => `${file.path} ${file.role} ${file.hash}`)
  const beside = [...packageFiles, ...tsconfigFiles, ...viteConfigFiles, ...others].map(
    (path) => `${path} ${fingerprint(join(root, path))}`,
  )
  return hash('sha1', [...sources, ...beside, JSON.stringify(modules), JSON.stringify(diagnostics)].join('\n'))
}

function fingerprint(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return 'none'
  if (found.size > WHOLE) return `${found.size} ${found.mtimeMs}`
  try {
    return hash('sha1', readFileSync(path))
  } catch {
    return 'unreadable'
  }
}

/** Of the program itself: what another build has stored may mean something else. From the sources there is no build to tell. */
export function programBuild(): string {
  try {
    const { server }: { server?: string } = JSON.parse(readFileSync(fileURLToPath(new URL('./build.json', import.meta.url)), 'utf8'))
    return server ?? 'unknown'
  } catch {
    return 'sources'
  }
}
