// Facts by content hash, one file a kind: read at the start, written as they come and put in place at the end if anything changed.
// What a run does not ask for is dropped. A file that is of another version, cut short or damaged is as good as none; nothing here ever
// fails a run.

import { createHash, hash as digest } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface FactsCache<Facts> {
  readonly get: (hash: string) => Facts | undefined
  /** `json` is what `facts` are as JSON, where somebody has written that already. */
  readonly put: (hash: string, facts: Facts, json?: Uint8Array) => void
  /** Keeps what this run asked for or put; false where the folder cannot be written. */
  readonly save: () => boolean
}

const newline = 10
const space = 32
/** Bytes that wait before they are written. */
const most = 1024 * 1024

/** `version` changes whenever the same content would give other facts. Facts are plain JSON. */
export function openFactsCache<Facts>(folder: string, kind: string, version: string): FactsCache<Facts> {
  const file = join(folder, `${kind}.facts`)
  const title = `throughline ${kind} ${version}`
  const stored = load(file, title)
  const used = new Map<string, Buffer>()
  const added = new Set<string>()
  let writer: Writer | undefined
  return {
    get: (hash) => {
      const line = stored.get(hash)
      if (line === undefined) return undefined
      used.set(hash, line)
      return JSON.parse(line.toString('utf8')) as Facts
    },
    put: (hash, facts, json) => {
      if (added.has(hash)) return
      added.add(hash)
      used.delete(hash)
      writer ??= createWriter(folder, file, title)
      writer.add(hash, json ?? Buffer.from(JSON.stringify(facts)))
    },
    save: () => {
      if (added.size === 0 && used.size === stored.size) return true
      writer ??= createWriter(folder, file, title)
      for (const [hash, line] of used) writer.add(hash, line)
      return writer.end()
    },
  }
}

/** First line: title and digest of the rest. Then one entry a line: hash, space, JSON. */
function load(file: string, title: string): Map<string, Buffer> {
  const entries = new Map<string, Buffer>()
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch {
    return entries
  }
  const head = content.indexOf(newline)
  const body = content.subarray(head + 1)
  if (head < 0 || content.toString('utf8', 0, head) !== `${title} ${digest('sha1', body, 'hex')}`) return entries
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(newline, at)
    const cut = body.indexOf(space, at)
    entries.set(body.toString('latin1', at, cut), body.subarray(cut + 1, end))
    at = end + 1
  }
  return entries
}

interface Writer {
  readonly add: (hash: string, json: Uint8Array) => void
  /** Puts the file in its place. */
  readonly end: () => boolean
}

const unsigned = '0'.repeat(40)

/** Written as it comes, so that the facts of a large program do not stand in memory twice; signed at the end. */
function createWriter(folder: string, file: string, title: string): Writer {
  const temporary = `${file}.${process.pid}.tmp`
  const sum = createHash('sha1')
  let waiting: Uint8Array[] = []
  let bytes = 0
  let target: number | undefined
  const attempt = (work: () => void): void => {
    try {
      work()
    } catch {
      remove(temporary)
      if (target !== undefined) close(target)
      target = undefined
    }
  }
  const flush = (): void => {
    const piece = Buffer.concat(waiting)
    waiting = []
    bytes = 0
    if (target === undefined) return
    sum.update(piece)
    for (let at = 0; at < piece.length; ) at += writeSync(target, piece, at)
  }
  attempt(() => {
    mkdirSync(folder, { recursive: true })
    sweep(folder)
    target = openSync(temporary, 'w')
    writeSync(target, `${title} ${unsigned}\n`)
  })
  return {
    add: (hash, json) => {
      waiting.push(Buffer.from(`${hash} `), json, Buffer.from('\n'))
      bytes += json.length
      if (bytes > most) attempt(flush)
    },
    end: () => {
      attempt(() => {
        flush()
        if (target === undefined) return
        writeSync(target, sum.digest('hex'), Buffer.byteLength(title) + 1)
        closeSync(target)
        renameSync(temporary, file)
      })
      return target !== undefined
    },
  }
}

/** What a process that was killed has left half written. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = /\.facts\.(\d+)\.tmp$/.exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) remove(join(folder, name))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function close(file: number): void {
  try {
    closeSync(file)
  } catch {
    // It was closed already
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Nothing was written, or nothing can be done about it
  }
}
