// Facts by content hash, one file a kind: read at the start, written at the end if anything changed. What a run does not ask for is dropped.
// A file that is of another version, cut short or damaged is as good as none; nothing here ever fails a run.

import { hash as digest } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FactsCache<Facts> {
  readonly get: (hash: string) => Facts | undefined
  readonly put: (hash: string, facts: Facts) => void
  /** Writes what this run asked for or put; false where the folder cannot be written. */
  readonly save: () => boolean
}

const newline = 10
const space = 32

/** `version` changes whenever the same content would give other facts. Facts are plain JSON. */
export function openFactsCache<Facts>(folder: string, kind: string, version: string): FactsCache<Facts> {
  const file = join(folder, `${kind}.facts`)
  const title = `throughline ${kind} ${version}`
  const stored = load(file, title)
  const used = new Map<string, Buffer>()
  let added = false
  return {
    get: (hash) => {
      const line = stored.get(hash)
      if (line === undefined) return undefined
      used.set(hash, line)
      return JSON.parse(line.toString('utf8')) as Facts
    },
    put: (hash, facts) => {
      used.set(hash, Buffer.from(JSON.stringify(facts)))
      added = true
    },
    save: () => (!added && used.size === stored.size) || store(folder, file, title, used),
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

function store(folder: string, file: string, title: string, entries: ReadonlyMap<string, Buffer>): boolean {
  const body = Buffer.concat([...entries].flatMap(([hash, line]) => [Buffer.from(`${hash} `), line, Buffer.from('\n')]))
  const temporary = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${title} ${digest('sha1', body, 'hex')}\n`), body]))
    renameSync(temporary, file)
    return true
  } catch {
    remove(temporary)
    return false
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Nothing was written, or nothing can be done about it
  }
}
