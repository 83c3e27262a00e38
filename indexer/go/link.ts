// Where functions meet: whom each call reaches, as edges.

import type { CallEvent, CallTarget, Site, SpawnEvent, UnresolvedReason } from './evaluate/events.ts'
import type { FunctionEntity } from './program.ts'
import type { Resolution, Targets } from './targets.ts'

export interface CallEdge {
  readonly caller: FunctionEntity
  readonly callee: FunctionEntity
  readonly site: Site
  readonly resolution: Resolution
  readonly fanout: number
  readonly via: FunctionEntity | undefined
  readonly captured: boolean
}

export interface UnresolvedCall {
  readonly caller: FunctionEntity
  readonly site: Site
  readonly reason: UnresolvedReason
  readonly text: string
}

export interface LinkedCalls {
  readonly edges: readonly CallEdge[]
  readonly unresolved: readonly UnresolvedCall[]
  readonly counts: { exact: number; interface: number; inferred: number; external: number }
  /** Library functions that each function calls, as "package name". */
  readonly external: ReadonlyMap<FunctionEntity, ReadonlySet<string>>
}

export function linkCalls(
  events: readonly (CallEvent | SpawnEvent)[],
  targets: Targets,
  counts: (fn: FunctionEntity) => boolean,
): LinkedCalls {
  const edges = new Map<string, CallEdge>()
  const unresolved = new Map<string, UnresolvedCall>()
  const external = new Map<FunctionEntity, Set<string>>()
  const tally = { exact: 0, interface: 0, inferred: 0, external: 0 }
  const seen = new Set<string>()
  const ids = new Map<object, number>()
  const idOf = (o: object | undefined) => {
    if (!o) return ''
    const known = ids.get(o)
    if (known !== undefined) return known
    ids.set(o, ids.size)
    return ids.size - 1
  }

  const noteExternal = (caller: FunctionEntity, target: CallTarget & { kind: 'external' }) => {
    const list = external.get(caller) ?? new Set()
    list.add(`${target.package} ${target.name}`)
    external.set(caller, list)
  }

  for (const event of events) {
    if (event.kind !== 'call') continue
    const { caller, site, target, via, captured = false } = event
    // One site may be evaluated several times, for several callers: it counts once.
    const place = `${idOf(caller)}@${site.at}:${target.kind}${target.kind === 'exact' ? idOf(target.fn) : ''}:${idOf(via)}`
    const first = !seen.has(place)
    seen.add(place)
    const reached = targets(target)
    if (reached.kind === 'external') {
      if (first) tally.external++
      if (target.kind === 'external') noteExternal(caller, target)
      continue
    }
    if (reached.kind === 'unresolved') {
      const key = `${idOf(caller)}@${site.at}`
      if (!unresolved.has(key)) unresolved.set(key, { caller, site, reason: reached.reason, text: reached.text })
      continue
    }
    if (first) tally[reached.resolution]++
    if (target.kind === 'external') noteExternal(caller, target)
    for (const callee of reached.functions) {
      if (!counts(callee)) continue
      const key = `${idOf(caller)}>${idOf(callee)}@${site.at}:${idOf(via)}`
      const known = edges.get(key)
      edges.set(
        key,
        known
          ? { ...known, site: weaker(known.site, site) }
          : { caller, callee, site, resolution: reached.resolution, fanout: reached.functions.length, via, captured },
      )
    }
  }
  // A site that some evaluation resolved is not unresolved.
  const resolvedSites = new Set([...edges.values()].map((e) => `${idOf(e.caller)}@${e.site.at}`))
  return {
    edges: [...edges.values()],
    unresolved: [...unresolved].filter(([key]) => !resolvedSites.has(key)).map(([, u]) => u),
    counts: tally,
    external,
  }
}

/** Two evaluations of one site: in a transaction only if both are. */
function weaker(a: Site, b: Site): Site {
  return {
    ...a,
    inTransaction: a.inTransaction && b.inTransaction,
    perElement: a.perElement || b.perElement,
    retried: a.retried || b.retried,
  }
}
