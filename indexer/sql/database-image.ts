// The image of an empty database cluster: making one takes over a second, opening one a fifth of that. The build makes it beside the
// bundle; where it is missing the first run on a machine makes it in the cache folder.

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_LIMITS, type Limits, startPostgres } from './postgres-child.ts'

/** Changes when the way in which images are made changes. */
const IMAGE_VERSION = 1

/** Of the embedded Postgres and the form of its images: part of the name of everything that is cached from it. */
export function engineVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as { version: string }
  return `${version}-${IMAGE_VERSION}`
}

/** Makes the image in the folder unless it is there, and returns its path. The build calls it for the folder of the bundle. */
export async function prepareDatabaseImage(folder: string, limits: Limits = DEFAULT_LIMITS): Promise<string> {
  const file = join(folder, imageName())
  if (existsSync(file)) return file
  await mkdir(folder, { recursive: true })
  const postgres = startPostgres(limits)
  try {
    await postgres.ask('initdb', { file })
  } finally {
    await postgres.close()
  }
  return file
}

/** The image beside this module if the build made one, else the one in the cache folder, made now if need be. */
export function emptyImage(cacheFolder: string, limits: Limits, anew?: 'anew'): Promise<string> {
  if (anew) rmSync(join(cacheFolder, imageName()), { force: true })
  const built = join(dirname(fileURLToPath(import.meta.url)), imageName())
  return existsSync(built) && !anew ? Promise.resolve(built) : prepareDatabaseImage(cacheFolder, limits)
}

function imageName(): string {
  return `postgres-${engineVersion()}.image`
}
