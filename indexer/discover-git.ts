// What git leaves out. Git ignores only what it does not track, so the index decides where there is one. A copy without an index (an archive,
// a container) holds tracked files only, or nearly: there .gitignore keeps out JavaScript alone, which may be the output of a build. Go and
// SQL stay, since a pattern for a binary (`app`) matches its source (`cmd/app/`) too, and a lost migration makes every statement wrong.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'

export interface GitRules {
  /** Adds the folder's .gitignore, if it has one; call before asking about its children. */
  readonly enter: (folder: string, text: string) => void
  /** `path` is relative to the repository. */
  readonly leavesOut: (path: string, isFolder: boolean) => boolean
}

export function gitRules(root: string): GitRules {
  const rules: { readonly folder: string; readonly rules: Ignore }[] = []
  const tracked = trackedFiles(root)
  return {
    enter: (folder, text) => {
      rules.push({ folder: folder === '' ? '' : `${folder}/`, rules: ignore().add(text) })
    },
    leavesOut: (path, isFolder) => {
      if (rules.length === 0 || (tracked === undefined && (isFolder || !/\.[cm]?[jt]sx?$/.test(path)))) return false
      if (isFolder ? tracked?.folders.has(path) : tracked?.files.has(path)) return false
      let ignored = false
      for (const { folder, rules: own } of rules) {
        if (!path.startsWith(folder)) continue
        const result = own.test(path.slice(folder.length) + (isFolder ? '/' : ''))
        ignored = result.ignored || (ignored && !result.unignored)
      }
      return ignored
    },
  }
}

interface Tracked {
  readonly files: ReadonlySet<string>
  readonly folders: ReadonlySet<string>
}

function trackedFiles(root: string): Tracked | undefined {
  const path = join(root, '.git', 'index')
  if (!existsSync(path)) return undefined
  const files = readIndex(readFileSync(path))
  if (files === undefined) return undefined
  const folders = new Set<string>()
  for (const file of files) {
    for (let slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
      const folder = file.slice(0, slash)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return { files: new Set(files), folders }
}

/** Paths in git's index, versions 2 to 4 (gitformat-index); undefined where it is something else. */
export function readIndex(index: Buffer): string[] | undefined {
  if (index.length < 32 || index.toString('latin1', 0, 4) !== 'DIRC') return undefined
  const version = index.readUInt32BE(4)
  const count = index.readUInt32BE(8)
  if (version < 2 || version > 4) return undefined
  const paths: string[] = []
  let at = 12
  let last = Buffer.alloc(0)
  while (paths.length < count) {
    const start = at
    if (start + 62 > index.length) return undefined
    const extended = version >= 3 && (index.readUInt16BE(start + 60) & 0x4000) !== 0
    at = start + (extended ? 64 : 62)
    let keep = 0
    if (version === 4) {
      let byte = index[at++] ?? 0
      keep = byte & 127
      while ((byte & 128) !== 0) {
        byte = index[at++] ?? 0
        keep = ((keep + 1) << 7) | (byte & 127)
      }
    }
    const end = index.indexOf(0, at)
    if (end < 0) return undefined
    const name = index.subarray(at, end)
    last = version === 4 ? Buffer.concat([last.subarray(0, last.length - keep), name]) : Buffer.from(name)
    paths.push(last.toString('utf8'))
    at = version === 4 ? end + 1 : start + ((end - start + 8) & ~7)
  }
  return paths
}
