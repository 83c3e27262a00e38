// For tests: databases in a cache folder of their own, over one empty image that is made once on the machine.

import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { prepareDatabaseImage } from './database-image.ts'
import type { RepositoryFile } from './discover-migrations.ts'
import { discoverMigrations } from './discover-migrations.ts'
import type { MigrationSet } from './migrations.ts'

export interface TestFolder {
  readonly path: string
  remove(): Promise<void>
}

export async function testCacheFolder(): Promise<TestFolder> {
  const image = await prepareDatabaseImage(join(tmpdir(), 'throughline-test-images'))
  const path = await mkdtemp(join(tmpdir(), 'throughline-sql-'))
  await copyFile(image, join(path, basename(image)))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Repository files from texts by path. */
export function filesOf(texts: Readonly<Record<string, string>>): readonly RepositoryFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, read: () => text }))
}

export function migrationsOf(texts: Readonly<Record<string, string>>): MigrationSet {
  const { set } = discoverMigrations(filesOf(texts))
  if (!set) throw new Error('no migrations in these files')
  return set
}

/** A folder of `test/fixtures/sql` as if it were the migrations of a repository. */
export async function fixtureMigrations(name: string): Promise<MigrationSet> {
  const folder = new URL(`../../test/fixtures/sql/${name}/`, import.meta.url)
  const names = (await readdir(folder)).filter((n) => n.endsWith('.sql'))
  const texts = await Promise.all(names.map(async (n) => [`db/migrations/${n}`, await readFile(new URL(n, folder), 'utf8')] as const))
  return migrationsOf(Object.fromEntries(texts))
}
