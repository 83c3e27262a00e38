// Where things are: the repository that is asked about, its folder in the user's cache, the package's own files.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from './errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))

export const AUDITS = join(PACKAGE, 'queries')
export const EXPLORER = join(PACKAGE, 'dist/web')
const SAMPLES = join(PACKAGE, 'test/fixtures/apps')

/** The folder itself, links resolved. */
export function repositoryAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new UsageError(`there is no folder ${path}`)
  if (!found.isDirectory()) throw new UsageError(`${path} is a file; give the folder of a repository`)
  return realpathSync(resolve(path))
}

/** What to show when no path is given: a checkout's sample application, else the folder one stands in. */
export function defaultRepository(): { readonly path: string; readonly name: string } {
  const [sample] = existsSync(SAMPLES) ? readdirSync(SAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : []
  if (!sample) return { path: process.cwd(), name: process.cwd() }
  return { path: join(SAMPLES, sample.name), name: `the sample application ${sample.name}` }
}

/** One folder for each repository, outside of it. */
export function cacheFolderOf(root: string, given: string | undefined, environment: Environment = process.env): string {
  const base = given ? resolve(given) : join(userCache(environment), 'throughline')
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 12)
  const folder = join(
    base,
    `${basename(root)
      .replace(/[^\w.-]/g, '_')
      .slice(0, 40)}-${hash}`,
  )
  if (`${folder}/`.startsWith(`${root}/`)) throw new UsageError(`the cache ${base} is inside the repository; choose another with --cache`)
  return folder
}

function userCache(environment: Environment): string {
  if (environment.XDG_CACHE_HOME) return environment.XDG_CACHE_HOME
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches')
  if (process.platform === 'win32') return environment.LOCALAPPDATA ?? join(homedir(), 'AppData/Local')
  return join(homedir(), '.cache')
}
