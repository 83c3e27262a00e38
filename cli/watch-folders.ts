// Tells when anything in the folders of a repository changes. One watch a folder, since only those are watched that discovery walks:
// Node's own recursive watch would take node_modules and .git too. Where the system has no more watches to give, looks are taken instead.

import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

export interface FolderWatch {
  /** The folders that count from now on, relative to the root; true where some are new. */
  follow(folders: readonly string[]): boolean
  close(): void
}

/** Editors write a file in several steps. */
const QUIET_MS = 40
/** A build that writes without end must not keep the page from news. */
const LONGEST_MS = 400
const LOOK_MS = 2000

export function watchFolders(root: string, onChange: () => void): FolderWatch {
  const watches = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  let first = 0
  let looking: NodeJS.Timeout | undefined

  const changed = () => {
    const now = performance.now()
    if (timer === undefined) first = now
    clearTimeout(timer)
    timer = setTimeout(
      () => {
        timer = undefined
        onChange()
      },
      Math.max(0, Math.min(QUIET_MS, first + LONGEST_MS - now)),
    )
  }
  const drop = (folder: string) => {
    watches.get(folder)?.close()
    watches.delete(folder)
  }
  const add = (folder: string): boolean => {
    try {
      const watcher = watch(join(root, folder), { persistent: false }, changed)
      watcher.on('error', () => {
        drop(folder)
        changed()
      })
      watches.set(folder, watcher)
      return true
    } catch (error) {
      // The system's watches are used up; a folder that is gone is no trouble.
      if (error instanceof Error && 'code' in error && error.code !== 'ENOENT') looking ??= setInterval(onChange, LOOK_MS).unref()
      return false
    }
  }

  return {
    follow(folders) {
      const wanted = new Set(folders)
      for (const folder of [...watches.keys()]) if (!wanted.has(folder)) drop(folder)
      // What is made in a folder between its discovery and its watch would be missed.
      return folders
        .filter((folder) => !watches.has(folder))
        .map(add)
        .some(Boolean)
    },
    close() {
      clearTimeout(timer)
      clearInterval(looking)
      for (const folder of [...watches.keys()]) drop(folder)
    },
  }
}
