// Small files of the cache folder: written whole or not at all, and never trusted to be there.

import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export function contentHash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}

export async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch {
    return undefined
  }
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, JSON.stringify(value))
  await rename(temporary, file)
}

/** Removes all but the newest. */
export async function pruneFiles(folder: string, pattern: RegExp, keep: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => pattern.test(name))
  const aged = await Promise.all(names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })))
  for (const { name } of aged.sort((a, b) => b.time - a.time).slice(keep)) await rm(join(folder, name), { force: true })
}
