// Every Go file of a repository as plain data, from the cache where its content is known.

import type { FactsCache } from '../cache.ts'
import { createGoParser } from './parse.ts'
import { parseInWorkers } from './parse-in-workers.ts'
import type { GoFile } from './syntax.ts'

export interface GoText {
  /** Relative to the repository, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Of the content. */
  readonly hash: string
}

export interface ParseOptions {
  readonly cache?: FactsCache<GoFile>
  readonly onProgress?: (done: number, total: number) => void
  /** The built thread, where it does not stand beside this module. */
  readonly worker?: URL
}

/** Belongs to the cache's version: counts up whenever the same text gives another GoFile. */
export const goFactsVersion = '6'

const step = 64

/** In the order of `files`. The parser is only started for a text that the cache does not know. */
export async function parseGoFiles(files: readonly GoText[], { cache, onProgress, worker }: ParseOptions = {}): Promise<readonly GoFile[]> {
  const parsed: (GoFile | undefined)[] = []
  let done = 0
  const tell = (): void => {
    if (++done % step === 0) onProgress?.(done, files.length)
  }
  const missing: { readonly at: number; readonly path: string; readonly text: string; readonly hash: string }[] = []
  for (const [at, { path, text, hash }] of files.entries()) {
    const known = cache?.get(hash)
    parsed.push(known === undefined || known.path === path ? known : { ...known, path })
    if (known === undefined) missing.push({ at, path, text, hash })
    else tell()
  }
  await parseInWorkers(
    missing,
    (index, json) => {
      const file = missing[index]
      if (!file) return
      const facts = JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.length).toString('utf8')) as GoFile
      parsed[file.at] = facts
      cache?.put(file.hash, facts, json)
      tell()
    },
    worker,
  )
  const rest = missing.filter((file) => parsed[file.at] === undefined)
  const parser = rest.length > 0 ? await createGoParser() : undefined
  for (const { at, path, text, hash } of rest) {
    const facts = parser?.parse(path, text)
    if (!facts) continue
    parsed[at] = facts
    cache?.put(hash, facts)
    tell()
  }
  onProgress?.(done, files.length)
  return parsed.filter((file) => file !== undefined)
}
