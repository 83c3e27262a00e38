// Which Postgres the application runs on, as its containers and pipelines say: the oldest of them, since what the newest can do the
// oldest cannot.

import type { Configuration } from './configuration.ts'
import type { Discovery } from './discover.ts'

export interface DeployedPostgres {
  /** Major version. */
  readonly version: number
  /** The file that names it; absent: nothing does, and the version is assumed. */
  readonly file?: string
}

/** Older than the newest, as most servers are. */
const ASSUMED = 16
const CONFIGURATION = /\.ya?ml$|dockerfile|containerfile/i
/** Images that hold a Postgres and say which in their tag. */
const IMAGE =
  /(?:^|[\s"'/=])(?:postgres|postgresql|postgis|pgvector|timescaledb(?:-ha)?|supabase\/postgres|alloydbomni|citus)\s*:\s*["']?(?:[\w.-]*?pg)?(\d{1,2})(?![\d])(?:[.\w-]*)/gi

export function deployedPostgres({ others }: Discovery, { text }: Configuration): DeployedPostgres {
  const found = others
    .filter((path) => CONFIGURATION.test(path))
    .flatMap((file) => [...(text(file) ?? '').matchAll(IMAGE)].map((m) => ({ version: Number(m[1]), file })))
    .filter(({ version }) => version >= 9 && version <= 30)
    .sort((a, b) => a.version - b.version || (a.file < b.file ? -1 : 1))
  return found[0] ?? { version: ASSUMED }
}
