// Source text of the audited repository, by path relative to its root. Nothing outside the root is ever read,
// neither by `..` nor through a symbolic link.

import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'

/** The text, or undefined where there is none that may be read. */
export type SourceReader = (file: string) => Promise<string | undefined>

export function createSourceReader(root: string): SourceReader {
  let realRoot: Promise<string> | undefined
  return async (file) => {
    realRoot ??= realpath(root)
    try {
      const base = await realRoot
      const target = await realpath(path.resolve(base, file))
      if (!target.startsWith(base + path.sep)) return undefined
      return await readFile(target, 'utf8')
    } catch {
      return undefined
    }
  }
}
