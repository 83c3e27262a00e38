// Which routes reach a function, and the shortest way there: one pass over the call edges answers it for every finding.
// Ways through calls that the index could not resolve are not seen.

import { compare } from '#graph/graph.ts'
import type { GraphReader } from '#graph/store/store.ts'

export interface Way {
  /** Ids of the routes that reach the function, sorted. */
  readonly routes: readonly string[]
  /** Node ids from a route up to, not including, the function; empty when no route reaches it. */
  readonly way: readonly string[]
}

export interface Reach {
  to(functionId: string): Way
}

/** A step back: the caller, and the node between (a goroutine), if any. */
interface Step {
  readonly from: string
  readonly via: readonly string[]
}

const EVERYTHING = { maxRows: 5_000_000 }

export async function loadReach(reader: GraphReader): Promise<Reach> {
  const callers = new Map<string, Step[]>()
  const entries = new Map<string, Step[]>()
  const load = async (into: Map<string, Step[]>, cypher: string) => {
    const { rows } = await reader.query(cypher, EVERYTHING)
    for (const [from, to, via] of rows)
      if (typeof from === 'string' && typeof to === 'string') {
        const steps = into.get(to) ?? []
        steps.push({ from, via: typeof via === 'string' ? [via] : [] })
        into.set(to, steps)
      }
  }
  await load(entries, 'MATCH (r:Route)-[:HANDLED_BY]->(f:Function) RETURN DISTINCT r.id AS a, f.id AS b')
  await load(entries, 'MATCH (r:Route)-[:GUARDED_BY]->(m:Middleware)-[:RUNS]->(f:Function) RETURN DISTINCT r.id AS a, f.id AS b, m.id AS v')
  await load(callers, 'MATCH (a:Function)-[:CALLS]->(b:Function) RETURN DISTINCT a.id AS a, b.id AS b')
  await load(callers, 'MATCH (a:Function)-[:STARTS]->(g:Goroutine)-[:SPAWNS]->(b:Function) RETURN DISTINCT a.id AS a, b.id AS b, g.id AS v')
  for (const steps of [...callers.values(), ...entries.values()])
    steps.sort((a, b) => a.via.length - b.via.length || compare(a.from, b.from))
  const known = new Map<string, Way>()
  return {
    to(id) {
      const found = known.get(id) ?? search(id, callers, entries)
      known.set(id, found)
      return found
    },
  }
}

function search(target: string, callers: ReadonlyMap<string, readonly Step[]>, entries: ReadonlyMap<string, readonly Step[]>): Way {
  /** Node ids from a function down to the target, the target left out. */
  const down = new Map<string, readonly string[]>([[target, []]])
  const routes = new Set<string>()
  let way: readonly string[] = []
  for (const [fn, rest] of down) {
    const here = fn === target ? rest : [fn, ...rest]
    for (const entry of entries.get(fn) ?? []) {
      routes.add(entry.from)
      if (way.length === 0) way = [entry.from, ...entry.via, ...here]
    }
    for (const caller of callers.get(fn) ?? []) if (!down.has(caller.from)) down.set(caller.from, [...caller.via, ...here])
  }
  return { routes: [...routes].sort(compare), way }
}
