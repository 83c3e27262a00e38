// The folder of one embedded graph:
//   current.json                 the stamp and the name of the graph file it speaks of; replaced by rename, so always whole
//   graph-<pid>-<nonce>.grafeo   a graph, never changed once it has this name
//   reader-<pid>-<nonce>.grafeo  a reader's own hard link, so that a new child opens the same graph after a replacement
//   write-<pid>-<nonce>.tmp      a graph or a stamp that is being written
// What a dead process left is swept by the next writer.

import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toStamp } from '../stamp.ts'
import type { GraphStamp } from '../store.ts'

export interface Current {
  readonly stamp: GraphStamp
  readonly file: string
}

/** What the folder holds now; undefined if nothing, or nothing whole. */
export async function readCurrent(folder: string): Promise<Current | undefined> {
  try {
    const data: unknown = JSON.parse(await readFile(join(folder, 'current.json'), 'utf8'))
    const { file, bytes, stamp: raw } = data as Record<string, unknown>
    const stamp = toStamp(raw)
    if (!stamp || typeof file !== 'string' || !/^graph-[\w-]+\.grafeo$/.test(file)) return undefined
    const { size } = await stat(join(folder, file))
    return size === bytes ? { stamp, file } : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || isMissing(error)) return undefined
    throw error
  }
}

/** Writes a graph with `save`, then makes it the current one in a single rename. */
export async function publish(folder: string, stamp: GraphStamp, save: (path: string) => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true })
  const before = await readCurrent(folder)
  const temporary = join(folder, ownName('write', 'tmp'))
  const pointer = join(folder, ownName('write', 'tmp'))
  const file = ownName('graph', 'grafeo')
  try {
    await save(temporary)
    await sync(temporary)
    await rename(temporary, join(folder, file))
    const { size } = await stat(join(folder, file))
    await writeFile(pointer, `${JSON.stringify({ file, bytes: size, stamp })}\n`)
    await sync(pointer)
    await rename(pointer, join(folder, 'current.json'))
    await sync(folder)
  } finally {
    await rm(temporary, { force: true })
    await rm(pointer, { force: true })
  }
  await sweep(folder, file, before?.file)
}

/** A link to the current graph that stays when the graph is replaced; undefined if there is none. */
export async function holdCurrent(folder: string): Promise<(Current & { readonly path: string }) | undefined> {
  for (;;) {
    const current = await readCurrent(folder)
    if (!current) return undefined
    const path = join(folder, ownName('reader', 'grafeo'))
    const source = join(folder, current.file)
    try {
      await link(source, path).catch((error) =>
        isMissing(error) ? Promise.reject(error) : copyFile(source, path, constants.COPYFILE_FICLONE),
      )
      return { ...current, path }
    } catch (error) {
      // A writer replaced the graph between the two steps: there is a newer one.
      if (!isMissing(error)) throw error
    }
  }
}

async function sweep(folder: string, current: string, replaced: string | undefined): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = /^(?:grafeo-)?(?:graph|reader|write)-(\d+)-/.exec(name)?.[1]
    if (owner === undefined || name === current) continue
    if (name === replaced || !isAlive(Number(owner))) await rm(join(folder, name), { force: true, recursive: true }).catch(() => undefined)
  }
}

let made = 0
function ownName(kind: 'graph' | 'reader' | 'write', extension: string): string {
  made += 1
  return `${kind}-${process.pid}-${Date.now().toString(36)}${made}.${extension}`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function sync(path: string): Promise<void> {
  // Windows can neither open nor sync a folder, and needs no sync of one.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r').catch((error) => {
    if (process.platform === 'win32') return undefined
    throw error
  })
  await handle?.sync()
  await handle?.close()
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
