// Every Go file of a repository as plain data, from the cache where its content is known.

import type { FactsCache } from '../cache.ts'
import { createGoParser, type GoParser } from './parse.ts'
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
}

/** Belongs to the cache's version: counts up whenever the same text gives another GoFile. */
export const goFactsVersion = '3'

const step = 64

/** In the order of `files`. The parser is only started for a text that the cache does not know. */
export async function parseGoFiles(files: readonly GoText[], { cache, onProgress }: ParseOptions = {}): Promise<readonly GoFile[]> {
  let parser: GoParser | undefined
  const parsed: GoFile[] = []
  for (const { path, text, hash } of files) {
    const known = cache?.get(hash)
    if (known !== undefined) parsed.push({ ...known, path })
    else {
      parser ??= await createGoParser()
      const file = parser.parse(path, text)
      cache?.put(hash, file)
      parsed.push(file)
    }
    if (parsed.length % step === 0) onProgress?.(parsed.length, files.length)
  }
  onProgress?.(parsed.length, files.length)
  return parsed
}
