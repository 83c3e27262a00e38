// What a process that indexes the same repository again and again keeps from run to run: facts of files as objects, the answer of a
// stage whose input is the same, the open database. A change of one file then costs that file and what is made of all files together.

import { type Graph, sameGraph } from '#graph/graph.ts'
import type { FactsCache } from './cache.ts'
import type { SourceFile } from './discover.ts'
import type { SchemaDatabase } from './sql/database.ts'
import { createSpareDatabase, type SpareDatabase } from './sql/spare-database.ts'

export interface IndexMemory {
  /** Files whose content is what it was, by path and hash: the same object again, so that what is kept of it holds. */
  readonly texts: FactsCache<SourceFile>
  /** `open` gives what is kept on disk; it is asked and written in the first run only. */
  readonly facts: <Facts>(kind: string, open: () => FactsCache<Facts>) => FactsCache<Facts>
  /** The last answer of a stage, as long as the key of its input is the same; `again` when the stage has run before. */
  readonly last: <T>(stage: string, key: string, make: (again: boolean) => Promise<T>) => Promise<T>
  readonly database: (key: string, open: () => SchemaDatabase) => SchemaDatabase
  readonly spare: SpareDatabase
  /** Counts up with every graph that is another than the one before. */
  readonly graphNumber: (graph: Graph) => number
  /** `work` is what the next change may need; `warm` does it, once. */
  readonly soon: (what: string, work: () => Promise<unknown>) => void
  readonly warm: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Enough for a branch and the one that it is compared with, each with its models. */
const DATABASES = 4

export function createMemory(): IndexMemory {
  const caches = new Map<string, unknown>()
  const answers = new Map<string, { readonly key: string; readonly answer: Promise<unknown> }>()
  const databases = new Map<string, SchemaDatabase>()
  const coming = new Map<string, () => Promise<unknown>>()
  const done = new Set<string>()
  const spare = createSpareDatabase()
  let latest: Graph | undefined
  let number = 0
  return {
    texts: rememberedFacts(),
    spare,
    facts<Facts>(kind: string, open: () => FactsCache<Facts>): FactsCache<Facts> {
      // The kind decides the type of its facts.
      const known = caches.get(kind) as FactsCache<Facts> | undefined
      const cache = known ?? rememberedFacts(open())
      caches.set(kind, cache)
      return cache
    },
    last<T>(stage: string, key: string, make: (again: boolean) => Promise<T>): Promise<T> {
      const before = answers.get(stage)
      if (before?.key === key) return before.answer as Promise<T>
      // Not held while the next is made: both can be large.
      answers.delete(stage)
      const answer = make(before !== undefined)
      answers.set(stage, { key, answer })
      answer.catch(() => answers.delete(stage))
      return answer
    },
    database(key, open) {
      const database = databases.get(key) ?? open()
      databases.delete(key)
      databases.set(key, database)
      const [oldest] = databases.keys()
      if (databases.size > DATABASES && oldest !== undefined) {
        void databases.get(oldest)?.close()
        databases.delete(oldest)
      }
      return database
    },
    graphNumber(graph) {
      if (latest === undefined || !sameGraph(latest, graph)) number += 1
      latest = graph
      return number
    },
    soon(what, work) {
      if (!done.has(what)) coming.set(what, work)
      done.add(what)
    },
    async warm() {
      const [current, ...older] = [...databases.values()].reverse()
      // What they hold is kept on disk too; a process each is too much to keep.
      await Promise.all(older.map((database) => database.close()))
      await current?.warm()
      const works = [...coming.values()]
      coming.clear()
      for (const work of works) await work()
    },
    async close() {
      await Promise.all([spare, ...databases.values()].map((each) => each.close()))
      databases.clear()
    },
  }
}

function rememberedFacts<Facts>(stored?: FactsCache<Facts>): FactsCache<Facts> {
  let former = new Map<string, Facts>()
  let current = new Map<string, Facts>()
  let disk = stored
  return {
    get(hash) {
      const facts = current.get(hash) ?? former.get(hash) ?? disk?.get(hash)
      if (facts !== undefined) current.set(hash, facts)
      return facts
    },
    put(hash, facts, json) {
      current.set(hash, facts)
      disk?.put(hash, facts, json)
    },
    save() {
      const saved = disk?.save() ?? true
      disk = undefined
      // What the run before this one asked for stays: a change is often taken back.
      former = current
      current = new Map()
      return saved
    },
  }
}
